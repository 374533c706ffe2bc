import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer, type Tokenizer } from '../../../main/engine/text/tokenizer.ts';
import { goldenCheckpoint, goldenJson } from '../../helpers/golden.ts';

interface Ids {
  ids: number[];
  tokens: string[];
}
type IdsCase = { fn: 'ids'; input: string; output: Ids; ftfy?: Ids };

const folder = join(goldenCheckpoint('tiny-sd1'), 'tokenizer');
const scratch = mkdtempSync(join(tmpdir(), 'tokenizer-'));
let clip: Tokenizer;
beforeAll(async () => {
  clip = await loadTokenizer(folder);
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** A copy of the golden tokenizer folder with one file replaced. */
async function withFile(name: string, file: string, text: string): Promise<string> {
  const copy = join(scratch, name);
  await cp(folder, copy, { recursive: true });
  writeFileSync(join(copy, file), text);
  return copy;
}

describe('CLIP ids', () => {
  const { cases } = goldenJson<{ cases: (IdsCase | { fn: 'positions' })[] }>('stage1/tokens.json');
  const rows = cases.filter((c) => c.fn === 'ids');

  test.each(rows.map((c) => [c.input, c.ftfy ?? c.output] as const))('%j', (text, expected) => {
    expect(clip.encode(text)).toEqual(expected.ids);
    expect(['<|startoftext|>', ...clip.tokens(text), '<|endoftext|>']).toEqual(expected.tokens);
  });

  // That set was made without ftfy: only plain words, commas and hyphens are split alike.
  test('plain prompts of the component set', () => {
    const golden = goldenJson<{ rows: { text: string; ids: number[]; padded_truncated_77: number[] | null }[] }>(
      'components/tokenizer.json',
    );
    const plain = golden.rows.filter(({ text }) => /^[a-z ,-]*$/i.test(text) && !/[,-]{2}/.test(text));
    expect(plain.length).toBeGreaterThan(50);
    for (const { text, ids, padded_truncated_77 } of plain) {
      expect(clip.encode(text)).toEqual(ids);
      if (padded_truncated_77) expect(clip.pad(ids)).toEqual(padded_truncated_77);
    }
  });
});

describe('padding and cutting', () => {
  test('pads with the end mark, or with what special_tokens_map names', async () => {
    const sd2 = await loadTokenizer(join(goldenCheckpoint('tiny-sd2'), 'tokenizer'));
    expect(clip.pad(clip.encode('a cat')).slice(0, 6)).toEqual([49406, 320, 2368, 49407, 49407, 49407]);
    expect(sd2.pad(sd2.encode('a cat')).slice(0, 6)).toEqual([49406, 320, 2368, 49407, 0, 0]);
    expect(sd2.encode('hi!')).toEqual(clip.encode('hi!'));
  });

  test('cuts to the length of the encoder and keeps the end mark', () => {
    const ids = clip.pad(clip.encode('cat '.repeat(200)));
    expect(ids).toHaveLength(77);
    expect(ids.at(-1)).toBe(clip.eos);
    expect(ids.at(-2)).toBe(2368);
  });

  test('the empty prompt is both marks and padding', () => {
    expect(clip.encode('')).toEqual([49406, 49407]);
    expect(clip.encode(' \n\t ')).toEqual([49406, 49407]);
    expect(clip.pad(clip.encode(''))).toHaveLength(77);
  });
});

describe('hostile text', () => {
  test.each([
    ['one long word', 'a'.repeat(100_000)],
    ['many words', 'a red panda, '.repeat(8_000)],
    ['nested entities', `&${'amp;'.repeat(25_000)}`],
    ['lone surrogates', '\ud800'.repeat(10_000)],
    ['combining marks', `e${'\u0301'.repeat(50_000)}`],
    ['punctuation', '?!'.repeat(50_000)],
  ])('100 kB of %s becomes a full row of ids', (_, text) => {
    const ids = clip.encode(text);
    expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < 49408)).toBe(true);
    expect(clip.pad(ids)).toHaveLength(77);
  });
});

describe('broken files', () => {
  test.each([
    ['vocab.json', 'not json'],
    ['vocab.json', '{"a": -1}'],
    ['vocab.json', '{"a": 0}'],
    ['merges.txt', '#version: 0.2\na b c\n'],
    ['merges.txt', '#version: 0.2\nzzzz qqqqqq\n'],
    ['special_tokens_map.json', '{"pad_token": "no such token"}'],
    ['tokenizer_config.json', '[]'],
  ])('%s holding %j is corrupt', async (file, text) => {
    const copy = await withFile(`${file}-${text.length}`, file, text);
    await expect(loadTokenizer(copy)).rejects.toMatchObject({ code: 'checkpoint_corrupt' });
  });

  test('an absent vocabulary is missing', async () => {
    await expect(loadTokenizer(join(scratch, 'nowhere'))).rejects.toMatchObject({ code: 'checkpoint_missing' });
  });

  test('the length comes from the configuration', async () => {
    const config = JSON.parse(readFileSync(join(folder, 'tokenizer_config.json'), 'utf8')) as object;
    const copy = await withFile('short', 'tokenizer_config.json', JSON.stringify({ ...config, model_max_length: 32 }));
    expect((await loadTokenizer(copy)).pad([])).toHaveLength(32);
  });
});
