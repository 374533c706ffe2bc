import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LayoutRequest, LayoutResult } from '../../preload/contract/stage1.ts';
import { layoutResultSchema } from '../../preload/contract/stage1.ts';
import { GgufProvider } from '../../main/layout/providers/gguf.ts';
import { environmentKeys } from '../../main/layout/providers/key-store.ts';
import { ollamaProvider } from '../../main/layout/providers/ollama.ts';
import { OpenAiProvider } from '../../main/layout/providers/openai.ts';
import { understood } from '../../main/layout/repair/understood.ts';
import { writeByRules } from '../../main/layout/rules/write-by-rules.ts';
import { writeLayout } from '../../main/layout/writer.ts';
import { openDatabase } from '../../main/store/db.ts';
import { openPromptCache } from '../../main/store/prompt-cache.ts';
import type { FakeOpenAi, FakeOpenAiOptions } from '../helpers/fake-openai.ts';
import { fakeOpenAi, oneByOne, speaks } from '../helpers/fake-openai.ts';
import { failures } from '../helpers/fake-openai-shapes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const prompt = 'a red dog left of a tree';
const good =
  "[('a red dog', [20, 200, 200, 250]), ('a tree', [280, 40, 200, 420])]\nBackground prompt: a park\nNegative prompt: ";

/** Writes by a model of an OpenAI-compatible server. */
async function write(
  options: FakeOpenAiOptions,
  request: Partial<LayoutRequest> = {},
): Promise<{ result: LayoutResult; fake: FakeOpenAi }> {
  const fake = await fakeOpenAi(options);
  const { db } = openDatabase(join(temporaryFolder(), 'lmd.db'));
  onTestFinished(() => void db.close());
  const result = await writeLayout(
    { prompt, provider: 'openai', model: 'gpt-4', ...request },
    {
      providers: {
        ollama: ollamaProvider({ host: 'http://127.0.0.1:9' }),
        openai: new OpenAiProvider({ url: fake.url, keys: environmentKeys({}) }),
        gguf: new GgufProvider({ folder: '' }),
      },
      automatic: 'openai',
      random: () => 0.5,
      cache: openPromptCache(db, () => 0),
      clock: () => 0,
      signal: new AbortController().signal,
      onEvent: () => undefined,
    },
  );
  return { result: layoutResultSchema.parse(result), fake };
}

const captions = ({ layout }: LayoutResult): string[] => layout.boxes.map((box) => box.caption);

describe('the ladder, rung by rung', () => {
  it('a clean answer needs none', async () => {
    const { result } = await write({ answer: speaks(good) });
    expect(result).toMatchObject({ provider: 'openai', template: 'studio-1', warnings: [], notice: null, raw: good });
    expect(captions(result)).toEqual(['a red dog', 'a tree']);
  });

  it('local repairs are named', async () => {
    const { result, fake } = await write({ answer: speaks(good.replace("'a tree'", '“a tree”')) });
    expect(captions(result)).toEqual(['a red dog', 'a tree']);
    expect(result.warnings.length).toBeGreaterThan(0);
    expect(fake.asked).toHaveLength(1);
  });

  it('an answer that can not be read is quoted with its fault, as a conversation', async () => {
    const bad = 'Objects: the dog is on the left\nBackground prompt: a park';
    const { result, fake } = await write({ answer: oneByOne(speaks(bad), speaks(good)) });
    expect(captions(result)).toEqual(['a red dog', 'a tree']);
    expect(result.warnings).toMatchObject([{ code: 'asked_again' }]);
    expect(fake.asked[1]?.body.messages?.slice(1)).toEqual([
      { role: 'assistant', content: bad },
      {
        role: 'user',
        content: `The list of boxes in that answer can not be read: its brackets or quotation marks do not fit together. Answer once more, in exactly the format that was asked for and with nothing else.\n\nCaption: ${prompt}\nObjects:`,
      },
    ]);
  });

  it('rules come last, with what could be understood', async () => {
    const bad = 'Objects: the dog is on the left\nBackground prompt: a watercolor of a park\nNegative prompt: cats';
    const { result, fake } = await write({ answer: speaks(bad) });
    const byRules = writeByRules(prompt);
    expect(result).toMatchObject({ provider: 'rules', raw: bad, warnings: [{ code: 'prompts_kept' }] });
    expect(result.layout).toEqual({ ...byRules, background: 'a watercolor of a park', negative: 'cats' });
    expect(fake.asked).toHaveLength(2);
  });

  it('a model that goes round in circles under a schema is asked without one', async () => {
    const object = { name: 'a red dog', count: 1, where: 'left', relation: 'none', to: '' };
    const objects = JSON.stringify({ objects: [object], background: 'a park', negative: '' });
    const { result, fake } = await write(
      { answer: oneByOne(({ say }) => say(`{"objects": [${' '.repeat(300)}`), speaks(objects)) },
      { model: 'qwen2.5-1.5b-instruct' },
    );
    expect(result).toMatchObject({ provider: 'openai', template: 'studio-objects-1' });
    expect(captions(result)).toEqual(['a red dog']);
    expect(fake.asked.map(({ body }) => body.response_format?.type)).toEqual(['json_schema', undefined]);
  });

  it('a list under a schema that has no end is asked for without one, and kept in case that is worse', async () => {
    const object = JSON.stringify({ name: 'a red dog', count: 1, where: 'left', relation: 'none', to: '' });
    const endless = speaks(`{"objects": [${`${object}, `.repeat(5)}`, 'length');
    const whole = speaks(`{"objects": [${object}], "background": "a park", "negative": ""}`);
    const request = { model: 'qwen2.5-1.5b-instruct' };
    const better = await write({ answer: oneByOne(endless, whole) }, request);
    expect(captions(better.result)).toEqual(['a red dog']);
    expect(better.fake.asked.map(({ body }) => body.response_format?.type)).toEqual(['json_schema', undefined]);
    const worse = await write({ answer: oneByOne(endless, speaks('no')) }, request);
    expect(captions(worse.result)).toEqual(Array(5).fill('a red dog'));
    expect(worse.result.warnings.map(({ code }) => code)).toContain('truncated');
  });

  it.each([
    'I would rather not.',
    '[]',
    '[[[[[[',
    "Objects: [('a dog')]\nBackground prompt: x",
    '{"objects": "none',
    "[('a dog', [1, 2, NaN, 4])]",
    '\u0000\u0007\uFFFD',
    'Caption: '.repeat(400),
    '```python\n```',
    '🐕'.repeat(300),
  ])('ends in boxes that can be edited, with the answer at hand: %j', async (answer) => {
    const { result } = await write({ answer: speaks(answer) });
    if (answer === '[]')
      expect(result.provider).toBe('openai'); // a picture without objects is an answer
    else expect(captions(result)).toEqual(['a red dog', 'a tree']);
    expect(result.raw).toBe(answer);
  });

  it('is not for a server that can not be asked: that is told, unless the choice was left to the app', async () => {
    const answer: FakeOpenAiOptions['answer'] = ({ fail }) => fail(failures.openai.quota);
    await expect(write({ answer })).rejects.toMatchObject({ code: 'llm_refused' });
    expect((await write({ answer }, { provider: 'auto' })).result.provider).toBe('rules');
  });

  it('goes to the canvas that was asked for', async () => {
    const { result } = await write({ answer: speaks(good) }, { canvas: { width: 1024, height: 512 } });
    expect(result.layout).toMatchObject({ canvas: { width: 1024, height: 512 }, boxes: [{ rect: { x: 20 } }, {}] });
    expect(result.template).toBe('studio-1@1024x512');
    const rules = await write({ answer: speaks('no') }, { canvas: { width: 1024, height: 512 } });
    expect(rules.result.layout).toEqual(writeByRules(prompt, { width: 1024, height: 512 }));
  });
});

describe('what is understood of an answer without boxes', () => {
  it.each([
    ['Objects: none at all (\n**Background prompt:** A park\nNegative prompt: cats', 'A park', 'cats'],
    ['Background prompt: A park', 'A park', ''],
    ['Only words.', '', ''],
    ['', '', ''],
  ])('%j', (text, background, negative) => {
    expect(understood(text)).toEqual({ background, negative });
  });
});
