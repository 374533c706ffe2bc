import { EventSourceParserStream } from 'eventsource-parser/stream';
import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import { tookTooLong } from './failures.ts';
import type { Refusal } from './openai-failures.ts';
import { notOpenAi, serverUnreachable } from './openai-failures.ts';

/** Everything that is needed to talk to one server for one answer. */
export interface Line {
  url: string;
  /** Holds the key. */
  headers: Readonly<Record<string, string>>;
  /** Nothing that a server says is passed on with the key in it. */
  redact: (text: string) => string;
  /** Named in messages. */
  model: string;
  signal: AbortSignal;
}

const words = z.union([z.string(), z.number()]).nullish();
const described = z.object({ message: z.string(), type: words, param: words, code: words });
/** OpenAI's object, LM Studio's text, FastChat's and old vLLM's flat form, FastAPI's list of faults. */
const errorBodySchema = z.union([
  z.object({ error: described }).transform(({ error }) => error),
  z.object({ error: z.string() }).transform(({ error }) => ({ message: error, type: null, param: null, code: null })),
  described,
  z
    .object({ detail: z.union([z.string(), z.array(z.object({ msg: z.string(), loc: z.array(words).nullish() }))]) })
    .transform(({ detail }) => ({ message: faults(detail), type: null, param: null, code: null })),
]);

const faults = (
  detail: string | { msg: string; loc?: (string | number | null | undefined)[] | null | undefined }[],
): string =>
  typeof detail === 'string' ? detail : detail.map(({ msg, loc }) => `${(loc ?? []).join('.')}: ${msg}`).join('; ');

const longestErrorBody = 64_000;
const longestAnswerBody = 4_000_000;
const longestEvent = 1_000_000;

/** @throws AppError llm_unreachable, llm_timeout */
export async function send(line: Line, path: string, body?: object): Promise<Response> {
  try {
    return await fetch(`${line.url}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...line.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: line.signal,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.cause : undefined;
    const late = reason instanceof Error && 'code' in reason && reason.code === 'UND_ERR_HEADERS_TIMEOUT';
    throw late ? tookTooLong(line.model, { cause }) : serverUnreachable(line.url, cause);
  }
}

/** What a response that is no success says. */
export async function refusalOf(response: Response, { redact }: Line): Promise<Refusal> {
  const text = redact(await beginningOf(response, longestErrorBody));
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  const retryAfter = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
  return { status: response.status, ...reportedError(parseJson(text), text), retryAfter };
}

/** The values that a successful response holds: the events of a stream, or the one object of a server that does not stream. */
export async function* valuesOf(response: Response, line: Line): AsyncGenerator<unknown, void, undefined> {
  const strange = (detail: string): AppError => notOpenAi(line.url, { detail: line.redact(detail.slice(0, 2000)) });
  const type = response.headers.get('content-type') ?? '';
  if (/json/i.test(type)) {
    const text = await beginningOf(response, longestAnswerBody);
    const value = parseJson(text);
    if (typeof value !== 'object' || value === null) throw strange(text);
    yield value;
    return;
  }
  if (/html/i.test(type) || response.body === null) throw strange(await beginningOf(response, longestErrorBody));
  const events = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(limited(longestAnswerBody, () => strange(`more than ${longestAnswerBody} characters`)))
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: longestEvent }));
  for await (const { data } of events) {
    if (data.trim() === '[DONE]') {
      yield 'done';
      return;
    }
    const value = parseJson(data);
    if (typeof value !== 'object' || value === null) throw strange(data);
    yield value;
  }
}

/** An error in the middle of a stream, or in place of an answer. */
export function errorIn(value: unknown, { redact }: Line): Refusal | null {
  if (typeof value !== 'object' || value === null || !('error' in value || isFlatError(value))) return null;
  if ('error' in value && value.error === null) return null;
  const text = redact(JSON.stringify(value));
  return { status: 200, ...reportedError(parseJson(text), text), retryAfter: null };
}

const isFlatError = (value: object): boolean => 'object' in value && value.object === 'error';

function reportedError(value: unknown, text: string): Pick<Refusal, 'message' | 'param' | 'code'> {
  const body = errorBodySchema.safeParse(value);
  if (!body.success) return { message: text, param: null, code: '' };
  const { message, type, param, code } = body.data;
  // The type says what the code does not: llama-server has the HTTP status as code.
  return {
    message: `${message}${typeof type === 'string' && type.includes('context') ? ` (${type})` : ''}`,
    param: param === null || param === undefined ? null : String(param),
    code: String(code ?? ''),
  };
}

async function beginningOf(response: Response, length: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= length) break;
    }
  } catch (error) {
    if (response.ok) throw error;
    return `${text} (${AppError.from(error).message})`; // the status says enough
  }
  return text.slice(0, length);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function limited(most: number, error: () => AppError): TransformStream<string, string> {
  let length = 0;
  return new TransformStream({
    transform(text, controller) {
      length += text.length;
      if (length > most) throw error();
      controller.enqueue(text);
    },
  });
}
