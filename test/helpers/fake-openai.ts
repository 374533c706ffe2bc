import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { DialectName, Failure } from './fake-openai-shapes.ts';
import { chunk, event, failures, modelList, usageChunk } from './fake-openai-shapes.ts';

const bodySchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).optional(),
  prompt: z.string().optional(),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean() }).optional(),
  seed: z.number().optional(),
  stop: z.array(z.string()).optional(),
  temperature: z.number().optional(),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
  response_format: z.looseObject({ type: z.string() }).optional(),
});
export type OpenAiBody = z.output<typeof bodySchema>;

/** One request for an answer, as the test sees and steers it. */
export interface OpenAiAnswer {
  body: OpenAiBody;
  route: 'chat' | 'completions';
  authorization: string | undefined;
  say: (text: string) => void;
  /** As servers with a reasoning parser send thoughts. */
  think: (text: string, field?: 'reasoning_content' | 'reasoning') => void;
  done: (reason?: string) => void;
  /** Sends bytes as they are. */
  bytes: (bytes: string | Uint8Array) => void;
  /** Reports an error: with its status before the first byte, as an event after it. */
  fail: (failure: Failure, headers?: Record<string, string>) => void;
  /** Ends the answer without its end. */
  end: () => void;
  cut: () => void;
  abandoned: Promise<void>;
}

export interface FakeOpenAiOptions {
  dialect?: DialectName;
  models?: readonly string[];
  /** Wanted in every request. */
  key?: string;
  answer?: (answer: OpenAiAnswer) => void | Promise<void>;
  /** Answers before the server would; returns whether it did. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface FakeOpenAi {
  url: string;
  asked: OpenAiAnswer[];
  paths: string[];
  question: (n?: number) => Promise<OpenAiAnswer>;
  close: () => Promise<void>;
}

/** What each server refuses by itself (facts B). */
function refusal(dialect: DialectName, body: OpenAiBody): Failure | null {
  const type = body.response_format?.type;
  const thinker = /^o\d|^gpt-5/.test(body.model);
  switch (dialect) {
    case 'openai':
      if (!thinker) return null;
      if (body.max_tokens !== undefined) return failures.openai.maxTokens;
      if (body.temperature !== undefined) return failures.openai.temperature;
      return body.stop === undefined ? null : failures.openai.stop;
    case 'lm-studio':
      return type !== undefined && type !== 'json_schema' ? failures['lm-studio'].responseFormat : null;
    case 'vllm':
    case 'llama-server':
    case 'fastchat':
      return null;
  }
}

/** A server on the loopback address that speaks one of the dialects of OpenAI's protocol; what it says is up to the test. */
export async function fakeOpenAi(options: FakeOpenAiOptions = {}): Promise<FakeOpenAi> {
  const { dialect = 'openai', models = ['gpt-4'], key, answer = () => undefined, intercept } = options;
  const asked: OpenAiAnswer[] = [];
  const paths: string[] = [];
  const waiting: { n: number; resolve: (answer: OpenAiAnswer) => void }[] = [];

  const server = createServer((incoming, response) => {
    const path = incoming.url ?? '';
    paths.push(path);
    if (intercept?.(incoming, response)) return;
    if (key !== undefined && incoming.headers.authorization !== `Bearer ${key}`) {
      return sendJson(response, incoming.headers.authorization ? failures.openai.wrongKey : failures.openai.noKey);
    }
    if (path === '/v1/models') return sendJson(response, [200, modelList(models)]);
    const route = path === '/v1/chat/completions' ? 'chat' : path === '/v1/completions' ? 'completions' : null;
    if (route === null) return sendJson(response, failures['llama-server'].notFound);
    void text(incoming).then((json) => {
      const body = bodySchema.parse(JSON.parse(json));
      const steered = steer(dialect, route, body, incoming, response);
      asked.push(steered);
      for (const { n, resolve } of waiting) if (asked.length === n) resolve(steered);
      const refused = refusal(dialect, body);
      if (refused !== null) return steered.fail(refused);
      void answer(steered);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    paths,
    question: (n = 1) => {
      const past = asked[n - 1];
      return past === undefined ? new Promise((resolve) => waiting.push({ n, resolve })) : Promise.resolve(past);
    },
    close,
  };
}

/** Says a whole answer in pieces of a few characters; honours stop sequences as a server does. */
export const speaks =
  (said: string, reason = 'stop') =>
  (answer: OpenAiAnswer): void => {
    const stops = (answer.body.stop ?? []).map((stop) => said.indexOf(stop)).filter((at) => at >= 0);
    const end = Math.min(said.length, ...stops);
    for (let at = 0; at < end; at += 7) answer.say(said.slice(at, Math.min(at + 7, end)));
    answer.done(reason);
  };

/** Answers the first request by the first, the second by the second and so on; the last one again and again. */
export function oneByOne(...answers: ((answer: OpenAiAnswer) => void)[]): (answer: OpenAiAnswer) => void {
  let next = 0;
  return (answer) => answers[Math.min(next++, answers.length - 1)]?.(answer);
}

function steer(
  dialect: DialectName,
  route: 'chat' | 'completions',
  body: OpenAiBody,
  incoming: IncomingMessage,
  response: ServerResponse,
): OpenAiAnswer {
  const { model } = body;
  const write = (bytes: string | Uint8Array): void => {
    if (!response.headersSent) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      if (route === 'chat') response.write(opening(dialect, model));
    }
    response.write(bytes);
  };
  const piece = (content: string): object => (route === 'chat' ? { delta: { content } } : { text: content });
  return {
    body,
    route,
    authorization: incoming.headers.authorization,
    say: (said) => write(chunk(dialect, model, piece(said))),
    think: (thought, field = 'reasoning_content') => write(chunk(dialect, model, { delta: { [field]: thought } })),
    done: (reason = 'stop') => {
      const last = route === 'chat' ? { delta: {} } : { text: '' };
      write(chunk(dialect, model, { ...last, finish_reason: reason }));
      if (body.stream_options?.include_usage && dialect !== 'fastchat') write(usageChunk(model));
      write(event('[DONE]'));
      response.end();
    },
    bytes: write,
    fail: (failure, headers) => {
      if (!response.headersSent) return sendJson(response, failure, headers);
      response.end(event(failure[1]));
    },
    end: () => response.end(),
    cut: () => response.destroy(),
    abandoned: new Promise((resolve) => response.on('close', () => !response.writableEnded && resolve())),
  };
}

/** The first chunk of a chat tells the role. */
const opening = (dialect: DialectName, model: string): string =>
  chunk(dialect, model, {
    delta: {
      role: 'assistant',
      ...(dialect === 'llama-server' ? { content: null } : dialect === 'fastchat' ? {} : { content: '' }),
    },
  });

function sendJson(response: ServerResponse, [status, value]: Failure, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

async function text(incoming: IncomingMessage): Promise<string> {
  let all = '';
  for await (const part of incoming.setEncoding('utf8')) all += String(part);
  return all;
}
