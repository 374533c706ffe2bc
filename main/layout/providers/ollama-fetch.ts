import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import { notOllama, tookTooLong, unreachable } from './failures.ts';
import type { OllamaAddress } from './ollama-host.ts';
import { serverError } from './server-error.ts';

const errorBodySchema = z.object({ error: z.union([z.string(), z.object({ message: z.string() })]) });
const longestErrorBody = 64_000;
const longestStream = 4_000_000;

export interface FetchOptions {
  address: OllamaAddress;
  /** Named in messages. */
  model: string;
  /** Ends every request, headers or not; the client has no way to do so itself. */
  signal: AbortSignal;
}

/**
 * The fetch that the Ollama client is given. Whatever goes wrong leaves it as an AppError: the client itself would
 * write some failures to the console, and skip lines that it can not read.
 */
export function ollamaFetch({ address, model, signal }: FetchOptions): typeof fetch {
  return async (input, init = {}) => {
    const headers = new Headers(init.headers);
    if (address.authorization !== null) headers.set('authorization', address.authorization);
    const ends = init.signal ? AbortSignal.any([init.signal, signal]) : signal;
    let response: Response;
    try {
      response = await fetch(input, { ...init, headers, signal: ends });
    } catch (cause) {
      throw headersTimedOut(cause) ? tookTooLong(model, { cause }) : unreachable(address.url, cause);
    }
    if (!response.ok) {
      throw serverError({ status: response.status, message: await errorMessage(response), model });
    }
    return response.body === null ? response : new Response(response.body.pipeThrough(checkedLines(model)), response);
  };
}

function headersTimedOut(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_HEADERS_TIMEOUT';
}

/** The server's own words, or the start of whatever else it sent. */
async function errorMessage(response: Response): Promise<string> {
  const text = await startOf(response, longestErrorBody);
  return reportedError(parseJson(text)) ?? text;
}

function reportedError(value: unknown): string | null {
  const body = errorBodySchema.safeParse(value);
  if (!body.success) return null;
  return typeof body.data.error === 'string' ? body.data.error : body.data.error.message;
}

async function startOf(response: Response, length: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= length) break;
    }
  } catch (error) {
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

/** Passes on lines that hold a JSON object each, as Ollama's answers do, streamed or not; an error or anything else ends the stream. */
function checkedLines(model: string): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let [rest, length] = ['', 0];
  const pass = (line: string, controller: TransformStreamDefaultController<Uint8Array>): void => {
    if (line.trim() === '') return;
    const value = parseJson(line);
    const message = reportedError(value);
    if (message !== null) throw serverError({ status: 200, message, model });
    if (typeof value !== 'object' || value === null) throw notOllama({ detail: line.slice(0, 2000) });
    controller.enqueue(encoder.encode(`${line}\n`));
  };
  return new TransformStream({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > longestStream) throw notOllama({ detail: `more than ${longestStream} bytes` });
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) pass(line, controller);
    },
    flush(controller) {
      pass(rest + decoder.decode(), controller);
    },
  });
}
