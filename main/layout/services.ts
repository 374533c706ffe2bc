import { join } from 'node:path';
import type { PromptCache } from '../store/prompt-cache.ts';
import type { LayoutEvent, LlmStatus } from '../../preload/contract/stage1.ts';
import type { KeyStore } from './providers/key-store.ts';
import { environmentKeys, firstOf } from './providers/key-store.ts';
import { ollamaProvider } from './providers/ollama.ts';
import type { PullProgress } from './providers/ollama-manage.ts';
import { pullModel } from './providers/ollama-manage.ts';
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
  /** Downloads a model into Ollama; tells how far it is in words. @throws AppError llm_*, cancelled */
  pull: (model: string, options: { signal: AbortSignal; onEvent: (event: LayoutEvent) => void }) => Promise<void>;
  /** Makes room for drawing: models that were asked leave the memory. Never fails: drawing then has to do with less. */
  makeRoom: () => Promise<void>;
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
  const local = ollamaProvider(ollama);
  return {
    services: {
      providers: { ollama: local, openai: server },
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
    pull: (model, { signal, onEvent }) => {
      const onProgress = (progress: PullProgress): void => onEvent({ kind: 'status', text: wordsFor(model, progress) });
      return pullModel(ollama, model, { signal, onProgress });
    },
    makeRoom: async () => {
      if (env['LMD_KEEP_LLM'] === '1') return;
      await local.release?.().catch(() => undefined);
    },
  };
}

const wordsFor = (model: string, { status, share }: PullProgress): string =>
  share === null ? `${model}: ${status}…` : `Downloading ${model}: ${Math.floor(share * 100)} %`;

const named = (text: string | undefined): string | undefined => text?.trim() || undefined;
