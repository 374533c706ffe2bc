import { describe, expect, test } from 'vitest';
import { convertLayout, type Compatibility } from '../../../main/engine/text/convert.ts';
import { goldenJson } from '../../helpers/golden.ts';

interface Texts {
  so: { prompt: string; phrase: string; word: string; box: number[] }[];
  overall: { phrase: string; word: string; boxes: number[][] }[];
  prompt: string;
}
interface Case {
  tag: string;
  input: { boxes: [string, [number, number, number, number]][]; background: string };
  output?: Texts;
  better?: { phrases: string[] };
  better_also?: { phrases: string[] }[];
}

const { cases } = goldenJson<{ cases: Case[] }>('stage1/convert.json');

const layoutOf = ({ input }: Case) => ({
  canvas: { width: 512, height: 512 },
  background: input.background,
  overall: null,
  boxes: input.boxes.map(([caption, [x, y, width, height]]) => ({ caption, rect: { x, y, width, height } })),
});

function convert(row: Case, compatibility: Compatibility): Texts {
  const { boxes, phrases, prompt } = convertLayout(layoutOf(row), compatibility);
  return {
    so: boxes.map(({ prompt: own, phrase, word, box }) => ({ prompt: own, phrase, word, box: [...box] })),
    overall: phrases.map(({ phrase, word, boxes: places }) => ({ phrase, word, boxes: places.map((b) => [...b]) })),
    prompt,
  };
}

/** Captions that only differ in blanks, or are blank, are merged or left out; the reference keeps them apart or fails. */
const hasBlanks = (row: Case): boolean => row.input.boxes.some(([name]) => name !== name.trim() || name === '');

describe('conversion', () => {
  test('corrected: as the set wants it', () => {
    let compared = 0;
    for (const row of cases) {
      if (row.better) {
        const accepted = [row.better, ...(row.better_also ?? [])].map(({ phrases }) => phrases);
        expect(accepted).toContainEqual(convert(row, 'corrected').overall.map(({ phrase }) => phrase));
      } else if (row.output && !hasBlanks(row)) {
        expect(convert(row, 'corrected')).toEqual(row.output);
      } else continue;
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
  });

  test('reference: as the Python implementation, doubled plurals aside', () => {
    let compared = 0;
    for (const row of cases) {
      if (!row.output || row.output.overall.some(({ phrase }) => /s{2,}$|peoples$/.test(phrase))) continue;
      expect(convert(row, 'reference')).toEqual(row.output);
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
  });

  test('flattening the phrases gives the order of the boxes', () => {
    for (const row of cases) {
      const { boxes, phrases } = convertLayout(layoutOf(row));
      expect(phrases.flatMap(({ indices }) => indices)).toEqual(boxes.map(({ index }) => index));
    }
  });
});

describe('a layout of the studio', () => {
  const rect = { x: 0, y: 64, width: 384, height: 128 };
  const layout = {
    canvas: { width: 768, height: 256 },
    background: ' A beach ',
    overall: null,
    boxes: [
      { caption: 'a dog', rect },
      { caption: ' ', rect },
      { caption: 'a cat', rect, hidden: true },
    ],
  };

  test('hidden boxes are left out, unnamed ones are reported', () => {
    const texts = convertLayout(layout);
    expect(texts.prompt).toBe('A beach with a dog');
    expect(texts.boxes).toEqual([
      { prompt: 'A beach with a dog', phrase: 'a dog', word: 'dog', box: [0, 0.25, 0.5, 0.75], index: 0 },
    ]);
    expect(texts.unnamed).toEqual([1]);
  });

  test('an overall prompt of the own is used as it is', () => {
    expect(convertLayout({ ...layout, overall: 'A dog at sea' }).prompt).toBe('A dog at sea');
    expect(convertLayout({ ...layout, overall: '  ' }).prompt).toBe('A beach with a dog');
  });
});
