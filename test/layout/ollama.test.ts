import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { LayoutEvent } from '../../preload/contract/stage1.ts';
import { AppError } from '../../preload/contract/errors.ts';
import { askOllama, ollamaProvider } from '../../main/layout/providers/ollama.ts';
import { ollamaSettings } from '../../main/layout/providers/ollama-client.ts';
import type { Answer } from '../../main/layout/providers/provider.ts';
import type { TimeLimits } from '../../main/layout/providers/time-limits.ts';
import type { FakeAnswer, FakeOllama, FakeOllamaOptions } from '../helpers/fake-ollama.ts';
import { fakeOllama, says } from '../helpers/fake-ollama.ts';
import { errors } from '../helpers/fake-ollama-shapes.ts';

const model = 'mixtral:8x7b';
const layout = "[('a dog', [100, 200, 300, 250])]\nBackground prompt: a park\nNegative prompt: cats";

interface Asking {
  answer: Promise<Answer>;
  /** Resolves with the error that the answer fails with. */
  failure: Promise<AppError>;
  events: LayoutEvent[];
  stop: () => void;
}

function ask(
  host: string,
  { limits = {}, name = model }: { limits?: Partial<TimeLimits>; name?: string } = {},
): Asking {
  const controller = new AbortController();
  const events: LayoutEvent[] = [];
  const answer = askOllama({
    model: name,
    prompt: 'Caption: a dog\nObjects:',
    seed: 7,
    settings: ollamaSettings({ host, limits }),
    signal: controller.signal,
    onEvent: (event) => events.push(event),
  });
  const failure = answer.then(
    ({ text }) => Promise.reject(new Error(`answered ${text}`)),
    (error: unknown) => AppError.from(error),
  );
  failure.catch(() => undefined); // looked at by those tests only that expect a failure
  return { answer, failure, events, stop: () => controller.abort() };
}

async function askFake(
  options: FakeOllamaOptions,
  more?: Parameters<typeof ask>[1],
): Promise<Asking & { fake: FakeOllama }> {
  const fake = await fakeOllama(options);
  return { ...ask(fake.host, more), fake };
}

const textOf = (events: readonly LayoutEvent[]): string =>
  events.map((event) => (event.kind === 'text' ? event.text : '')).join('');
const statuses = (events: readonly LayoutEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'status' ? [event.text] : []));

describe('asking Ollama', () => {
  it('sends the prompt as it is, with the parameters of the reference', async () => {
    const { answer, fake } = await askFake({ answer: says(layout) });
    await answer;
    expect(fake.asked.map(({ request }) => request)).toEqual([
      {
        model,
        prompt: 'Caption: a dog\nObjects:',
        stream: true,
        raw: true,
        messages: [],
        options: { temperature: 0.25, seed: 7, num_predict: 900, num_ctx: 4096, stop: ['\n\n'] },
      },
    ]);
  });

  it('streams the answer, and tells what goes on', async () => {
    const { answer, events } = await askFake({ answer: says(layout), loaded: [model] });
    expect(await answer).toEqual({
      text: layout,
      truncated: false,
      usage: { promptTokens: 26, answerTokens: 282 },
    });
    expect(textOf(events)).toBe(layout);
    expect(events.length).toBeGreaterThan(10);
    expect(statuses(events)).toEqual([`Asking ${model}…`, `${model} is writing…`]);
  });

  it('says that a model has to be loaded first', async () => {
    const { answer, events } = await askFake({ answer: says(layout) });
    await answer;
    expect(statuses(events)[0]).toMatch(/^Loading mixtral:8x7b/);
  });

  it('closes the connection as soon as the layout is complete, whatever else the model would say', async () => {
    const { answer, fake } = await askFake({ answer: ({ say }) => say(`${layout}\n\nCaption: another`) });
    expect(await answer).toEqual({ text: layout, truncated: false, usage: null });
    await (
      await fake.question()
    ).abandoned;
  });

  it('joins characters whose bytes come apart', async () => {
    const { answer } = await askFake({
      answer: async (to) => {
        const bytes = Buffer.from('{"model":"m","response":"ein Kätzchen 🐈","done":false}\n');
        for (const byte of bytes) {
          to.bytes(Uint8Array.of(byte));
          await new Promise(setImmediate);
        }
        to.done();
      },
    });
    expect((await answer).text).toBe('ein Kätzchen 🐈');
  });

  it('tells when the model ran out of tokens', async () => {
    const { answer } = await askFake({ answer: says("[('a dog', [1", 'length') });
    expect(await answer).toMatchObject({ text: "[('a dog', [1", truncated: true });
  });

  it('cuts an answer of a megabyte off', async () => {
    const { answer, fake } = await askFake({ answer: ({ say }) => say('dog '.repeat(250_000)) });
    const { text, truncated } = await answer;
    expect([text.length, truncated]).toEqual([32_000, true]);
    await (
      await fake.question()
    ).abandoned;
  });

  it('sends the credentials of the address as a header, and shows them nowhere', async () => {
    const fake = await fakeOllama({ answer: ({ fail }) => fail(errors.stopped) });
    const { failure } = ask(fake.host.replace('http://', 'http://user:secret@'));
    const error = await failure;
    expect(fake.asked[0]?.authorization).toBe(`Basic ${btoa('user:secret')}`);
    expect(`${JSON.stringify(error.toData())}${error.stack ?? ''}`).not.toContain('secret');
  });
});

describe('a form that the answer must have', () => {
  const schema = { name: 'objects', schema: { type: 'object' } };
  const json = '{"objects": []}';
  const question = {
    ...{ model, prompt: 'Caption: a dog', seed: 1, schema, signal: new AbortController().signal },
    onEvent: () => undefined,
  };

  it('goes to the server as its format, and the prompt as a chat', async () => {
    const fake = await fakeOllama({ answer: says(`${json}\n`) });
    const answer = await ollamaProvider({ host: fake.host }).ask(question);
    expect(answer.text.trim()).toBe(json);
    const { request } = await fake.question();
    expect(request).toMatchObject({ raw: false, format: { type: 'object' }, options: { num_predict: 900 } });
    expect(request.options.stop).toBeUndefined();
  });

  it('does not end at a blank line, but is given up when it goes round in circles', async () => {
    const blank = await fakeOllama({ answer: says('{\n\n"objects": []}') });
    expect((await ollamaProvider({ host: blank.host }).ask(question)).text).toBe('{\n\n"objects": []}');
    const endless = await fakeOllama({ answer: ({ say }) => say(`{"objects": [${' \n'.repeat(200)}`) });
    expect(await ollamaProvider({ host: endless.host }).ask(question)).toMatchObject({ truncated: true });
  });

  it('quotes an answer that could not be read', async () => {
    const fake = await fakeOllama({ answer: says(json) });
    const correction = { answer: ' Sure!', request: 'That is no list.' };
    await ollamaProvider({ host: fake.host }).ask({ ...question, schema: null, correction });
    expect((await fake.question()).request.prompt).toBe('Caption: a dog Sure!\n\nThat is no list.');
  });
});

describe('the size of a model', () => {
  it.each([
    ['llama3.2:latest', '3.2B', 3.2e9],
    ['qwen2.5:0.5b', '494.03M', 494.03e6],
    ['mixtral:8x7b', '', 56e9],
  ])('is what Ollama tells, or its name: %s', async (name, parameters, size) => {
    const fake = await fakeOllama({ models: [{ name, parameters }] });
    const chosen = await ollamaProvider({ host: fake.host }).chooseModel('', new AbortController().signal);
    expect(chosen).toEqual({ name, parameters: size });
  });
});

describe('a model that thinks', () => {
  const models = [{ name: 'qwen3:8b', capabilities: ['completion', 'thinking'] }];
  const name = 'qwen3:8b';

  it('is asked by its template not to, with no stop sequence that would end its thoughts', async () => {
    const { answer, fake } = await askFake({ models, answer: says(layout) }, { name });
    await answer;
    const { request } = await fake.question();
    expect(request).toMatchObject({ raw: false, think: false, options: { num_predict: 4996, num_ctx: 8192 } });
    expect(request.options.stop).toBeUndefined();
  });

  it('may think; its thoughts are no part of the answer', async () => {
    const { answer, events } = await askFake(
      {
        models,
        answer: (to) => {
          to.think('A dog.\n\n');
          to.think('Where?');
          to.say('Sure!\n\n');
          says(layout)(to);
        },
      },
      { name },
    );
    expect((await answer).text).toBe(`Sure!\n\n${layout}`);
    expect(textOf(events)).toBe(`Sure!\n\n${layout}`);
    expect(statuses(events).slice(1)).toEqual(['qwen3:8b is thinking…', 'qwen3:8b is writing…']);
  });

  it('has answered nothing when it only thought', async () => {
    const { failure } = await askFake(
      {
        models,
        answer: (to) => {
          to.think('A dog.');
          to.done('length');
        },
      },
      { name },
    );
    expect((await failure).code).toBe('llm_empty');
  });
});

describe('what can go wrong', () => {
  it.each([
    ['llm_model_missing', errors.modelMissing(model)],
    ['llm_busy', errors.busy],
    ['llm_out_of_memory', errors.outOfMemory],
    ['llm_timeout', errors.loadTimedOut],
    ['llm_refused', errors.stopped],
    ['prompt_too_long', errors.promptTooLong],
  ] as const)('%s before the first byte', async (code, error) => {
    const { failure } = await askFake({ answer: ({ fail }) => fail(error) });
    expect(await failure).toMatchObject({ code, detail: error[1] });
  });

  it.each([
    ['llm_interrupted', errors.stopped],
    ['llm_out_of_memory', errors.outOfMemory],
  ] as const)('%s in the middle of the answer', async (code, error) => {
    const { failure, events } = await askFake({
      answer: ({ say, fail }) => {
        say("[('a dog', [1");
        fail(error);
      },
    });
    expect(await failure).toMatchObject({ code, detail: error[1] });
    expect(textOf(events)).toBe("[('a dog', [1");
  });

  it('a model that is not installed', async () => {
    const { failure } = await askFake({}, { name: 'llama3' });
    expect((await failure).code).toBe('llm_model_missing');
  });

  it('nothing listens at the address', async () => {
    const fake = await fakeOllama();
    await fake.close();
    const error = await ask(fake.host).failure;
    expect(error).toMatchObject({ code: 'llm_unreachable' });
    expect(error.message).toContain(fake.host);
    expect(error.message).toContain('ollama serve');
  });

  it('the connection is cut in the middle of a line', async () => {
    const { failure } = await askFake({
      answer: ({ say, bytes, cut }) => {
        say('[(');
        bytes('{"model":"mix');
        setImmediate(cut);
      },
    });
    expect(await failure).toMatchObject({ code: 'llm_interrupted' });
  });

  it('the connection is cut before the first byte', async () => {
    const { failure } = await askFake({ answer: ({ cut }) => cut() });
    expect(await failure).toMatchObject({ code: 'llm_unreachable' });
  });

  it('the answer ends without its last line; what had come is kept', async () => {
    const { failure } = await askFake({
      answer: ({ say, end }) => {
        say("[('a dog', [1");
        end();
      },
    });
    expect(await failure).toMatchObject({ code: 'llm_interrupted', detail: "[('a dog', [1" });
  });

  it.each(['', '   \n ', '<think>A dog. What else?</think>', '<think>A dog. What'])(
    'the answer holds nothing: %j',
    async (text) => {
      const { failure } = await askFake({ answer: says(text) });
      expect((await failure).code).toBe('llm_empty');
    },
  );

  it('the answer is blanks without end', async () => {
    const { failure, fake } = await askFake({ answer: ({ say }) => say(' \t'.repeat(200)) });
    expect((await failure).code).toBe('llm_empty');
    await (
      await fake.question()
    ).abandoned;
  });

  it.each([
    ['a line that is no JSON', 'Hello\n'],
    ['a line that is no object', '7\n'],
    ['a line of another shape', '{"response":7}\n'],
  ])('the server sends %s', async (_name, bytes) => {
    const warn = vi.spyOn(console, 'warn');
    const { failure } = await askFake({
      answer: (to) => {
        to.say('[(');
        to.bytes(bytes);
        to.done();
      },
    });
    expect((await failure).code).toBe('llm_refused');
    expect(warn).not.toHaveBeenCalled();
  });

  it('a line never ends', async () => {
    const { failure } = await askFake({ answer: ({ bytes }) => bytes('x'.repeat(5_000_000)) });
    expect((await failure).code).toBe('llm_refused');
  });

  it('an error page comes that is not from Ollama, and nothing is written to the console', async () => {
    const log = vi.spyOn(console, 'log');
    const { failure } = await askFake({
      intercept: (request, response) => {
        if (request.url !== '/api/generate') return false;
        response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
        return true;
      },
    });
    expect(await failure).toMatchObject({ code: 'llm_refused', detail: '<h1>Bad gateway</h1>' });
    expect(log).not.toHaveBeenCalled();
  });
});

describe('waiting has an end', () => {
  it('for the first piece', async () => {
    const { failure, fake } = await askFake({}, { limits: { firstToken: 50 } });
    expect((await failure).code).toBe('llm_timeout');
    await Promise.all(fake.asked.map(({ abandoned }) => abandoned));
  });

  it('for the next piece; what had come is kept', async () => {
    const { failure, fake } = await askFake({ answer: ({ say }) => say('[(') }, { limits: { nextToken: 20 } });
    expect(await failure).toMatchObject({ code: 'llm_timeout', detail: '[(' });
    await (
      await fake.question()
    ).abandoned;
  });
});

describe('stopping', () => {
  it('before anything was sent', async () => {
    const fake = await fakeOllama();
    const controller = new AbortController();
    controller.abort();
    const settings = ollamaSettings({ host: fake.host });
    const question = { model, prompt: 'x', seed: 0, settings, signal: controller.signal, onEvent: () => undefined };
    await expect(askOllama(question)).rejects.toMatchObject({ code: 'cancelled' });
    expect(fake.paths).toEqual([]);
  });

  it('while connecting', async () => {
    // Takes connections and never answers.
    const connected = Promise.withResolvers<void>();
    const silent = createServer((socket) => {
      socket.on('error', () => undefined).on('close', () => closed.resolve());
      connected.resolve();
    });
    const closed = Promise.withResolvers<void>();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const { failure, stop } = ask(`127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`);
    await connected.promise;
    stop();
    expect((await failure).code).toBe('cancelled');
    await closed.promise;
  });

  it.each<[string, (to: FakeAnswer) => void]>([
    ['before the first byte', () => undefined],
    ['while it thinks', ({ think }) => think('hm')],
    ['while it writes', ({ say }) => say('[(')],
  ])('%s closes the connection', async (_name, answer) => {
    const { failure, fake, stop } = await askFake({ answer });
    const question = await fake.question();
    stop();
    expect((await failure).code).toBe('cancelled');
    await question.abandoned;
  });

  it('at the first piece', async () => {
    const fake = await fakeOllama({ answer: says(layout) });
    const controller = new AbortController();
    const asking = askOllama({
      model,
      prompt: 'x',
      seed: 0,
      settings: ollamaSettings({ host: fake.host }),
      signal: controller.signal,
      onEvent: ({ kind }) => kind === 'text' && controller.abort(),
    });
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
  });
});
