import type { ChatItem, LlamaModule } from '../../main/layout/providers/gguf-module.ts';

/** One question to the model, as the test sees and steers it. */
export interface LlamaQuestion {
  history: readonly ChatItem[];
  options: {
    grammar?: object;
    signal: AbortSignal;
    maxTokens: number;
    temperature: number;
    seed: number;
    onTextChunk: (text: string) => void;
  };
}

export interface ScriptedLlama {
  load: (folder: string) => Promise<LlamaModule>;
  asked: LlamaQuestion[];
  /** Resolves with the first question. */
  question: Promise<LlamaQuestion>;
  /** Files of the models that were loaded, in order. */
  loaded: string[];
  /** How many contexts and models are open now. */
  open: { contexts: number; models: number };
}

export interface ScriptedLlamaOptions {
  /** What the model says; the reason why it stopped. */
  answer?: (question: LlamaQuestion) => string | Promise<string>;
  loading?: () => Promise<void>;
  trainContextSize?: number;
  sizeLabel?: string;
}

/** Says a text a few characters at a time, until it is stopped. */
export const tells =
  (text: string, reason = 'eogToken') =>
  ({ options }: LlamaQuestion): string => {
    for (let at = 0; at < text.length; at += 5) {
      options.onTextChunk(text.slice(at, at + 5));
      if (options.signal.aborted) return 'abort';
    }
    return reason;
  };

/** Waits until it is stopped. */
export const hangs = ({ options }: LlamaQuestion): Promise<string> =>
  new Promise((resolve) => options.signal.addEventListener('abort', () => resolve('abort')));

/** What node-llama-cpp looks like from here; tokens are characters. */
export function scriptedLlama(script: ScriptedLlamaOptions = {}): ScriptedLlama {
  const { answer = hangs, loading = () => Promise.resolve(), trainContextSize = 100_000, sizeLabel = '' } = script;
  const asked: LlamaQuestion[] = [];
  const loaded: string[] = [];
  const open = { contexts: 0, models: 0 };
  const first = Promise.withResolvers<LlamaQuestion>();
  const loadModel = async ({ modelPath }: { modelPath: string }) => {
    await loading();
    loaded.push(modelPath);
    open.models++;
    return {
      trainContextSize,
      tokenize: (text: string) => Array.from(text),
      createContext: () => {
        open.contexts++;
        return Promise.resolve({
          getSequence: () => ({ tokenMeter: { usedInputTokens: 11, usedOutputTokens: 7 } }),
          dispose: () => Promise.resolve(void open.contexts--),
        });
      },
      dispose: () => Promise.resolve(void open.models--),
    };
  };
  class LlamaChat {
    async generateResponse(history: readonly ChatItem[], options: object) {
      const question = { history, options: options as LlamaQuestion['options'] };
      asked.push(question);
      first.resolve(question);
      return { metadata: { stopReason: await answer(question) } };
    }
  }
  const module: LlamaModule = {
    getLlama: () => Promise.resolve({ loadModel, createGrammarForJsonSchema: (schema) => Promise.resolve({ schema }) }),
    LlamaChat,
    readGgufFileInfo: () => Promise.resolve({ metadata: { general: { size_label: sizeLabel } } }),
  };
  return { load: () => Promise.resolve(module), asked, question: first.promise, loaded, open };
}
