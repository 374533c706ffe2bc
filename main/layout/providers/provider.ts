import type { LayoutEvent } from '../../../preload/contract/stage1.ts';

/** A JSON schema in the plain subset that every constrained decoder knows: objects, arrays, strings, integers, all required. */
export interface AnswerSchema {
  /** Letters, digits, `_` and `-` only. */
  name: string;
  schema: Readonly<Record<string, unknown>>;
}

/** An answer that could not be read, and what is said about it to get a better one. */
export interface Correction {
  answer: string;
  request: string;
}

export interface Question {
  model: string;
  /** The filled template. */
  prompt: string;
  seed: number;
  /** The form that the answer must have; null for an answer in the template's own format. */
  schema?: AnswerSchema | null;
  correction?: Correction | null;
  signal: AbortSignal;
  onEvent: (event: LayoutEvent) => void;
}

/** Tokens that an answer took, as far as the server tells. */
export interface Usage {
  promptTokens: number | null;
  answerTokens: number | null;
}

export interface Answer {
  text: string;
  /** The model was stopped before it had come to an end by itself. */
  truncated: boolean;
  usage: Usage | null;
}

export interface ChosenModel {
  name: string;
  /** Number of parameters; null where nobody tells. */
  parameters: number | null;
}

/** A server with language models, or a file with one. */
export interface LayoutProvider {
  readonly id: 'ollama' | 'openai' | 'gguf';
  /** The model to ask: the named one, or the provider's choice for an empty name. @throws AppError llm_*, cancelled */
  chooseModel(named: string, signal: AbortSignal): Promise<ChosenModel>;
  /**
   * Asks a model, streaming. The connection is closed as soon as the layout is complete.
   * @throws AppError one of llm_*, prompt_too_long, cancelled
   */
  ask(question: Question): Promise<Answer>;
  /** Frees the memory of the models that were asked; the next question loads them again. Servers of others are left alone. */
  release?(): Promise<void>;
}

/** What a model is asked in all: the prompt, and after an answer that can not be read, that answer and what is wrong with it. */
export const fullText = ({ prompt, correction }: Pick<Question, 'prompt' | 'correction'>): string =>
  correction ? `${prompt} ${correction.answer.trim()}\n\n${correction.request}` : prompt;

/** Parameters that a model's name tells: "qwen2.5:1.5b", "Mixtral-8x7B-Instruct", "SmolLM2-135M". */
export function parametersInName(name: string): number | null {
  const [, experts = '1', size, unit] =
    /(?<![\p{L}\d.])(?:(\d{1,2})x)?(\d{1,4}(?:\.\d+)?)([bm])(?![\p{L}\d])/iu.exec(name) ?? [];
  if (size === undefined || unit === undefined) return null;
  return Number(experts) * Number(size) * (unit.toLowerCase() === 'b' ? 1e9 : 1e6);
}
