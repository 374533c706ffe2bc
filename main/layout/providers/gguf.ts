import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { AppError } from '../../../preload/contract/errors.ts';
import { AnswerText } from './answer-text.ts';
import { LlmError, promptTooLong, saidNothing, tookTooLong } from './failures.ts';
import type { ChatItem, Llama, LlamaModel, LlamaModule } from './gguf-module.ts';
import { loadLlamaModule } from './gguf-module.ts';
import type { Answer, ChosenModel, LayoutProvider, Question } from './provider.ts';
import { fullText, parametersInName } from './provider.ts';
import type { TimeLimits } from './time-limits.ts';
import { defaultLimits, Watch } from './time-limits.ts';

export interface GgufOptions {
  /** Where node-llama-cpp is installed. */
  folder: string;
  /** The model's file when none is named. */
  file?: string | undefined;
  /** Threads that compute; left out, node-llama-cpp's own choice. */
  threads?: number | undefined;
  limits?: Partial<TimeLimits>;
  load?: (folder: string) => Promise<LlamaModule>;
}

/** As the reference asks (spec 1.6). */
const temperature = 0.25;
const answerTokens = 900;
/** Around the prompt: the marks of a chat. */
const spareTokens = 128;

interface Loaded {
  readonly module: LlamaModule;
  readonly llama: Llama;
  readonly model: LlamaModel;
}

/**
 * A model in a file of GGUF format, run by llama.cpp inside this process: no server is needed. A model stays in memory until it is
 * released. It is named by its file alone, so that answers are found again wherever the file lies.
 */
export class GgufProvider implements LayoutProvider {
  readonly id = 'gguf';
  readonly #options: GgufOptions;
  readonly #limits: TimeLimits;
  #module: Promise<LlamaModule> | null = null;
  #llama: Promise<Llama> | null = null;
  /** Path by name. */
  readonly #files = new Map<string, string>();
  readonly #loaded = new Map<string, Promise<Loaded>>();
  #asking = 0;

  constructor(options: GgufOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  async chooseModel(named: string, signal: AbortSignal): Promise<ChosenModel> {
    using watch = new Watch(signal);
    watch.check();
    const file = this.#fileOf(named.trim() || this.#options.file?.trim() || '');
    const module = await until(watch, this.#open());
    const name = basename(file);
    this.#files.set(name, file);
    const label = await sizeLabelOf(module, file);
    watch.check();
    return { name, parameters: parametersInName(name) ?? parametersInName(label) };
  }

  async ask(question: Question): Promise<Answer> {
    const { model: name } = question;
    using watch = new Watch(question.signal);
    watch.check();
    watch.limit(this.#limits.whole, () => tookTooLong(name));
    watch.expect(this.#limits.firstToken, () => tookTooLong(name));
    this.#asking++;
    try {
      const loaded = await until(watch, this.#load(this.#fileOf(name), question));
      return await this.#answer(loaded, question, watch);
    } catch (error) {
      watch.check();
      throw error instanceof AppError ? error : failed(name, error);
    } finally {
      this.#asking--;
    }
  }

  /** A model that is just being asked stays. */
  async release(): Promise<void> {
    if (this.#asking > 0) return;
    const all = [...this.#loaded.values()];
    this.#loaded.clear();
    await Promise.all(all.map(async (loading) => (await loading).model.dispose()));
  }

  #open(): Promise<LlamaModule> {
    this.#module ??= (this.#options.load ?? loadLlamaModule)(this.#options.folder).catch((error: unknown) => {
      this.#module = null; // it may be installed meanwhile
      throw error;
    });
    return this.#module;
  }

  /** @throws AppError llm_model_missing */
  #fileOf(named: string): string {
    if (named === '') throw noFile();
    const file = this.#files.get(named) ?? resolve(named);
    if (!isFile(file)) throw missing(file);
    return file;
  }

  #load(file: string, { model, onEvent }: Question): Promise<Loaded> {
    const known = this.#loaded.get(file);
    onEvent({ kind: 'status', text: known === undefined ? `Loading ${model}…` : `Asking ${model}…` });
    if (known !== undefined) return known;
    const loading = this.#loadNow(file).catch((error: unknown) => {
      this.#loaded.delete(file);
      throw error;
    });
    this.#loaded.set(file, loading);
    return loading;
  }

  async #loadNow(file: string): Promise<Loaded> {
    const module = await this.#open();
    const { threads } = this.#options;
    // Nothing is compiled or fetched while the app runs.
    const options = { build: 'never', skipDownload: true, progressLogs: false, logLevel: 'disabled' };
    this.#llama ??= module.getLlama({ ...options, ...(threads === undefined ? {} : { maxThreads: threads }) });
    const llama = await this.#llama;
    return { module, llama, model: await llama.loadModel({ modelPath: file }) };
  }

  async #answer({ module, llama, model }: Loaded, question: Question, watch: Watch): Promise<Answer> {
    const { model: name, schema, seed, onEvent } = question;
    const size = model.tokenize(fullText(question)).length + answerTokens + spareTokens;
    if (size > model.trainContextSize) throw promptTooLong(name);
    const grammar = schema ? await llama.createGrammarForJsonSchema(schema.schema) : undefined;
    const context = await model.createContext({ contextSize: size });
    try {
      const contextSequence = context.getSequence();
      const text = new AnswerText({ endsAtBlankLine: false });
      const enough = new AbortController();
      const show = (piece: string): void => {
        if (piece !== '') onEvent({ kind: 'text', text: piece });
      };
      onEvent({ kind: 'status', text: `${name} is writing…` });
      const { metadata } = await new module.LlamaChat({ contextSequence }).generateResponse(historyOf(question), {
        ...{ temperature, seed, maxTokens: answerTokens, repeatPenalty: false, budgets: { thoughtTokens: 0 } },
        ...(grammar === undefined ? {} : { grammar }),
        signal: AbortSignal.any([watch.signal, enough.signal]),
        stopOnAbortSignal: true,
        onTextChunk: (piece: string) => {
          watch.expect(this.#limits.nextToken, () => tookTooLong(name, { answer: text.text }));
          show(text.push(piece));
          if (text.end !== null) enough.abort();
        },
      });
      watch.check();
      if (text.end === null) show(text.flush());
      if (text.text.trim() === '') throw saidNothing(name);
      const { usedInputTokens, usedOutputTokens } = contextSequence.tokenMeter;
      return {
        text: text.text,
        truncated: text.end === 'endless' || (text.end === null && metadata.stopReason === 'maxTokens'),
        usage: { promptTokens: usedInputTokens, answerTokens: usedOutputTokens },
      };
    } finally {
      await context.dispose();
    }
  }
}

function historyOf({ prompt, correction }: Question): ChatItem[] {
  const first: ChatItem = { type: 'user', text: prompt };
  if (!correction) return [first];
  return [first, { type: 'model', response: [correction.answer] }, { type: 'user', text: correction.request }];
}

/** What is awaited, or as soon as the watch ends, the reason. What can not be stopped goes on by itself. */
async function until<T>(watch: Watch, work: Promise<T>): Promise<T> {
  const ended = Promise.withResolvers<never>();
  const end = (): void => ended.reject(watch.signal.reason as Error);
  watch.signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    watch.signal.removeEventListener('abort', end);
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** @throws AppError llm_refused for a file that is no model */
async function sizeLabelOf(module: LlamaModule, file: string): Promise<string> {
  try {
    return (await module.readGgufFileInfo(file)).metadata.general?.size_label ?? '';
  } catch (cause) {
    throw new LlmError(
      'llm_refused',
      `${basename(file)} is no model in GGUF format, or it is damaged.`,
      'choose another file, or get this one again',
      { detail: String(cause), cause },
    );
  }
}

const noFile = (): LlmError =>
  new LlmError('llm_model_missing', 'No model file is chosen.', 'name a .gguf file, here or in LMD_GGUF');

const missing = (file: string): LlmError =>
  new LlmError('llm_model_missing', `There is no model file ${file}.`, 'choose a .gguf file that is there');

function failed(name: string, cause: unknown): LlmError {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const isMemory =
    error.constructor.name === 'InsufficientMemoryError' ||
    /out of memory|insufficient memory|VRAM/i.test(error.message);
  return isMemory
    ? new LlmError(
        'llm_out_of_memory',
        `There is not enough memory for ${name}.`,
        'close other programs, or choose a smaller model',
        { detail: error.message, cause },
      )
    : new LlmError('llm_refused', `${name} could not be asked.`, 'ask again, or choose another model', {
        detail: error.message,
        cause,
      });
}
