import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { refinerShape } from '../../preload/contract/engine.ts';
import { defaultDataDir } from '../folders.ts';

/** What every command takes. */
export interface CommonFlags {
  dataDir: string;
  checkpoint: string[];
  ollama?: string;
  openai?: string;
  json?: boolean;
}

export function withCommonFlags(command: Command): Command {
  return command
    .option('--data-dir <folder>', 'where history and answers are kept', defaultDataDir(process.env))
    .option(
      '--checkpoint <folders...>',
      'checkpoints in diffusers layout, single .safetensors files, or folders of them',
      [],
    )
    .option('--ollama <host>', 'address of Ollama')
    .option(
      '--openai <url>',
      'address of a server that speaks as OpenAI does; its key is LMD_OPENAI_KEY or OPENAI_API_KEY',
    )
    .option('--json', 'print one JSON object on stdout and nothing else');
}

/** Parser of a whole number within bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('It must be a number of at least 0.');
  }
  return value;
}

/** Parser of the share of a refiner's steps. */
export function refineShare(text: string): number {
  const parsed = refinerShape.ratio.safeParse(text.trim() === '' ? null : Number(text));
  if (!parsed.success) throw new InvalidArgumentError('It must be a number from 0.02 to 1.');
  return parsed.data;
}

/** Parser of a canvas size, "512x384". */
export function canvasSize(text: string): { width: number; height: number } {
  const match = /^(\d+)x(\d+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It must look like 512x512.');
  return { width: Number(match[1]), height: Number(match[2]) };
}

/** Collects `--option name=value`; a value that reads as JSON is taken as such, anything else as text. */
export function methodOption(text: string, options: Record<string, unknown>): Record<string, unknown> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must look like name=value.');
  return { ...options, [text.slice(0, at)]: jsonOrText(text.slice(at + 1)) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
