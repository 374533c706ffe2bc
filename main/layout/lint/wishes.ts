import type { Box, Layout } from '../../../preload/contract/layout.ts';
import { countOf, isVague } from '../rules/lexicon/counts.ts';
import { readScene } from '../rules/read-scene.ts';
import type { Relation, Thing } from '../rules/scene.ts';
import { singularOf } from '../rules/singular.ts';
import { visible } from '../geometry/rects.ts';

/** What the sentence of a layout asks for, and which boxes show it. */
export interface Wishes {
  things: readonly Thing[];
  relations: readonly Relation[];
  /** Words that are excluded. */
  negative: string;
  boxesOf: (thing: Thing) => Box[];
  thingOf: (box: Box) => Thing | undefined;
}

/** A layout drawn by hand, without a sentence, has no wishes. */
export function wishesOf(layout: Layout): Wishes {
  const prompt = layout.prompt.trim();
  const { things, relations, negative } =
    prompt === '' ? { things: [], relations: [], negative: '' } : readScene(prompt);
  const shown = new Map<Box, Thing>();
  for (const box of visible(layout)) {
    const thing = bestThing(box, things, shown);
    if (thing !== undefined) shown.set(box, thing);
  }
  return {
    things,
    relations,
    negative,
    boxesOf: (thing) => [...shown].filter(([, of]) => of === thing).map(([box]) => box),
    thingOf: (box) => shown.get(box),
  };
}

/** How many boxes a thing should have. */
export function expected({ phrase }: Thing): { least: number; most: number } {
  const [first = ''] = phrase.typed.toLowerCase().split(' ');
  const exact = countOf(first) !== undefined && !isVague(first);
  if (exact) return { least: phrase.count, most: phrase.count };
  if (phrase.plural) return { least: 2, most: Infinity };
  if (phrase.determiner === 'none') return { least: 0, most: Infinity }; // "water", "grass"
  return phrase.count === 1 ? { least: 1, most: 1 } : { least: 2, most: Infinity };
}

/** The words of a text in lower case, nouns in the singular too. */
export function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? [];
  return new Set(words.flatMap((word) => [word, singularOf(word) ?? word]));
}

/** The thing a caption names: most of its words first, then the one that still lacks boxes. */
function bestThing(box: Box, things: readonly Thing[], shown: ReadonlyMap<Box, Thing>): Thing | undefined {
  const words = wordsOf(box.caption);
  const taken = (thing: Thing): number => [...shown.values()].filter((other) => other === thing).length;
  const fitting = things
    .filter(({ phrase }) => words.has(phrase.head.toLowerCase()))
    .map((thing) => ({ thing, rank: rankOf(thing, words), lacks: taken(thing) < expected(thing).least }))
    .filter(({ rank }) => rank >= 0);
  const [best] = fitting.toSorted((a, b) => b.rank - a.rank || Number(b.lacks) - Number(a.lacks));
  return best?.thing;
}

/** How many of its modifiers the words hold; below 0 when the words hold none of several. */
function rankOf({ phrase }: Thing, words: ReadonlySet<string>): number {
  return phrase.modifiers.filter((modifier) => words.has(modifier)).length;
}
