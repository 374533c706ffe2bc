import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { locatePhrases } from '../../../main/engine/text/positions.ts';
import { loadTokenizer, type Tokenizer } from '../../../main/engine/text/tokenizer.ts';
import { goldenCheckpoint, goldenJson } from '../../helpers/golden.ts';

interface Positions {
  positions: number[][];
  words?: number[];
  prompt: string;
  ids: number[];
}
interface Result {
  output?: Positions;
  better?: Positions;
}
interface Case extends Result {
  fn: string;
  tag: string;
  input: { prompt: string; phrases: string[]; words: string[] | null };
  ftfy?: Result;
}

let clip: Tokenizer;
beforeAll(async () => {
  clip = await loadTokenizer(join(goldenCheckpoint('tiny-sd1'), 'tokenizer'));
});

const rows = goldenJson<{ cases: Case[] }>('stage1/tokens.json').cases.filter((c) => c.fn === 'positions');
const queries = ({ input }: Case) =>
  input.phrases.map((phrase, i) => ({ phrase, word: input.words === null ? null : (input.words[i] ?? null) }));

describe.each(['corrected', 'reference'] as const)('%s search', (compatibility) => {
  test.each(rows.map((row, i) => [`${i} ${row.tag}: ${row.input.phrases.join('; ').slice(0, 60)}`, row] as const))(
    '%s',
    (_, row) => {
      const { output, better } = row.ftfy ?? row;
      const expected = compatibility === 'corrected' ? (better ?? output) : output;
      const locate = () => locatePhrases(clip, row.input.prompt, queries(row), compatibility);
      if (!expected) {
        expect(locate).toThrow(expect.objectContaining({ code: 'bad_layout' }) as Error);
        return;
      }
      const { prompt, positions, words } = locate();
      expect({ prompt, positions, ids: clip.encode(prompt) }).toEqual({
        prompt: expected.prompt,
        positions: expected.positions,
        ids: expected.ids,
      });
      if (expected.words && (row.input.words !== null || compatibility === 'reference'))
        expect(words).toEqual(expected.words);
    },
  );
});

test('a hundred boxes of one caption each get a place', () => {
  const phrases = Array.from({ length: 100 }, () => ({ phrase: 'a cat', word: 'cat' }));
  const { positions, prompt } = locatePhrases(clip, 'a cat', phrases);
  expect(new Set(positions.map(String)).size).toBe(100);
  expect(clip.encode(prompt).filter((id) => id === 2368)).toHaveLength(100);
});

test('a prompt of 100 kB is searched', () => {
  const { positions } = locatePhrases(clip, 'a cat bed, '.repeat(9_000), [{ phrase: 'a cat', word: 'cat' }]);
  expect(positions).toEqual([[1, 2]]);
});
