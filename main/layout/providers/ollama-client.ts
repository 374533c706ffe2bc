import { Ollama } from 'ollama';
import type { OllamaAddress } from './ollama-host.ts';
import { parseOllamaHost } from './ollama-host.ts';
import { ollamaFetch } from './ollama-fetch.ts';
import type { TimeLimits } from './time-limits.ts';
import { defaultLimits } from './time-limits.ts';

export interface OllamaOptions {
  /** Address; left out, OLLAMA_HOST or Ollama's usual place. */
  host?: string;
  limits?: Partial<TimeLimits>;
}

/** Ollama as one layout, or one look at its state, needs it. */
export interface OllamaSettings {
  address: OllamaAddress;
  limits: TimeLimits;
}

/** @throws AppError llm_unreachable when the address can not be read */
export function ollamaSettings({ host, limits }: OllamaOptions): OllamaSettings {
  return { address: parseOllamaHost(host ?? process.env.OLLAMA_HOST), limits: { ...defaultLimits, ...limits } };
}

/** A client whose requests all end with the signal. */
export function openClient(address: OllamaAddress, signal: AbortSignal, model = 'Ollama'): Ollama {
  return new Ollama({ host: address.url, fetch: ollamaFetch({ address, model, signal }) });
}
