import { LlmError, promptTooLong } from './failures.ts';
import { isOutOfMemory, isTooLong } from './server-words.ts';

/** What a server said when it refused a request, in whatever shape it said it. */
export interface Refusal {
  /** HTTP status; 200 for an error that came in the middle of a streamed answer. */
  status: number;
  /** The server's own words. */
  message: string;
  /** The parameter that it names. */
  param: string | null;
  /** Its own code: "model_not_found". */
  code: string;
  /** Milliseconds after which it wants to be asked again. */
  retryAfter: number | null;
}

interface Evidence {
  detail?: string;
  answer?: string;
  cause?: unknown;
}

export const serverUnreachable = (url: string, cause: unknown): LlmError =>
  new LlmError(
    'llm_unreachable',
    `The server at ${url} does not answer.`,
    'start it, or check LMD_OPENAI_URL, and ask again',
    { cause },
  );

export const notOpenAi = (url: string, evidence: Evidence): LlmError =>
  new LlmError(
    'llm_refused',
    `What answers at ${url} does not speak as OpenAI-compatible servers do.`,
    'check the address in LMD_OPENAI_URL',
    evidence,
  );

export const connectionLost = (model: string, evidence: Evidence): LlmError =>
  new LlmError(
    'llm_interrupted',
    `The answer of ${model} broke off: the connection to the server was lost.`,
    'see whether the server is still running, and ask again',
    evidence,
  );

export const declined = (model: string, reason: string): LlmError =>
  new LlmError('llm_refused', `${model} declined to answer.`, 'put the sentence in other words', { detail: reason });

export const unauthorized = (happened: string, evidence: Evidence = {}): LlmError =>
  new LlmError(
    'llm_unauthorized',
    happened,
    'enter the right one in the window, or set it as LMD_OPENAI_KEY or OPENAI_API_KEY, and ask again',
    evidence,
  );

export const nameAModel = (url: string, models: readonly string[]): LlmError =>
  new LlmError(
    'llm_model_missing',
    models.length === 0
      ? `The server at ${url} does not tell which models it has.`
      : `The server at ${url} has ${models.length} models.`,
    'choose one by its name',
    models.length === 0 ? {} : { detail: models.slice(0, 100).join(', ') },
  );

/** Model names that servers report as missing. */
const missing =
  /\bmodel\b.*(?:does not exist|not found|not loaded|unknown|invalid|no such)|no models? (?:are )?loaded|^only .+ allowed now/is;

export const isModelMissing = ({ status, message, code }: Refusal): boolean =>
  code === 'model_not_found' || ((status === 404 || status === 400) && missing.test(message));

interface Refused {
  url: string;
  model: string;
  hasKey: boolean;
  answer?: string;
}

/** A refusal in words for the user; the server's own words are kept as the detail. */
export function refusalError(refusal: Refusal, { url, model, hasKey, answer = '' }: Refused): LlmError {
  const { status, message, code } = refusal;
  const evidence = { detail: message.trim() === '' ? `HTTP ${status}` : message.slice(0, 2000), answer };
  const refused = (happened: string, remedy: string): LlmError =>
    new LlmError('llm_refused', happened, remedy, evidence);
  if (status === 401 || status === 403 || code === 'invalid_api_key') {
    return unauthorized(`The server at ${url} ${hasKey ? 'does not accept the key' : 'wants a key'}.`, evidence);
  }
  if (code === 'insufficient_quota')
    return refused('The credit for this key is used up.', 'see the plan of the account');
  if (isOutOfMemory(message)) {
    return new LlmError(
      'llm_out_of_memory',
      `There is not enough memory for ${model}.`,
      'choose a smaller model',
      evidence,
    );
  }
  if (isTooLong(message)) return promptTooLong(model, evidence);
  if (isModelMissing(refusal)) {
    return new LlmError(
      'llm_model_missing',
      `The server at ${url} has no model ${model}.`,
      'choose another one',
      evidence,
    );
  }
  if (status === 429 || status === 503) {
    return new LlmError(
      'llm_busy',
      `The server at ${url} takes no more requests just now.`,
      'ask again in a moment',
      evidence,
    );
  }
  if (status === 200) {
    return new LlmError('llm_interrupted', `${model} broke off in the middle of its answer.`, 'ask again', evidence);
  }
  return refused(`The server at ${url} refused the request (HTTP ${status}).`, 'ask again, or choose another model');
}
