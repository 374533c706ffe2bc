import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { LlmError } from './failures.ts';

/** The part of node-llama-cpp's interface that is used here; the package itself is no dependency. */
export interface LlamaModule {
  getLlama(options: object): Promise<Llama>;
  LlamaChat: new (options: { contextSequence: Sequence }) => Chat;
  readGgufFileInfo(file: string): Promise<{ metadata: { general?: { size_label?: string } } }>;
}
export interface Llama {
  loadModel(options: { modelPath: string; onLoadProgress?: (share: number) => void }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: object): Promise<object>;
}
export interface LlamaModel {
  readonly trainContextSize: number;
  tokenize(text: string): readonly unknown[];
  createContext(options: { contextSize: number; threads?: number }): Promise<Context>;
  dispose(): Promise<void>;
}
interface Context {
  getSequence(): Sequence;
  dispose(): Promise<void>;
}
interface Sequence {
  readonly tokenMeter: { readonly usedInputTokens: number; readonly usedOutputTokens: number };
}
interface Chat {
  generateResponse(history: readonly ChatItem[], options: object): Promise<{ metadata: { stopReason: string } }>;
}
export type ChatItem = { type: 'user'; text: string } | { type: 'model'; response: string[] };

/** The version that was tried; another one of the same major version will do. */
const version = '3.22.1';

/** Names of the packages with binaries that run without a GPU's libraries. */
const binaries: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'mac-arm64-metal',
  'darwin-x64': 'mac-x64',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
};

/** What installs node-llama-cpp with the binary of this machine alone: 85 MB instead of 700. */
export function installCommand(folder: string, machine = `${process.platform}-${process.arch}`): string {
  const binary = binaries[machine];
  const packages = ['node-llama-cpp', ...(binary === undefined ? [] : [`@node-llama-cpp/${binary}`])];
  const versions = packages.map((name) => `${name}@${version}`).join(' ');
  return `npm install --prefix "${folder}" --omit=optional --ignore-scripts ${versions}`;
}

const packageSchema = z.object({ version: z.string() });

/**
 * Loads node-llama-cpp from a folder of its own, where a command has installed it.
 * @param folder has the node_modules with the package
 * @throws LlmError llm_unreachable where it is missing or does not run on this machine
 */
export async function loadLlamaModule(folder: string): Promise<LlamaModule> {
  const home = join(folder, 'node_modules', 'node-llama-cpp');
  if (!existsSync(join(home, 'package.json'))) {
    throw new LlmError(
      'llm_unreachable',
      'Models in files need node-llama-cpp, which is not installed.',
      `install it once with: ${installCommand(folder)}`,
    );
  }
  try {
    const found = packageSchema.parse(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))).version;
    if (found.split('.')[0] !== version.split('.')[0]) throw new Error(`version ${found} is there, not ${version}`);
    return (await import(pathToFileURL(join(home, 'dist', 'index.js')).href)) as LlamaModule;
  } catch (cause) {
    throw new LlmError(
      'llm_unreachable',
      'node-llama-cpp is installed, but can not be used.',
      `install it again with: ${installCommand(folder)}`,
      { detail: String(cause), cause },
    );
  }
}
