import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import type { LayoutEvent, LayoutRequest } from '../../preload/contract/stage1.ts';
import { layoutResultSchema } from '../../preload/contract/stage1.ts';
import { GgufProvider } from '../../main/layout/providers/gguf.ts';
import { environmentKeys } from '../../main/layout/providers/key-store.ts';
import { ollamaProvider } from '../../main/layout/providers/ollama.ts';
import { OpenAiProvider } from '../../main/layout/providers/openai.ts';
import { writeByRules } from '../../main/layout/rules/write-by-rules.ts';
import { promptText, readAnswer, writeLayout } from '../../main/layout/writer.ts';
import { openDatabase } from '../../main/store/db.ts';
import type { PromptCache } from '../../main/store/prompt-cache.ts';
import { openPromptCache } from '../../main/store/prompt-cache.ts';
import type { FakeOllama } from '../helpers/fake-ollama.ts';
import { fakeOllama, inTurn, says } from '../helpers/fake-ollama.ts';
import { errors } from '../helpers/fake-ollama-shapes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const model = 'mixtral:8x7b';
const prompt = 'a dog in a park';
const answerOf = (caption: string): string =>
  `[('${caption}', [100, 200, 300, 250])]\nBackground prompt: a park\nNegative prompt: `;
const nonsense = 'I would rather talk about the weather.';

interface Desk {
  write: (request?: Partial<LayoutRequest>) => ReturnType<typeof writeLayout>;
  events: LayoutEvent[];
  controller: AbortController;
  cache: PromptCache;
}

/** A writer with its own store, asking the fake. */
function desk(fake: Pick<FakeOllama, 'host'>, { dataDir = temporaryFolder() } = {}): Desk {
  const { db } = openDatabase(join(dataDir, 'lmd.db'));
  onTestFinished(() => void db.close());
  const cache = openPromptCache(db, () => 0);
  const controller = new AbortController();
  const events: LayoutEvent[] = [];
  let now = 0;
  const services = {
    providers: {
      ollama: ollamaProvider({ host: fake.host }),
      openai: new OpenAiProvider({ keys: environmentKeys({}) }),
      gguf: new GgufProvider({ folder: dataDir }),
    },
    automatic: 'ollama' as const,
    random: () => 0.5,
    cache,
    clock: () => (now += 5),
    signal: controller.signal,
    onEvent: (event: LayoutEvent) => void events.push(event),
  };
  const write: Desk['write'] = async (request) => {
    const result = await writeLayout({ prompt, ...request }, services);
    return layoutResultSchema.parse(result);
  };
  return { write, events, controller, cache };
}

const captions = ({ layout }: Awaited<ReturnType<Desk['write']>>): string[] => layout.boxes.map((box) => box.caption);
const failureOf = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => Promise.reject(new Error('it worked')),
    (error: unknown) => AppError.from(error),
  );

async function closedOllama(): Promise<FakeOllama> {
  const fake = await fakeOllama();
  await fake.close();
  return fake;
}

describe('a layout by a language model', () => {
  it('comes with everything that is known about it', async () => {
    const fake = await fakeOllama({ answer: says(answerOf('a dog')) });
    const { write, events } = desk(fake);
    expect(await write()).toMatchObject({
      layout: { prompt, background: 'a park', boxes: [{ id: 'box-1', caption: 'a dog' }] },
      provider: 'ollama',
      model,
      template: 'studio-1',
      cached: false,
      raw: answerOf('a dog'),
      warnings: [],
      notice: null,
      ms: 5,
    });
    expect((await fake.question()).request).toMatchObject({ prompt: promptText(prompt), options: { seed: 2 ** 30 } });
    expect(events.at(-1)).toEqual({ kind: 'status', text: 'Reading the answer…' });
  });

  it('is written by the named model', async () => {
    const fake = await fakeOllama({
      models: [{ name: model }, { name: 'llama3:latest' }],
      answer: says(answerOf('a dog')),
    });
    expect(await desk(fake).write({ provider: 'ollama', model: 'llama3' })).toMatchObject({ model: 'llama3:latest' });
    expect((await fake.question()).request.model).toBe('llama3:latest');
  });

  it('is asked for once more, with another seed and the fault, when no layout can be read', async () => {
    const fake = await fakeOllama({ answer: inTurn(says(nonsense), says(answerOf('a dog'))) });
    const { write, events } = desk(fake);
    const result = await write({ provider: 'ollama' });
    expect(captions(result)).toEqual(['a dog']);
    expect(result.warnings).toMatchObject([{ code: 'asked_again' }]);
    expect(fake.asked[1]?.request.prompt).toBe(
      `${promptText(prompt)} ${nonsense}\n\nThat answer is only text: it holds no boxes. Answer once more, in exactly the format that was asked for and with nothing else.\n\nCaption: ${prompt}\nObjects:`,
    );
    expect(fake.asked.map(({ request }) => request.options.seed)).toEqual([2 ** 30, 2 ** 30 + 1]);
    const statuses = events.flatMap((event) => (event.kind === 'status' ? [event.text] : []));
    expect(statuses).toContain(`That answer is no complete layout. Asking ${model} once more…`);
  });

  it('is not asked for a third time: rules write the layout, the answer is kept', async () => {
    const fake = await fakeOllama({ answer: inTurn(says('First nonsense.'), says(nonsense)) });
    const { write, cache } = desk(fake);
    const result = await write({ provider: 'ollama' });
    expect(result).toMatchObject({ provider: 'rules', layout: writeByRules(prompt), raw: nonsense, warnings: [] });
    expect(result.notice).toMatch(/was asked twice.* The built-in rules wrote this layout\.$/);
    expect(fake.asked).toHaveLength(2);
    expect(cache.read({ prompt, template: 'studio-1', model })).toBeNull();
  });

  it('is asked for once more when the model says nothing', async () => {
    const fake = await fakeOllama({ answer: inTurn(says(' '), says(answerOf('a dog'))) });
    expect(captions(await desk(fake).write())).toEqual(['a dog']);
    const silent = await fakeOllama({ answer: says('') });
    const result = await desk(silent).write({ provider: 'ollama' });
    expect(result).toMatchObject({ provider: 'rules', layout: writeByRules(prompt), raw: '' });
    expect(result.notice).toMatch(/answered nothing/);
    expect(silent.asked).toHaveLength(2);
  });

  it('is taken from an answer that ran out of tokens, says so, and is not stored', async () => {
    const text = "[('a dog', [100, 200, 300, 250]), ('a cat', [1";
    const fake = await fakeOllama({ answer: says(text, 'length') });
    const { write, cache } = desk(fake);
    const result = await write();
    expect(captions(result)).toEqual(['a dog']);
    expect(result.warnings.map(({ code }) => code)).toContain('truncated');
    expect(cache.read({ prompt, template: 'studio-1', model })).toBeNull();
  });
});

describe('stored answers', () => {
  it('are given again, also after a new start', async () => {
    const fake = await fakeOllama({ answer: inTurn(says(answerOf('a dog')), says(answerOf('a cat'))) });
    const dataDir = temporaryFolder();
    const first = await desk(fake, { dataDir }).write();
    const { write } = desk(fake, { dataDir });
    for (const again of [await write(), await write({ prompt: ` ${prompt}. ` })]) {
      expect(again).toMatchObject({ cached: true, raw: first.raw, provider: 'ollama', model });
      expect(again.layout.boxes).toEqual(first.layout.boxes);
    }
    expect(fake.asked).toHaveLength(1);
  });

  it('are left alone by "bypass", whose answer is the stored one from then on', async () => {
    const fake = await fakeOllama({ answer: inTurn(says(answerOf('a dog')), says(answerOf('a cat'))) });
    const { write, cache } = desk(fake);
    await write();
    expect(await write({ cache: 'bypass' })).toMatchObject({ cached: false, raw: answerOf('a cat') });
    expect(await write()).toMatchObject({ cached: true, raw: answerOf('a cat') });
    expect(await write()).toMatchObject({ cached: true, raw: answerOf('a cat') });
    cache.rewind();
    const key = { prompt, template: 'studio-1', model };
    expect([cache.read(key), cache.read(key)]).toEqual([answerOf('a dog'), answerOf('a cat')]);
  });

  it('belong to a model', async () => {
    const fake = await fakeOllama({ models: [{ name: model }, { name: 'phi:1' }], answer: says(answerOf('a dog')) });
    const { write } = desk(fake);
    await write();
    expect(await write({ model: 'phi:1' })).toMatchObject({ cached: false });
    expect(fake.asked).toHaveLength(2);
  });

  it('of a named model need no Ollama', async () => {
    const { write, cache } = desk(await closedOllama());
    cache.append({ prompt, template: 'studio-1', model }, answerOf('a dog'));
    expect(await write({ provider: 'ollama', model })).toMatchObject({ cached: true, raw: answerOf('a dog') });
  });

  it('that can not be read are as good as none', async () => {
    const fake = await fakeOllama({ answer: says(answerOf('a cat')) });
    const { write, cache } = desk(fake);
    const key = { prompt, template: 'studio-1', model };
    cache.append(key, nonsense);
    expect(await write()).toMatchObject({ cached: false });
    cache.append(key, nonsense);
    expect(await write()).toMatchObject({ cached: true, raw: answerOf('a cat') });
  });

  it('are no condition: a layout is given even if it can not be stored', async () => {
    const fake = await fakeOllama({ answer: says(answerOf('a dog')) });
    const dataDir = temporaryFolder();
    const { db } = openDatabase(join(dataDir, 'lmd.db'));
    onTestFinished(() => void db.close());
    db.exec("CREATE TRIGGER full BEFORE INSERT ON prompt_cache BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
    const result = await desk(fake, { dataDir }).write();
    expect(captions(result)).toEqual(['a dog']);
    expect(result.warnings).toEqual([
      { code: 'answer_not_stored', message: expect.stringContaining('the disk is full') as string },
    ]);
  });
});

describe('rules', () => {
  it('write at once, without a look at Ollama', async () => {
    const fake = await fakeOllama();
    expect(await desk(fake).write({ provider: 'rules' })).toEqual({
      layout: writeByRules(prompt),
      provider: 'rules',
      model: 'rules',
      template: '',
      cached: false,
      raw: '',
      warnings: [],
      notice: null,
      ms: 5,
    });
    expect(fake.paths).toEqual([]);
  });

  it('step in when nothing answers, and say so', async () => {
    const fake = await closedOllama();
    const result = await desk(fake).write();
    expect(result).toMatchObject({ provider: 'rules', layout: writeByRules(prompt), raw: '' });
    expect(result.notice).toBe(`Ollama does not answer at ${fake.host}. The built-in rules wrote this layout.`);
  });

  it.each([
    ['no model', { models: [] }, /has no model/],
    ['no memory', { answer: ({ fail }) => fail(errors.outOfMemory) }, /not enough memory for mixtral:8x7b/],
    ['no time', { answer: ({ fail }) => fail(errors.busy) }, /busy/],
    ['nothing to say', { answer: says('') }, /answered nothing/],
    ['a broken line', { answer: ({ cut }) => cut() }, /does not answer|broke off/],
  ] satisfies [string, Parameters<typeof fakeOllama>[0], RegExp][])(
    'step in when Ollama has %s, and say why',
    async (_name, options, why) => {
      const result = await desk(await fakeOllama(options)).write();
      expect(result).toMatchObject({ provider: 'rules', layout: writeByRules(prompt) });
      expect(result.notice).toMatch(why);
      expect(result.notice).toMatch(/The built-in rules wrote this layout\.$/);
    },
  );

  it('step in when the answer can not be read; it is kept', async () => {
    const result = await desk(await fakeOllama({ answer: says(nonsense) })).write();
    expect(result).toMatchObject({ provider: 'rules', raw: nonsense });
    expect(result.notice).toMatch(/no layout can be read/);
  });

  it('step in for the named model when it is not installed', async () => {
    const result = await desk(await fakeOllama()).write({ model: 'llama3' });
    expect(result.provider).toBe('rules');
    expect(result.notice).toMatch(/llama3 is not installed/);
  });

  it('step in for a sentence that no model can take in', async () => {
    const long = `a dog, ${'a cat, '.repeat(1200)}`;
    const fake = await fakeOllama();
    expect(await desk(fake).write({ prompt: long })).toMatchObject({ provider: 'rules' });
    expect(await failureOf(desk(fake).write({ prompt: long, provider: 'ollama' }))).toMatchObject({
      code: 'prompt_too_long',
    });
    expect(fake.paths).toEqual([]);
  });

  it('do not step in when Ollama was asked for', async () => {
    expect(await failureOf(desk(await closedOllama()).write({ provider: 'ollama' }))).toMatchObject({
      code: 'llm_unreachable',
    });
    const fake = await fakeOllama();
    const error = await failureOf(desk(fake).write({ provider: 'ollama', model: 'llama3' }));
    expect(error).toMatchObject({ code: 'llm_model_missing', detail: 'Installed: mixtral:8x7b' });
  });
});

describe('stopping', () => {
  it('leaves no layout, by rules neither', async () => {
    const fake = await fakeOllama({ answer: ({ say }) => say('[(') });
    const { write, controller } = desk(fake);
    const failure = failureOf(write());
    const question = await fake.question();
    controller.abort();
    expect((await failure).code).toBe('cancelled');
    await question.abandoned;
  });

  it('works while the models are listed', async () => {
    const listing = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const fake = await fakeOllama({
      intercept: (_request, response) => {
        response.on('close', () => closed.resolve());
        listing.resolve();
        return true;
      },
    });
    const { write, controller } = desk(fake);
    const failure = failureOf(write());
    await listing.promise;
    controller.abort();
    expect((await failure).code).toBe('cancelled');
    await closed.promise;
  });

  it.each(['rules', 'auto'] as const)('before the start leaves nothing to do (%s)', async (provider) => {
    const fake = await fakeOllama();
    const { write, controller } = desk(fake);
    controller.abort();
    expect((await failureOf(write({ provider }))).code).toBe('cancelled');
    expect(fake.paths).toEqual([]);
  });
});

describe('a sentence', () => {
  it.each(['auto', 'ollama', 'rules'] as const)('must not be blank or endless (%s)', async (provider) => {
    const { write } = desk(await closedOllama());
    expect((await failureOf(write({ provider, prompt: ' \n ' }))).code).toBe('empty_prompt');
    expect((await failureOf(write({ provider, prompt: 'x'.repeat(100_001) }))).code).toBe('prompt_too_long');
  });

  it('belongs to a well-formed request', async () => {
    const { write } = desk(await closedOllama());
    const request = { prompt: 7, provider: 'rules' } as unknown as LayoutRequest;
    expect((await failureOf(write(request))).code).toBe('bad_request');
  });
});

describe('the text for a chat model', () => {
  it('is the filled template', () => {
    const file = join(import.meta.dirname, '../../resources/templates/studio-1.txt');
    const caption = 'a {caption} on $& paper';
    const text = readFileSync(file, 'utf8').replaceAll(/\{(?:width|height)\}/g, '512');
    expect(promptText(`  ${caption} `)).toBe(text.split('{caption}').join(caption).trim());
  });

  it('needs a sentence', () => {
    expect(() => promptText('  ')).toThrow(expect.objectContaining({ code: 'empty_prompt' }));
  });
});

describe('a pasted answer', () => {
  const pasted = [
    'Sure! Here is a layout for your caption:',
    '```python',
    'Objects: [(“a dog”, [100, 200, 300, 250]), ("a dog\'s ball", [20, 400, 60, 60]),]',
    '**Background prompt:** A park',
    '**Negative prompt:** None',
    '```',
    'Let me know if you want changes!',
  ].join('\n');

  it('of ChatGPT is read, and its repairs are told', () => {
    const result = layoutResultSchema.parse(readAnswer(prompt, pasted));
    expect(result).toMatchObject({
      layout: { prompt, background: 'A park', negative: '' },
      provider: 'paste',
      cached: false,
      raw: pasted,
      notice: null,
    });
    expect(captions(result)).toEqual(['a dog', "a dog's ball"]);
    expect(result.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['code_fence', 'smart_quotes']));
  });

  it('needs no sentence', () => {
    expect(captions(readAnswer('', pasted))).toHaveLength(2);
  });

  it.each(['', nonsense])('that holds no layout is refused: %j', (answer) => {
    expect(() => readAnswer(prompt, answer)).toThrow(expect.objectContaining({ code: 'layout_unreadable' }));
  });

  it('has a sentence of a length that can be kept', () => {
    expect(() => readAnswer('x'.repeat(100_001), pasted)).toThrow(expect.objectContaining({ code: 'prompt_too_long' }));
  });
});
