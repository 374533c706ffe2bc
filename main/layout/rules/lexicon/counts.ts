import { wordSet } from './word-set.ts';

const names =
  wordSet(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
  twenty`);

/** Words that mean some number; what a viewer would expect to see. */
const vague: readonly (readonly [string, number])[] = [
  ['both', 2],
  ['some', 3],
  ['few', 3],
  ['several', 4],
  ['multiple', 4],
  ['various', 4],
  ['many', 6],
  ['numerous', 6],
];

const counts: ReadonlyMap<string, number> = new Map([
  ...Array.from(names, (name, i): [string, number] => [name, i]),
  ...vague,
]);

/** Whether a count is no exact one: "some", "several". */
export const isVague = (word: string): boolean => vague.some(([name]) => name === word);

/** Phrases that count: longest first. "of" is read with them. */
export const countPhrases: readonly (readonly [string, number])[] = [
  ['half a dozen of', 6],
  ['half a dozen', 6],
  ['a couple of', 2],
  ['a pair of', 2],
  ['a trio of', 3],
  ['a handful of', 4],
  ['a number of', 4],
  ['a lot of', 6],
  ['lots of', 6],
  ['plenty of', 6],
  ['two dozen', 24],
  ['a dozen of', 12],
  ['a dozen', 12],
  ['one dozen', 12],
  ['couple of', 2],
  ['pair of', 2],
  ['dozen', 12],
  ['a few', 3],
  ['a single', 1],
  ['one single', 1],
  ['not one but two', 2],
];

/** Nouns that count by themselves. */
const counted: ReadonlyMap<string, number> = new Map([
  ['twins', 2],
  ['newlyweds', 2],
  ['parents', 2],
  ['triplets', 3],
  ['quadruplets', 4],
]);

/** How many an article-less plural stands for: "books on a shelf". */
const barePlural = 3;

/** How many a plural without a number stands for. */
export const countOfPlural = (noun: string): number => counted.get(noun) ?? barePlural;

/** The number that one lower-case word names. */
export function countOf(word: string): number | undefined {
  if (/^\d{1,6}$/.test(word)) return Number(word);
  const tens = /^(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-([a-z]+))?$/.exec(word);
  if (tens !== null && word !== 'twenty') {
    const ten = 10 * (2 + 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').indexOf(tens[1] ?? ''));
    return ten + (counts.get(tens[2] ?? 'zero') ?? 0);
  }
  return counts.get(word);
}
