import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import type { LayoutEvent } from '../../preload/contract/stage1.ts';
import { environmentKeys, firstOf, typedKeys } from '../../main/layout/providers/key-store.ts';
import type { OpenAiOptions } from '../../main/layout/providers/openai.ts';
import { OpenAiProvider } from '../../main/layout/providers/openai.ts';
import type { Answer, Question } from '../../main/layout/providers/provider.ts';
import type { FakeOpenAi, FakeOpenAiOptions, OpenAiAnswer } from '../helpers/fake-openai.ts';
import { fakeOpenAi, oneByOne, speaks } from '../helpers/fake-openai.ts';
import type { DialectName } from '../helpers/fake-openai-shapes.ts';
import { chunk, failures, wholeAnswer } from '../helpers/fake-openai-shapes.ts';

const layout = "[('a dog', [100, 200, 300, 250])]\nBackground prompt: a park\nNegative prompt: cats";
const json = '{"objects": [{"name": "a dog", "x": 1, "y": 2, "width": 30, "height": 40}]}';
const prompt = 'Caption: a dog\nObjects:';
const schema = { name: 'layout', schema: { type: 'object' } };
const dialects: DialectName[] = ['openai', 'vllm', 'llama-server', 'lm-studio', 'fastchat'];

interface Asking {
  answer: Promise<Answer>;
  failure: Promise<AppError>;
  events: LayoutEvent[];
  waits: number[];
  stop: () => void;
  again: (question?: Partial<Question>) => Promise<Answer>;
}

type More = Partial<OpenAiOptions> & { question?: Partial<Question> };

function ask(url: string, { question = {}, ...options }: More = {}): Asking {
  const controller = new AbortController();
  const events: LayoutEvent[] = [];
  const waits: number[] = [];
  const pause = (ms: number) => Promise.resolve(void waits.push(ms));
  const provider = new OpenAiProvider({ url, keys: environmentKeys({}), pause, ...options });
  const again = (other: Partial<Question> = {}): Promise<Answer> =>
    provider.ask({
      model: 'gpt-4',
      prompt,
      seed: 7,
      signal: controller.signal,
      onEvent: (event) => events.push(event),
      ...question,
      ...other,
    });
  const answer = again();
  const failure = answer.then(
    ({ text }) => Promise.reject(new Error(`answered ${text}`)),
    (error: unknown) => AppError.from(error),
  );
  failure.catch(() => undefined); // looked at by those tests only that expect a failure
  return { answer, failure, events, waits, stop: () => controller.abort(), again };
}

async function askFake(options: FakeOpenAiOptions, more: More = {}): Promise<Asking & { fake: FakeOpenAi }> {
  const fake = await fakeOpenAi(options);
  return { ...ask(fake.url, more), fake };
}

const textOf = (events: readonly LayoutEvent[]): string =>
  events.map((event) => (event.kind === 'text' ? event.text : '')).join('');
const statuses = (events: readonly LayoutEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'status' ? [event.text] : []));

describe.each(dialects)('asking %s', (dialect) => {
  it('streams a chat', async () => {
    const { answer, events, fake } = await askFake({ dialect, answer: ({ say, done }) => (say(layout), done()) });
    const usage = dialect === 'fastchat' ? null : { promptTokens: 1021, answerTokens: 88 };
    expect(await answer).toEqual({ text: layout, truncated: false, usage });
    expect(textOf(events)).toBe(layout);
    expect(statuses(events)).toEqual(['Asking gpt-4…', 'gpt-4 is writing…']);
    expect(fake.asked.map(({ body }) => body)).toEqual([
      {
        model: 'gpt-4',
        messages: [{ role: 'user', content: prompt }],
        stream: true,
        stream_options: { include_usage: true },
        temperature: 0.25,
        seed: 7,
        max_tokens: 900,
      },
    ]);
  });

  it('continues a text', async () => {
    const { answer, fake } = await askFake(
      { dialect, answer: speaks(`${layout}\n\nCaption: more`) },
      { api: 'completions' },
    );
    expect((await answer).text).toBe(layout);
    expect((await fake.question()).body).toMatchObject({ prompt, stop: ['\n\n'] });
  });

  it('asks for a schema, and quotes an answer that could not be read', async () => {
    const correction = { answer: 'a dog', request: 'No boxes.' };
    const { answer, fake } = await askFake({ dialect, answer: speaks(json) }, { question: { schema, correction } });
    expect((await answer).text).toBe(json);
    expect((await fake.question()).body).toMatchObject({
      messages: [
        { role: 'user', content: prompt },
        { role: 'assistant', content: 'a dog' },
        { role: 'user', content: 'No boxes.' },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'layout', strict: true, schema: { type: 'object' } },
      },
    });
  });

  it('takes text and end in one chunk, and a stream without its end mark', async () => {
    const { answer } = await askFake({
      dialect,
      answer: ({ bytes, end }) => {
        bytes(chunk(dialect, 'gpt-4', { delta: { content: "[('a dog', [1" }, finish_reason: 'length' }));
        end();
      },
    });
    expect(await answer).toEqual({ text: "[('a dog', [1", truncated: true, usage: null });
  });
});

describe('what a server does not take', () => {
  it('is left out from then on: a model that thinks', async () => {
    const { answer, again, events, fake } = await askFake(
      { answer: speaks(layout) },
      { question: { model: 'o3-mini' } },
    );
    await answer;
    expect(statuses(events).slice(1, 3)).toEqual([
      'The server does not take "max_tokens": asking without it…',
      'The server does not take "temperature": asking without it…',
    ]);
    await again();
    expect(fake.asked).toHaveLength(4);
    const last = fake.asked[3]?.body ?? {};
    expect(last).toMatchObject({ max_completion_tokens: 900, seed: 7 });
    expect(Object.keys(last)).not.toContain('max_tokens');
    await again({ model: 'gpt-4' });
    expect(fake.asked[4]?.body).toMatchObject({ max_tokens: 900, temperature: 0.25 });
  });

  it.each<[string, readonly [number, unknown], string]>([
    ['an extra field that is forbidden', failures.vllm.extra, 'seed'],
    ['a value out of range', failures.fastchat.range, 'temperature'],
  ])('is left out when it is %s', async (_name, failure, parameter) => {
    const { answer, fake } = await askFake({ answer: oneByOne(({ fail }) => fail(failure), speaks(layout)) });
    await answer;
    expect(Object.keys(fake.asked[1]?.body ?? {})).not.toContain(parameter);
  });

  it.each<[string, readonly [number, unknown]]>([
    ['OpenAI', failures.openai.responseFormat],
    ['llama-server', failures['llama-server'].grammar],
    ['llama-server, newer', failures['llama-server'].parser],
    ['a server that says nothing', [400, {}]],
    ['a server that fails', [500, { error: 'Failed to initialize grammar' }]],
  ])('may be the schema: any JSON is asked for, then words only (%s)', async (_name, failure) => {
    const { answer, again, fake } = await askFake(
      {
        answer: (to) => {
          const type = to.body.response_format?.type;
          if (type === undefined) speaks(json)(to);
          else to.fail(failure);
        },
      },
      { question: { schema } },
    );
    expect((await answer).text).toBe(json);
    await again();
    const types = fake.asked.map(({ body }) => body.response_format?.type);
    expect(types).toEqual(['json_schema', 'json_object', undefined, undefined]);
  });

  it('LM Studio takes a schema or nothing', async () => {
    const fail = ({ fail: no }: OpenAiAnswer) => no([400, { error: 'response_format: grammar error' }]);
    const { answer, fake } = await askFake(
      { dialect: 'lm-studio', answer: oneByOne(fail, speaks(json)) },
      { question: { schema } },
    );
    expect((await answer).text).toBe(json);
    expect(fake.asked.map(({ body }) => body.response_format?.type)).toEqual(['json_schema', 'json_object', undefined]);
  });

  it.each<[string, readonly [number, unknown]]>([
    ['the model has no chat', failures.openai.notChat],
    ['the model has no chat template', failures.vllm.noTemplate],
    ['the server has no such route', failures['llama-server'].notFound],
  ])('may be a chat: a completion is asked for when %s', async (_name, failure) => {
    const { answer, again, fake } = await askFake({
      answer: (to) => (to.route === 'chat' ? to.fail(failure) : speaks(layout)(to)),
    });
    expect((await answer).text).toBe(layout);
    await again();
    expect(fake.asked.map(({ route }) => route)).toEqual(['chat', 'completions', 'completions']);
  });

  it('is not tried for ever', async () => {
    const parameters = ['stream_options', 'seed', 'temperature', 'max_tokens', 'max_completion_tokens'];
    const { failure, fake } = await askFake({
      answer: ({ body, fail }) => fail([400, { error: `no ${parameters.find((name) => name in body) ?? 'way'}` }]),
    });
    expect(await failure).toMatchObject({ code: 'llm_refused', detail: 'no way' });
    expect(fake.asked).toHaveLength(6);
  });
});

describe('a model that thinks', () => {
  it.each(['reasoning_content', 'reasoning'] as const)('does so beside its answer, in %s', async (field) => {
    const { answer, events } = await askFake({
      answer: (to) => {
        to.think('A dog.\n\nWhere?', field);
        speaks(`Sure!\n\n${layout}`)(to);
      },
    });
    expect((await answer).text).toBe(`Sure!\n\n${layout}`);
    expect(statuses(events).slice(1)).toEqual(['gpt-4 is thinking…', 'gpt-4 is writing…']);
  });

  it('does so in its answer', async () => {
    const { answer } = await askFake({ answer: speaks(`<think>A dog.\n\nHm.</think>${layout}`) });
    expect((await answer).text).toBe(layout);
  });

  it('gets more room when it has used it up, and only once', async () => {
    const thinksOnly = (to: OpenAiAnswer): void => {
      to.think('hm');
      to.done('length');
    };
    const { answer, again, fake } = await askFake({ answer: oneByOne(thinksOnly, speaks(layout)) });
    expect((await answer).text).toBe(layout);
    await again();
    expect(fake.asked.map(({ body }) => body.max_tokens)).toEqual([900, 9092, 9092]);
    const { failure } = await askFake({ answer: thinksOnly });
    expect((await failure).code).toBe('llm_empty');
  });
});

describe('what can go wrong', () => {
  it.each<[string, string, readonly [number, unknown]]>([
    ['llm_unauthorized', 'OpenAI: wrong key', failures.openai.wrongKey],
    ['llm_unauthorized', 'llama-server: wrong key', failures['llama-server'].wrongKey],
    ['llm_unauthorized', 'vLLM: wrong key', failures.vllm.unauthorized],
    ['llm_refused', 'OpenAI: quota', failures.openai.quota],
    ['llm_refused', 'OpenAI: its own fault', failures.openai.serverError],
    ['llm_model_missing', 'OpenAI', failures.openai.modelMissing],
    ['llm_model_missing', 'vLLM', failures.vllm.modelMissing],
    ['llm_model_missing', 'LM Studio', failures['lm-studio'].noModel],
    ['llm_model_missing', 'FastChat', failures.fastchat.modelMissing],
    ['prompt_too_long', 'OpenAI', failures.openai.tooLong],
    ['prompt_too_long', 'vLLM', failures.vllm.tooLong],
    ['prompt_too_long', 'llama-server', failures['llama-server'].tooLong],
    ['prompt_too_long', 'LM Studio', failures['lm-studio'].overflow],
    ['prompt_too_long', 'FastChat', failures.fastchat.tooLong],
    ['llm_out_of_memory', 'FastChat', failures.fastchat.outOfMemory],
  ])('%s (%s)', async (code, _server, failure) => {
    const { failure: failed, fake } = await askFake({ answer: ({ fail }) => fail(failure) });
    const error = await failed;
    expect(error.code).toBe(code);
    expect(error.detail).not.toBe('');
    expect(error.message).toMatch(/Your sentence and the canvas are unchanged: \w.*\.$/);
    expect(fake.asked.length).toBe(1);
  });

  it.each<[string, readonly [number, unknown]]>([
    ['llm_interrupted', failures.openai.serverError],
    ['llm_out_of_memory', failures.fastchat.outOfMemory],
  ])('%s in the middle of the answer', async (code, failure) => {
    const { failure: failed, events } = await askFake({
      answer: ({ say, fail }) => {
        say("[('a dog', [1");
        fail(failure);
      },
    });
    expect((await failed).code).toBe(code);
    expect(textOf(events)).toBe("[('a dog', [1");
  });

  it('nothing listens at the address', async () => {
    const fake = await fakeOpenAi();
    await fake.close();
    const error = await ask(fake.url).failure;
    expect(error.code).toBe('llm_unreachable');
    expect(error.message).toContain(fake.url);
  });

  it('the answer is cut, with what had come kept', async () => {
    const { failure } = await askFake({
      answer: ({ say, bytes, cut }) => {
        say('[(');
        bytes('data: {"id":"chat');
        setImmediate(cut);
      },
    });
    expect(await failure).toMatchObject({ code: 'llm_interrupted', detail: '[(' });
  });

  it('the answer ends without its end', async () => {
    const { failure } = await askFake({ answer: ({ say, end }) => (say('[('), end()) });
    expect(await failure).toMatchObject({ code: 'llm_interrupted', detail: '[(' });
  });

  it.each(['', '   \n ', '<think>A dog. What else?</think>'])('the answer holds nothing: %j', async (text) => {
    const { failure } = await askFake({ answer: speaks(text) });
    expect((await failure).code).toBe('llm_empty');
  });

  it('the answer is blanks without end', async () => {
    const { failure, fake } = await askFake({ answer: ({ say }) => say(' \t'.repeat(200)) });
    expect((await failure).code).toBe('llm_empty');
    await (
      await fake.question()
    ).abandoned;
  });

  it('an answer of a megabyte is cut off', async () => {
    const { answer, fake } = await askFake({ answer: ({ say }) => say('dog '.repeat(249_000)) });
    const { text, truncated } = await answer;
    expect([text.length, truncated]).toEqual([32_000, true]);
    await (
      await fake.question()
    ).abandoned;
  });

  it.each([
    ['an event that is no JSON', 'data: Hello\n\n'],
    ['an event that is no object', 'data: 7\n\n'],
    ['an event of another shape', 'data: {"choices":7}\n\n'],
    ['an event that never ends', `data: ${'x'.repeat(5_000_000)}`],
  ])('the server sends %s', async (_name, bytes) => {
    const { failure } = await askFake({ answer: (to) => (to.bytes(bytes), to.done()) });
    expect((await failure).code).toMatch(/^llm_(?:refused|interrupted)$/);
  });

  it.each([
    [200, 'text/html', '<h1>Welcome</h1>'],
    [200, 'application/json', '"hello"'],
    [502, 'text/html', '<h1>Bad gateway</h1>'],
  ])('a page comes that is from another program: %i %s', async (status, type, page) => {
    const { failure } = await askFake({
      intercept: (_request, response) => {
        response.writeHead(status, { 'content-type': type }).end(page);
        return true;
      },
    });
    expect(await failure).toMatchObject({ code: 'llm_refused', detail: page });
  });

  it('a filter or the model itself declines', async () => {
    const filtered = await askFake({ answer: ({ done }) => done('content_filter') });
    expect((await filtered.failure).code).toBe('llm_refused');
    const declined = await askFake({
      answer: ({ bytes, done }) => {
        bytes(chunk('openai', 'gpt-4', { delta: { refusal: "I can't help with that." } }));
        done();
      },
    });
    expect(await declined.failure).toMatchObject({ code: 'llm_refused', detail: "I can't help with that." });
  });

  it('a server that does not stream is understood', async () => {
    const { answer } = await askFake({
      intercept: (_request, response) => {
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(wholeAnswer('gpt-4', layout)));
        return true;
      },
    });
    expect((await answer).text).toBe(layout);
  });
});

describe('waiting', () => {
  it('goes on while the server loads the model', async () => {
    const loading = ({ fail }: OpenAiAnswer) => fail(failures['llama-server'].loading);
    const { answer, waits, events } = await askFake({
      dialect: 'llama-server',
      answer: oneByOne(...Array.from({ length: 12 }, () => loading), speaks(layout)),
    });
    expect((await answer).text).toBe(layout);
    expect(waits).toEqual(Array<number>(12).fill(1000));
    expect(statuses(events)[1]).toBe('Loading gpt-4…');
  });

  it('for a busy server is as long as it says, and has an end', async () => {
    const busy = ({ fail }: OpenAiAnswer) => fail(failures.openai.rateLimit, { 'retry-after': '6' });
    const { answer, waits } = await askFake({ answer: oneByOne(busy, speaks(layout)) });
    expect((await answer).text).toBe(layout);
    expect(waits).toEqual([6000]);
    const refused = await askFake({ answer: ({ fail }) => fail(failures.openai.rateLimit) });
    expect(await refused.failure).toMatchObject({ code: 'llm_busy' });
    expect(refused.waits).toEqual([1000, 2000, 4000]);
    const tooLong = await askFake({ answer: ({ fail }) => fail(failures.openai.rateLimit, { 'retry-after': '3600' }) });
    expect(await tooLong.failure).toMatchObject({ code: 'llm_busy' });
    expect(tooLong.waits).toEqual([]);
  });

  it('for the first piece has an end', async () => {
    const { failure, fake } = await askFake({}, { limits: { firstToken: 50 } });
    expect((await failure).code).toBe('llm_timeout');
    await Promise.all(fake.asked.map(({ abandoned }) => abandoned));
  });

  it('for a model that never finishes loading has an end', async () => {
    const { failure } = await askFake(
      { answer: ({ fail }) => fail(failures['llama-server'].loading) },
      { limits: { firstToken: 300 } },
    );
    expect((await failure).code).toBe('llm_timeout');
  });

  it('for the next piece has an end; what had come is kept', async () => {
    const { failure, fake } = await askFake({ answer: ({ say }) => say('[(') }, { limits: { nextToken: 20 } });
    expect(await failure).toMatchObject({ code: 'llm_timeout', detail: '[(' });
    await (
      await fake.question()
    ).abandoned;
  });

  it('has no point once all was said: a server that does not close', async () => {
    const { answer } = await askFake(
      { answer: ({ bytes }) => bytes(chunk('vllm', 'm', { delta: { content: 'yes' }, finish_reason: 'stop' })) },
      { limits: { nextToken: 20 } },
    );
    expect((await answer).text).toBe('yes');
  });
});

describe('stopping', () => {
  it('while connecting', async () => {
    const connected = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const silent = createServer((socket) => {
      socket.on('error', () => undefined).on('close', () => closed.resolve());
      connected.resolve();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const { failure, stop } = ask(`http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/v1`);
    await connected.promise;
    stop();
    expect((await failure).code).toBe('cancelled');
    await closed.promise;
  });

  it.each<[string, (to: OpenAiAnswer) => void]>([
    ['before the first byte', () => undefined],
    ['while it thinks', ({ think }) => think('hm')],
    ['while it writes', ({ say }) => say('[(')],
    [
      'when it has finished but not closed',
      ({ bytes }) => bytes(chunk('vllm', 'm', { delta: { content: 'y' }, finish_reason: 'stop' })),
    ],
  ])('%s closes the connection', async (_name, answer) => {
    const { failure, fake, stop } = await askFake({ answer });
    const question = await fake.question();
    stop();
    expect((await failure).code).toBe('cancelled');
    await question.abandoned;
  });

  it('while waiting for a busy server', async () => {
    const waiting = Promise.withResolvers<void>();
    const pause = (_ms: number, signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
        waiting.resolve();
      });
    const { failure, stop } = await askFake({ answer: ({ fail }) => fail(failures.openai.rateLimit) }, { pause });
    await waiting.promise;
    stop();
    expect((await failure).code).toBe('cancelled');
  });

  it('before anything was sent sends nothing', async () => {
    const fake = await fakeOpenAi();
    const controller = new AbortController();
    controller.abort();
    const { failure } = ask(fake.url, { question: { signal: controller.signal } });
    expect((await failure).code).toBe('cancelled');
    expect(fake.paths).toEqual([]);
  });
});

describe('keys', () => {
  const key = 'sk-secret-0123456789';
  const keys = environmentKeys({ OPENAI_API_KEY: key });

  it('come from the environment or a keychain, the own one first', async () => {
    const both = environmentKeys({ OPENAI_API_KEY: 'a', LMD_OPENAI_KEY: ' b\n' });
    expect(await both.read('')).toEqual({ key: 'b', from: 'environment' });
    expect(await environmentKeys({ LMD_OPENAI_KEY: ' ' }).read('')).toBeNull();
    const typed = typedKeys();
    await typed.write('here', 'c');
    expect(await firstOf(environmentKeys({}), typed).read('here')).toEqual({ key: 'c', from: 'typed' });
    expect(await firstOf(environmentKeys({}), typed).read('there')).toBeNull();
  });

  it('are sent to the server', async () => {
    const { answer, fake } = await askFake({ key, answer: speaks(layout) }, { keys });
    await answer;
    expect((await fake.question()).authorization).toBe(`Bearer ${key}`);
  });

  it('are shown nowhere, even if the server repeats them', async () => {
    const echo = [500, { error: { message: `key ${key} (sk-other-key) failed`, type: 'x' } }] as const;
    const { failure, events } = await askFake({ key, answer: ({ fail }) => fail(echo) }, { keys });
    const error = await failure;
    const shown = `${JSON.stringify(error.toData())}${error.stack ?? ''}${JSON.stringify(events)}`;
    expect(shown).toContain('failed');
    expect(shown).not.toMatch(/secret|other-key/);
  });

  it.each([
    [undefined, /wants a key\./],
    ['sk-wrong-0123456789', /does not accept the key\./],
  ])('that are missing or wrong are told: %s', async (wrong, words) => {
    const { failure } = await askFake({ key }, { keys: environmentKeys({ OPENAI_API_KEY: wrong }) });
    const error = await failure;
    expect(error.code).toBe('llm_unauthorized');
    expect(error.message).toMatch(words);
  });

  it('that are none are not sent', async () => {
    const { failure, fake } = await askFake({}, { keys: environmentKeys({ OPENAI_API_KEY: 'two words' }) });
    expect((await failure).message).not.toContain('two words');
    expect(fake.paths).toEqual([]);
  });
});
