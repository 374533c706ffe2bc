import { isModelMissing } from './openai-failures.ts';
import type { Refusal } from './openai-failures.ts';
import { isTooLong } from './server-words.ts';
import type { Question } from './provider.ts';
import { fullText } from './provider.ts';

/** What was learned about a model on a server: every field is a step down from what is tried first. */
export interface Dialect {
  route: 'chat' | 'completions';
  format: 'json_schema' | 'json_object' | 'text';
  /** Parameters that are not taken. */
  dropped: ReadonlySet<string>;
  /** Thinks before it answers, and needs room to do so. */
  thinks: boolean;
}

export const firstDialect = (route: Dialect['route']): Dialect => ({
  route,
  format: 'json_schema',
  dropped: new Set(),
  thinks: false,
});

/** As the reference asks (spec 1.6). */
const temperature = 0.25;
const answerTokens = 900;
const thoughtTokens = 8192;
/** Ends a completion; a chat may begin with a blank line, or think. */
const stop = ['\n\n'];

export type RequestBody = Readonly<Record<string, unknown>>;

/** The body of a request in this dialect. */
export function requestBody(question: Question, dialect: Dialect): RequestBody {
  const { model, prompt, correction, schema, seed } = question;
  const tokens = dialect.thinks ? answerTokens + thoughtTokens : answerTokens;
  const messages = [
    { role: 'user', content: prompt },
    ...(correction
      ? [
          { role: 'assistant', content: correction.answer },
          { role: 'user', content: correction.request },
        ]
      : []),
  ];
  const text = dialect.route === 'chat' ? { messages } : { prompt: fullText(question), ...(schema ? {} : { stop }) };
  const limit = dialect.dropped.has('max_tokens') ? 'max_completion_tokens' : 'max_tokens';
  const body = {
    model,
    ...text,
    stream: true,
    stream_options: { include_usage: true },
    temperature,
    seed,
    [limit]: tokens,
    ...(schema ? responseFormat(schema, dialect.format) : {}),
  };
  return Object.fromEntries(Object.entries(body).filter(([name]) => !dialect.dropped.has(name)));
}

function responseFormat(schema: NonNullable<Question['schema']>, format: Dialect['format']): RequestBody {
  switch (format) {
    case 'json_schema':
      return { response_format: { type: 'json_schema', json_schema: { ...schema, strict: true } } };
    case 'json_object':
      return { response_format: { type: 'json_object' } };
    case 'text':
      return {};
  }
}

export interface Adaptation {
  dialect: Dialect;
  /** Why it is asked once more, in words for the user. */
  reason: string;
}

const optional = ['stream_options', 'temperature', 'seed', 'stop', 'max_tokens', 'max_completion_tokens'] as const;
const aboutFormat = /response_format|json_schema|json_object|json schema|grammar|structured.?output|guided|constrain/i;
const noChat = /not a chat model|v1\/completions\b|chat.?template/i;

/** How to ask in another way after a refusal; null where another way would not help. */
export function adapt(dialect: Dialect, refusal: Refusal, body: RequestBody): Adaptation | null {
  const { status, message, param } = refusal;
  if (isTooLong(message)) return null;
  if (dialect.route === 'chat' && noChat.test(message)) return completions(dialect);
  if (isModelMissing(refusal)) return null;
  if (status === 404 || status === 405 || status === 501) return dialect.route === 'chat' ? completions(dialect) : null;
  if (status !== 400 && status !== 422 && status !== 500) return null;
  const constrained = 'response_format' in body;
  if (constrained && aboutFormat.test(`${param} ${message}`)) return looser(dialect);
  const named = namedParameter(refusal, body);
  if (named !== null && status !== 500) return without(dialect, named);
  return constrained ? looser(dialect) : null;
}

const completions = (dialect: Dialect): Adaptation => ({
  dialect: { ...dialect, route: 'completions' },
  reason: 'The server has no chat for this model: asking for a plain completion…',
});

function looser(dialect: Dialect): Adaptation {
  const format = dialect.format === 'json_schema' ? 'json_object' : 'text';
  const reason =
    format === 'text'
      ? 'The server can not constrain answers: asking in words only…'
      : 'The server does not take a schema: asking for any JSON…';
  return { dialect: { ...dialect, format }, reason };
}

const without = (dialect: Dialect, name: string): Adaptation => ({
  dialect: { ...dialect, dropped: new Set([...dialect.dropped, name]) },
  reason: `The server does not take "${name}": asking without it…`,
});

/** The parameter of the request that a refusal is about: the one it says, or the first that its words hold. */
function namedParameter({ message, param }: Refusal, body: RequestBody): string | null {
  const sent = optional.filter((name) => name in body);
  const said = sent.find((name) => param?.split(/[.[]/)[0] === name);
  return said ?? sent.find((name) => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(message)) ?? null;
}
