import { LlmError, modelMissing, promptTooLong, tookTooLong } from './failures.ts';
import { isOutOfMemory, isTooLong } from './server-words.ts';

export interface ServerReport {
  /** HTTP status; 200 for an error that came as a line of a streamed answer. */
  status: number;
  /** The server's own words. */
  message: string;
  model: string;
}

/** An error that Ollama reported, in words for the user; its own words are kept as the detail. */
export function serverError({ status, message, model }: ServerReport): LlmError {
  const evidence = { detail: message.trim() === '' ? `HTTP ${status}` : message.slice(0, 2000) };
  if (isOutOfMemory(message)) {
    return new LlmError(
      'llm_out_of_memory',
      `There is not enough memory for ${model}.`,
      'choose a smaller model, or close other programs that use the graphics card and ask again',
      evidence,
    );
  }
  if (isTooLong(message)) return promptTooLong(model, evidence);
  if (status === 503 || /server busy/i.test(message)) {
    return new LlmError(
      'llm_busy',
      'Ollama is busy with other requests and took no more.',
      'ask again in a moment',
      evidence,
    );
  }
  if (status === 404 && /\bmodel\b/i.test(message)) return modelMissing(model, evidence);
  if (/timed out waiting for/i.test(message)) return tookTooLong(model, evidence);
  if (status === 200) {
    return new LlmError('llm_interrupted', `${model} broke off in the middle of its answer.`, 'ask again', evidence);
  }
  if (status === 401 || status === 403) {
    return new LlmError(
      'llm_refused',
      `Ollama refuses requests from this app (HTTP ${status}).`,
      'check the address and the credentials in OLLAMA_HOST',
      evidence,
    );
  }
  return new LlmError(
    'llm_refused',
    `Ollama refused the request (HTTP ${status}).`,
    'ask again, or choose another model',
    evidence,
  );
}
