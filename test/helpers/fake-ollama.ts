import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { FakeModel } from './fake-ollama-shapes.ts';
import {
  chatPiece,
  errors,
  lastChatLine,
  lastLine,
  line,
  loadOnly,
  piece,
  running,
  show,
  tags,
  thought,
} from './fake-ollama-shapes.ts';

const generateSchema = z.looseObject({
  model: z.string().default(''),
  prompt: z.string().default(''),
  messages: z.array(z.looseObject({ content: z.string() })).default([]),
  stream: z.boolean().default(true),
  raw: z.boolean().default(false),
  template: z.string().optional(),
  system: z.string().optional(),
  context: z.array(z.number()).optional(),
  think: z.union([z.boolean(), z.string()]).optional(),
  options: z.looseObject({ seed: z.number().optional(), stop: z.array(z.string()).optional() }).default({}),
});
export type FakeRequest = z.infer<typeof generateSchema>;

/** One request for an answer, as the test sees and steers it. */
export interface FakeAnswer {
  request: FakeRequest;
  authorization: string | undefined;
  /** Sends a piece of the answer. */
  say: (text: string) => void;
  think: (text: string) => void;
  /** Sends the last line and ends the answer. */
  done: (reason?: 'stop' | 'length') => void;
  /** Sends bytes as they are. */
  bytes: (bytes: string | Uint8Array) => void;
  /** Reports an error: with its status before the first byte, as the last line after it. */
  fail: (error: readonly [status: number, message: string]) => void;
  /** Ends the answer without a last line. */
  end: () => void;
  /** Cuts the connection. */
  cut: () => void;
  /** Resolves when the connection is closed before the answer was complete: the other side went away. */
  abandoned: Promise<void>;
}

export interface FakeOllamaOptions {
  models?: readonly FakeModel[];
  loaded?: readonly string[];
  /** Answers a request; by default nothing is ever said. */
  answer?: (answer: FakeAnswer) => void | Promise<void>;
  /** Answers every other request before Ollama would; returns whether it did. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface FakeOllama {
  host: string;
  /** All requests for answers so far. */
  asked: FakeAnswer[];
  /** Models that were asked to leave the memory. */
  unloaded: string[];
  /** Paths of all requests so far. */
  paths: string[];
  /** Resolves with the n-th request for an answer, past or to come. */
  question: (n?: number) => Promise<FakeAnswer>;
  /** Number of connections that are open now. */
  connections: () => Promise<number>;
  close: () => Promise<void>;
}

/** An Ollama server on the loopback address, exact in its protocol; what its models say is up to the test. */
export async function fakeOllama(options: FakeOllamaOptions = {}): Promise<FakeOllama> {
  const { models = [{ name: 'mixtral:8x7b' }], loaded = [], answer = () => undefined, intercept } = options;
  const asked: FakeAnswer[] = [];
  const paths: string[] = [];
  const unloaded: string[] = [];
  const waiting: { n: number; resolve: (answer: FakeAnswer) => void }[] = [];

  const ask = (request: FakeRequest, incoming: IncomingMessage, response: ServerResponse, chat: boolean): void => {
    const { model } = request;
    const found = models.find(({ name }) => name === model);
    const problem = problemOf(request, found);
    if (problem !== null) return sendError(response, problem);
    if (request.prompt === '' && request.messages.length === 0) {
      const isUnload = request['keep_alive'] === 0;
      if (isUnload) unloaded.push(model);
      return sendLines(response, loadOnly(model, isUnload ? 'unload' : 'load'));
    }
    const steered = steer(request, incoming, response, chat);
    asked.push(steered);
    for (const { n, resolve } of waiting) if (asked.length === n) resolve(steered);
    void answer(steered);
  };

  const server = createServer((incoming, response) => {
    paths.push(incoming.url ?? '');
    if (intercept?.(incoming, response)) return;
    const route = `${incoming.method ?? ''} ${incoming.url ?? ''}`;
    if (route === 'GET /' || route === 'HEAD /') return void response.end('Ollama is running');
    if (route === 'GET /api/version') return sendJson(response, { version: '0.33.0' });
    if (route === 'GET /api/tags') return sendJson(response, tags(models));
    if (route === 'GET /api/ps') return sendJson(response, running(models, loaded));
    void body(incoming).then((text) => {
      if (text === '') return sendError(response, errors.noBody);
      const request = generateSchema.parse(JSON.parse(text));
      if (route === 'POST /api/generate') return ask(request, incoming, response, false);
      if (route === 'POST /api/chat') return ask(request, incoming, response, true);
      const model = models.find(({ name }) => name === request.model);
      if (route !== 'POST /api/show') return void response.writeHead(404).end('404 page not found');
      return model === undefined
        ? sendError(response, errors.modelMissing(request.model))
        : sendJson(response, show(model));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return {
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    unloaded,
    paths,
    question: (n = 1) => {
      const past = asked[n - 1];
      return past === undefined ? new Promise((resolve) => waiting.push({ n, resolve })) : Promise.resolve(past);
    },
    connections: () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count))),
    close,
  };
}

/** Says a whole answer in pieces of a few characters, as tokens come; honours stop sequences as the server does. */
export const says =
  (text: string, reason: 'stop' | 'length' = 'stop') =>
  (answer: FakeAnswer): void => {
    const stops = (answer.request.options.stop ?? []).map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
    const end = Math.min(text.length, ...stops);
    for (let at = 0; at < end; at += 5) answer.say(text.slice(at, Math.min(at + 5, end)));
    answer.done(reason);
  };

/** Answers the first request by the first, the second by the second and so on; the last one again and again. */
export function inTurn(...answers: ((answer: FakeAnswer) => void)[]): (answer: FakeAnswer) => void {
  let next = 0;
  return (answer) => answers[Math.min(next++, answers.length - 1)]?.(answer);
}

function problemOf(request: FakeRequest, found: FakeModel | undefined): readonly [number, string] | null {
  const { model, raw, template, system, context, think } = request;
  if (model === '') return errors.noModel;
  if (found === undefined) return errors.modelMissing(model);
  if (raw && (template ?? system ?? context) !== undefined) return errors.rawWithTemplate;
  const thinks = found.capabilities?.includes('thinking') ?? false;
  return think !== undefined && think !== false && !thinks ? [400, `"${model}" does not support thinking`] : null;
}

function steer(request: FakeRequest, incoming: IncomingMessage, response: ServerResponse, chat: boolean): FakeAnswer {
  const { model, raw } = request;
  const write = (bytes: string | Uint8Array): void => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(bytes);
  };
  return {
    request,
    authorization: incoming.headers.authorization,
    say: (text) => write(chat ? chatPiece(model, text) : piece(model, text)),
    think: (text) => write(thought(model, text)),
    done: (reason = 'stop') => {
      write(chat ? lastChatLine(model, reason) : lastLine(model, reason, raw));
      response.end();
    },
    bytes: write,
    fail: (error) => {
      if (!response.headersSent) return sendError(response, error);
      response.end(line({ error: error[1] }));
    },
    end: () => response.end(),
    cut: () => response.destroy(),
    abandoned: new Promise((resolve) => response.on('close', () => !response.writableEnded && resolve())),
  };
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

function sendError(response: ServerResponse, [status, message]: readonly [number, string]): void {
  sendJson(response, { error: message }, status);
}

function sendLines(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(text);
}

async function body(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += String(chunk);
  return text;
}
