import { basename, join } from 'node:path';
import type { PromptCache } from '../store/prompt-cache.ts';
import type { LayoutEvent, LlmStatus } from '../../preload/contract/stage1.ts';
import type { KeyPlace } from './providers/key-store.ts';
import { GgufProvider } from './providers/gguf.ts';
import { ollamaProvider } from './providers/ollama.ts';
import type { PullProgress } from './providers/ollama-manage.ts';
import { pullModel } from './providers/ollama-manage.ts';
import { llmStatus } from './providers/ollama-models.ts';
import type { OpenAiOptions } from './providers/openai.ts';
import { OpenAiProvider } from './providers/openai.ts';
import type { ServerChoice, ServerChoiceOptions } from './providers/server-choice.ts';
import { serverChoice } from './providers/server-choice.ts';
import type { WriterServices } from './writer.ts';

export interface WritersOptions {
  dataDir: string;
  /** Address of Ollama; left out, OLLAMA_HOST or its usual place. */
  ollamaHost?: string | undefined;
  /** Server that speaks OpenAI's protocol; what is left out comes from LMD_OPENAI_URL, _MODEL and _API. */
  openai?: Pick<OpenAiOptions, 'url' | 'model' | 'api'>;
  /** Where the server that the window chooses is kept; null where there is no window. */
  chosenServer?: ServerChoiceOptions['kept'];
  /** The system's keychain; null where there is none. */
  keychain?: KeyPlace | null;
  cache: PromptCache;
  clock: () => number;
  env: Readonly<Record<string, string | undefined>>;
}

export interface Writers {
  services: Omit<WriterServices, 'signal' | 'onEvent'>;
  /** Folder of the user's own templates. */
  templates: string;
  /** The OpenAI-compatible server and its key. */
  server: Pick<ServerChoice, 'choose' | 'setKey'>;
  status: () => Promise<LlmStatus>;
  /** Downloads a model into Ollama; tells how far it is in words. @throws AppError llm_*, cancelled */
  pull: (model: string, options: { signal: AbortSignal; onEvent: (event: LayoutEvent) => void }) => Promise<void>;
  /** Makes room for drawing: models that were asked leave the memory. Never fails: drawing then has to do with less. */
  makeRoom: () => Promise<void>;
}

/** Everyone who can write a layout, from the app's options and the environment. */
export function createWriters(options: WritersOptions): Writers {
  const { dataDir, ollamaHost, openai = {}, chosenServer = null, keychain = null, cache, clock, env } = options;
  const ollama = { host: ollamaHost ?? env['OLLAMA_HOST'] ?? '' };
  const started = named(openai.url ?? env['LMD_OPENAI_URL']);
  const choice = serverChoice({ started, kept: chosenServer, keychain, env });
  const server = new OpenAiProvider({
    get url() {
      return choice.url;
    },
    get model() {
      return choice.isChosen ? undefined : named(openai.model ?? env['LMD_OPENAI_MODEL']);
    },
    api: openai.api ?? (env['LMD_OPENAI_API'] === 'completions' ? 'completions' : 'auto'),
    keys: choice.keys,
  });
  const local = ollamaProvider(ollama);
  const file = named(env['LMD_GGUF']);
  const inProcess = new GgufProvider({
    folder: named(env['LMD_LLAMA_DIR']) ?? join(dataDir, 'llama'),
    file,
    threads: Number(env['LMD_LLAMA_THREADS']) || undefined,
  });
  const templates = join(dataDir, 'templates');
  const automatic = (): LlmStatus['automatic'] => {
    if (choice.url !== undefined) return 'openai';
    return file === undefined ? 'ollama' : 'gguf';
  };
  return {
    services: {
      providers: { ollama: local, openai: server, gguf: inProcess },
      get automatic() {
        return automatic();
      },
      templates,
      cache,
      clock,
      random: Math.random,
    },
    templates,
    server: choice,
    status: async () => {
      const asked = choice.url === undefined ? undefined : server.status();
      const [status, own] = await Promise.all([llmStatus(ollama), asked]);
      const all = { ...status, automatic: automatic(), keychain: choice.hasKeychain };
      if (own === undefined) return file === undefined ? all : { ...all, selected: basename(file) };
      const selected = own.reachable ? server.preferred(own) : null;
      return { ...all, selected, openai: { ...own, chosen: choice.isChosen } };
    },
    pull: (model, { signal, onEvent }) => {
      const onProgress = (progress: PullProgress): void => {
        const { share } = progress;
        onEvent({ kind: 'status', text: wordsFor(model, progress), ...(share === null ? {} : { share }) });
      };
      return pullModel(ollama, model, { signal, onProgress });
    },
    makeRoom: async () => {
      if (env['LMD_KEEP_LLM'] === '1') return;
      await Promise.allSettled([local.release?.(), inProcess.release()]);
    },
  };
}

const wordsFor = (model: string, { status, share }: PullProgress): string =>
  share === null ? `${model}: ${status}…` : `Downloading ${model}: ${Math.floor(share * 100)} %`;

const named = (text: string | undefined): string | undefined => text?.trim() || undefined;
