import type { ErrorCode } from '../../../preload/contract/errors.ts';
import { AppError } from '../../../preload/contract/errors.ts';

/** The ways in which a language model can fail to give a layout. */
export type FailureCode = Extract<ErrorCode, `llm_${string}` | 'layout_unreadable' | 'prompt_too_long'>;

interface Evidence {
  /** The server's own words, or whatever else helps to find the cause. */
  detail?: string;
  /** As much as the model has answered. */
  answer?: string;
  cause?: unknown;
}

/** A failure of a language model. Its parts stay apart, because another writer may step in where it failed. */
export class LlmError extends AppError {
  /** What happened, in whole sentences. */
  readonly happened: string;
  readonly answer: string;

  /** @param remedy what to do, as the end of a sentence, without its period */
  constructor(code: FailureCode, happened: string, remedy: string, evidence: Evidence = {}) {
    const { answer = '', cause } = evidence;
    const detail = evidence.detail ?? (answer === '' ? undefined : answer);
    super(code, `${happened} Your sentence and the canvas are unchanged: ${remedy}.`, { detail, cause });
    this.happened = happened;
    this.answer = answer;
  }
}

export const addressUnreadable = (): LlmError =>
  new LlmError(
    'llm_unreachable',
    'The address of Ollama (OLLAMA_HOST) can not be read.',
    'give it as host:port or http://host:port',
  );

export const unreachable = (url: string, cause: unknown): LlmError =>
  new LlmError('llm_unreachable', `Ollama does not answer at ${url}.`, 'start it with "ollama serve" and ask again', {
    cause,
  });

export const notOllama = (evidence: Evidence): LlmError =>
  new LlmError(
    'llm_refused',
    'What answers at this address does not speak as Ollama does.',
    'check the address in OLLAMA_HOST',
    evidence,
  );

export const tookTooLong = (model: string, evidence: Evidence = {}): LlmError =>
  new LlmError('llm_timeout', `${model} took too long to answer.`, 'ask again, or choose a smaller model', evidence);

export const brokeOff = (model: string, evidence: Evidence): LlmError =>
  new LlmError(
    'llm_interrupted',
    `The answer of ${model} broke off: the connection to Ollama was lost.`,
    'see whether Ollama is still running, and ask again',
    evidence,
  );

export const saidNothing = (model: string): LlmError =>
  new LlmError('llm_empty', `${model} answered nothing.`, 'ask again, or choose another model');

export const unreadable = (model: string, answer: string, cause: unknown): LlmError =>
  new LlmError(
    'layout_unreadable',
    `${model} was asked twice, and no layout can be read from its answer.`,
    'look at the answer, ask again, or choose another model',
    { answer, cause },
  );

export const modelMissing = (model: string, evidence: Evidence): LlmError =>
  new LlmError(
    'llm_model_missing',
    `The model ${model} is not installed in Ollama.`,
    `get it with "ollama pull ${model}", or choose another model`,
    evidence,
  );

export const noModels = (suggested: string): LlmError =>
  new LlmError('llm_model_missing', 'Ollama has no model installed.', `get one with "ollama pull ${suggested}"`);

export const promptTooLong = (model: string, evidence: Evidence = {}): LlmError =>
  new LlmError(
    'prompt_too_long',
    `The sentence is longer than ${model} can take in.`,
    'shorten it, or let the rules write the layout',
    evidence,
  );
