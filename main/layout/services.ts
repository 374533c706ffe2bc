import { join } from 'node:path';
import type { PromptCache } from '../store/prompt-cache.ts';
import type { LlmStatus } from '../../preload/contract/stage1.ts';
import type { KeyStore } from './providers/key-store.ts';
import { environmentKeys, firstOf } from './providers/key-store.ts';
import { ollamaProvider } from './providers/ollama.ts';
import { llmStatus } from './providers/ollama-models.ts';
import type { OpenAiOptions } from './providers/openai.ts';
import { OpenAiProvider } from './providers/openai.ts';
import type { WriterServices } from './writer.ts';

export interface WritersOptions {
  dataDir: string;
  /** Address of Ollama; left out, OLLAMA_HOST or its usual place. */
  ollamaHost?: string | undefined;
  /** Server that speaks OpenAI's protocol; what is left out comes from LMD_OPENAI_URL, _MODEL and _API. */
  openai?: Pick<OpenAiOptions, 'url' | 'model' | 'api'>;
  /** Further places for keys, asked after the environment. */
  keys?: KeyStore;
  cache: PromptCache;
  clock: () => number;
  env: Readonly<Record<string, string | undefined>>;
}

export interface Writers {
  services: Omit<WriterServices, 'signal' | 'onEvent'>;
  status: () => Promise<LlmStatus>;
}

/** Everyone who can write a layout, from the app's options and the environment. */
export function createWriters({ dataDir, ollamaHost, openai = {}, keys, cache, clock, env }: WritersOptions): Writers {
  const ollama = { host: ollamaHost ?? env['OLLAMA_HOST'] ?? '' };
  const fromEnvironment = environmentKeys(env);
  const url = named(openai.url ?? env['LMD_OPENAI_URL']);
  const server = new OpenAiProvider({
    url,
    model: named(openai.model ?? env['LMD_OPENAI_MODEL']),
    api: openai.api ?? (env['LMD_OPENAI_API'] === 'completions' ? 'completions' : 'auto'),
    keys: keys === undefined ? fromEnvironment : firstOf(fromEnvironment, keys),
  });
  return {
    services: {
      providers: { ollama: ollamaProvider(ollama), openai: server },
      // Nothing leaves this machine unless the user has named a server.
      automatic: url === undefined ? 'ollama' : 'openai',
      templates: join(dataDir, 'templates'),
      cache,
      clock,
      random: Math.random,
    },
    status: async () => {
      const [status, own] = await Promise.all([llmStatus(ollama), url === undefined ? undefined : server.status()]);
      return own === undefined ? status : { ...status, openai: own };
    },
  };
}

const named = (text: string | undefined): string | undefined => text?.trim() || undefined;
