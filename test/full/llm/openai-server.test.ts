import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../../preload/contract/errors.ts';
import { objectsForm } from '../../../main/layout/prompting/objects.ts';
import { environmentKeys } from '../../../main/layout/providers/key-store.ts';
import type { OpenAiOptions } from '../../../main/layout/providers/openai.ts';
import { OpenAiProvider } from '../../../main/layout/providers/openai.ts';
import type { Answer, Question } from '../../../main/layout/providers/provider.ts';
import type { LlamaServer } from './llama-server.ts';
import { key, llamaServer } from './llama-server.ts';
import { expectLayout, outcomeOf, writing } from './writing.ts';

const model = 'smollm2-135m';
const never = new AbortController().signal;

let server: LlamaServer;
beforeAll(async () => {
  server = await llamaServer();
  return server.kill;
});

const open = (options: Partial<OpenAiOptions> = {}): OpenAiProvider =>
  new OpenAiProvider({ url: server.url, keys: environmentKeys({ OPENAI_API_KEY: key }), ...options });

interface Heard {
  answer: Answer;
  text: string;
  pieces: number;
}

async function ask(provider: OpenAiProvider, question: Partial<Question> = {}): Promise<Heard> {
  const pieces: string[] = [];
  const answer = await provider.ask({
    ...{ model, prompt: 'Write one sentence about a dog.', seed: 1, signal: never },
    onEvent: (event) => event.kind === 'text' && pieces.push(event.text),
    ...question,
  });
  return { answer, text: pieces.join(''), pieces: pieces.length };
}

const failureOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => Promise.reject(new Error('it worked')),
    (error: unknown) => AppError.from(error),
  );

describe('a real llama.cpp server', () => {
  it('tells its model and streams a chat, with what it took', async () => {
    const provider = open();
    expect(await provider.chooseModel('', never)).toEqual({ name: model, parameters: 135e6 });
    expect(await provider.status()).toMatchObject({ reachable: true, models: [model], reason: null });
    const { answer, text, pieces } = await ask(provider);
    expect(answer.text).toBe(text);
    expect(text.length).toBeGreaterThan(10);
    expect(pieces).toBeGreaterThan(3);
    expect(answer.usage?.promptTokens).toBeGreaterThan(10);
    expect(answer.usage?.answerTokens).toBeGreaterThan(3);
  });

  it('continues a text and stops at a blank line', async () => {
    const provider = open({ api: 'completions' });
    const prompt = 'Poem one:\nRoses are red.\n\nPoem two:\nThe sky is blue.\n\nPoem three:\n';
    const { answer } = await ask(provider, { prompt });
    expect(answer.text).not.toContain('\n\n');
    expect(answer.truncated).toBe(false);
  });

  it('keeps to a schema', async () => {
    const form = objectsForm();
    const prompt = form.fill('two cats and a red ball on a table');
    const { answer } = await ask(open(), { prompt, schema: form.schema });
    const { objects } = JSON.parse(answer.text) as { objects: { count: number; where: string }[] };
    for (const { count, where } of objects) {
      expect(Number.isInteger(count)).toBe(true);
      expect(where).toMatch(/^(?:anywhere|left|right|top|bottom|middle|top left|top right|bottom left|bottom right)$/);
    }
  });

  it('stops to compute when the user stops', async () => {
    const controller = new AbortController();
    const work = ask(open(), {
      prompt: 'Count from 1 to 1000 in words, one number a line.',
      signal: controller.signal,
      onEvent: ({ kind }) => kind === 'text' && controller.abort(),
    });
    expect((await failureOf(work)).code).toBe('cancelled');
    await vi.waitFor(async () => expect(await server.isBusy()).toBe(false));
  });

  it('refuses in ways that are understood', async () => {
    const wrongKey = open({ keys: environmentKeys({ OPENAI_API_KEY: 'sk-wrong-0123456789' }) });
    const refused = await failureOf(ask(wrongKey));
    expect(refused.code).toBe('llm_unauthorized');
    expect(refused.message + (refused.detail ?? '')).not.toContain('sk-wrong-0123456789');
    const provider = open();
    const long = await failureOf(ask(provider, { prompt: 'a dog and a cat '.repeat(2000) }));
    expect(long.code).toBe('prompt_too_long');
    const nowhere = open({ url: server.url.replace('/v1', '/nothing') });
    expect((await failureOf(ask(nowhere))).code).toMatch(/^llm_/);
  });

  it('takes a schema that it can not use for a reason to ask without one', async () => {
    const schema = { name: 'odd', schema: { type: 'nonsense' } };
    const statuses: string[] = [];
    const { answer } = await ask(open(), {
      schema,
      onEvent: (event) => event.kind === 'status' && statuses.push(event.text),
    });
    expect(answer.text).not.toBe('');
    expect(statuses.join('\n')).toMatch(/does not take a schema|can not constrain/);
  });

  it('dies in the middle of an answer: what had come is kept', async () => {
    const mortal = await llamaServer();
    onTestFinished(mortal.kill);
    const provider = open({ url: mortal.url });
    const failure = await failureOf(
      ask(provider, {
        prompt: 'Count from 1 to 1000 in words, one number a line.',
        onEvent: ({ kind }) => kind === 'text' && void mortal.kill(),
      }),
    );
    expect(failure.code).toBe('llm_interrupted');
    expect(failure.detail?.length).toBeGreaterThan(0);
    expect((await failureOf(ask(provider))).code).toBe('llm_unreachable');
  });
});

describe('from a sentence to a layout with a real server', () => {
  it.each(['auto', 'classic'] as const)('asked in the form %s, it ends in boxes', async (form) => {
    const { write, events } = writing({ LMD_OPENAI_URL: server.url, LMD_OPENAI_KEY: key });
    const prompt = 'two cats and a red ball on a table in a kitchen';
    const result = await write({ prompt, form });
    expectLayout(result, prompt);
    const said = events.flatMap((event) => (event.kind === 'text' ? [event.text] : [])).join('');
    expect(said.length).toBeGreaterThan(0);
    process.stdout.write(`${form}: ${outcomeOf(result)}\n`);
    const isCut = result.warnings.some(({ code }) => code === 'truncated'); // such answers are not stored
    if (result.provider === 'rules') expect(result.notice).toMatch(/was asked twice|answered nothing/);
    else if (!isCut) {
      expect(result).toMatchObject({ model, cached: false });
      expect(await write({ prompt, form, model })).toMatchObject({ cached: true, layout: result.layout });
    }
  });

  it('on a canvas that is no square, boxes are on that canvas', async () => {
    const canvas = { width: 768, height: 512 };
    const { write } = writing({ LMD_OPENAI_URL: server.url, LMD_OPENAI_KEY: key });
    const result = await write({ prompt: 'a dog and a cat', form: 'json', canvas });
    expectLayout(result, 'a dog and a cat');
    expect(result.layout.canvas).toEqual(canvas);
    process.stdout.write(`json, wide: ${outcomeOf(result)}\n`);
  });
});
