import { describe, expect, it } from 'vitest';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import { Mt19937 } from '../../../main/engine/sampling/mt19937.ts';
import { writeByRules } from '../../../main/layout/rules/write-by-rules.ts';
import { outside, unwantedOverlaps } from './relation-holds.ts';

const salad =
  `a an the two three twenty 7 000 12345678 some several dozen of and or , . ; : ( ) ! ? ' " - – … cat cats dog sheep people children glasses
  scissors bus red tiny huge black orange wooden running sleeping painting riding holding wearing covered with without no in on at under above over between
  beside behind left right of top bottom middle front picture photo oil it them which while is are has sky beach moon night table chair box house tree
  kite balloon Van Gogh NEW YORK été Käse niño 猫 子犬 кошка قطة 🐱 👩‍🚀 \u0301 \u200b \u0000 \ud800 ﬁ ½ ² a-b x's 3.5 4k http://a.b/c <b> {x} [y] \\n`.split(
    /\s+/,
  );

const relations = [
  'left of',
  'right of',
  'above',
  'below',
  'next to',
  'between',
  'and',
  ',',
  'and a',
  'on the left',
  'at the top',
];
const things = 'a cat|two dogs|a red car|three birds|a table|the cat|five apples|a house|the dogs|a kite'.split('|');

const pick = <T>(list: readonly T[], random: Mt19937): T => list[random.next() % list.length] as T;

describe('writeByRules', () => {
  it('makes a layout of 2,000 word salads', () => {
    const random = new Mt19937(1);
    for (let i = 0; i < 2000; i++) {
      const words = Array.from({ length: 1 + (random.next() % 40) }, () => pick(salad, random));
      const prompt = words.join(pick([' ', ' ', ' ', '', '\n', '  '], random));
      const layout = writeByRules(prompt);
      expect(layoutSchema.safeParse(layout).success, JSON.stringify(prompt)).toBe(true);
      expect(outside(layout), JSON.stringify(prompt)).toEqual([]);
      for (const { caption } of layout.boxes) expect(caption.trim(), JSON.stringify(prompt)).not.toBe('');
    }
  });

  it('lets no boxes cover each other where no relation asks for it', () => {
    const random = new Mt19937(2);
    for (let i = 0; i < 1000; i++) {
      const words = Array.from({ length: 1 + (random.next() % 7) }, () => [
        pick(things, random),
        pick(relations, random),
      ]);
      const layout = writeByRules(words.flat().join(' '));
      expect(unwantedOverlaps(layout, []), words.flat().join(' ')).toEqual([]);
      expect(outside(layout)).toEqual([]);
    }
  });

  it.each([
    ['one word', 'a'],
    ['one blank-separated word', 'cat '],
    ['a list', 'a red, '],
    ['nested phrases', 'a cup of '],
    ['relations', 'a cat left of '],
    ['exclusions', 'without a '],
    ['line feeds', '\n'],
    ['letters with marks', 'e\u0301'],
    ['surrogates', '\ud83d'],
    ['parentheses', '(('],
  ])('reads 100 kB of %s', (_name, text) => {
    const prompt = text.repeat(Math.ceil(100_000 / text.length)).slice(0, 100_000);
    const layout = writeByRules(prompt);
    expect(layoutSchema.safeParse(layout).success).toBe(true);
    expect(layout.boxes.length).toBeLessThanOrEqual(40);
    for (const { caption } of layout.boxes) expect(caption.length).toBeLessThan(250);
    expect(layout.background.length + layout.negative.length).toBeLessThan(1000);
  });
});
