import { countOfPlural, isVague } from './lexicon/counts.ts';
import { mediumNouns } from './lexicon/scene-words.ts';
import { has } from './lexicon/traits.ts';
import { readBody } from './noun-body.ts';
import type { Opening } from './opening.ts';
import { readOpening } from './opening.ts';
import { sameInPlural, singularOf } from './singular.ts';
import type { Read, Sentence, Word } from './words.ts';

export interface NounPhrase {
  /** Without determiner, in the singular: "red car", "cup of coffee". */
  readonly text: string;
  /** As typed, with its determiner. */
  readonly typed: string;
  readonly determiner: Opening['determiner'];
  /** How many there are. */
  readonly count: number;
  /** Stood in the plural, or a number came with it. */
  readonly plural: boolean;
  /** Main noun in the singular, lower case. */
  readonly head: string;
  /** Main noun as typed, lower case. */
  readonly noun: string;
  /** Words before the main noun, lower case. */
  readonly modifiers: readonly string[];
  /** A name: takes no article. */
  readonly proper: boolean;
}

const typedBetween = (sentence: Sentence, from: number, to: number): string =>
  sentence.words
    .slice(from, to)
    .map((word) => word.text)
    .join(' ')
    .replace(/ ([,.;:!?)])/g, '$1');

/** A sentence's first word loses its capital, a name keeps it. */
function isProper(sentence: Sentence, words: readonly Word[]): boolean {
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word.text));
  return capitals.length === words.length && (words.length > 1 || words[0] !== sentence.words[0]);
}

/** "four wine glasses", not the ones to see with. */
const areVessels = (words: readonly Word[], { count = 1 }: Opening): boolean =>
  count > 1 || /^(?:wine|drinking|water|champagne|beer|shot|cocktail|empty|full)$/.test(words.at(-2)?.lower ?? '');

/** Head, number and count of a phrase that ends in `noun`. */
function inflected(
  noun: string,
  words: readonly Word[],
  opening: Opening,
): Pick<NounPhrase, 'head' | 'count' | 'plural'> {
  const singular = noun === 'glasses' && areVessels(words, opening) ? 'glass' : singularOf(noun);
  const one = { head: noun, count: 1, plural: false };
  if (opening.determiner === 'indefinite' || opening.count === 1) return one;
  if (has('pairOnly', noun) && opening.text.endsWith('pair of')) return one;
  if (opening.count === undefined)
    return singular === undefined ? one : { head: singular, count: countOfPlural(noun), plural: true };
  // "some cheese" is one thing, "some sheep" are several.
  if (isVague(opening.text) && singular === undefined && !sameInPlural(noun)) return one;
  return { head: singular ?? noun, count: opening.count, plural: true };
}

/**
 * Reads the noun phrase that begins at word `at`.
 * @param joined whether "and" came before it, so that a verb in the plural may follow
 * @returns undefined when none begins there; the value null for a lone number or determiner ("one", "the other")
 */
export function readNounPhrase(sentence: Sentence, at: number, joined = false): Read<NounPhrase | null> | undefined {
  const opening = readOpening(sentence, at);
  const { value: words, next } = readBody(sentence, opening, joined);
  const last = words.at(-1);
  if (last === undefined) return opening.next === at ? undefined : { value: null, next: opening.next };
  const number = inflected(last.lower, words, opening);
  const proper = isProper(sentence, words) && number.head === last.lower;
  const modifiers = words.slice(0, -1);
  const texts = [...modifiers.map((word) => word.text), number.head === last.lower ? last.text : number.head];
  const isFirst = words[0] === sentence.words[0] && !proper;
  const phrase: NounPhrase = {
    ...number,
    text: (isFirst ? [texts[0]?.toLowerCase(), ...texts.slice(1)] : texts).join(' '),
    typed: typedBetween(sentence, at, next),
    determiner: isVague(opening.text) && !number.plural ? 'none' : opening.determiner,
    noun: last.lower,
    modifiers: modifiers.map((word) => word.lower),
    proper,
  };
  return withComplement(sentence, { value: phrase, next }, at);
}

/** A number of these is counted: "a group of five people" are five people. */
const countedGroups = /^(?:group|crowd|family|team|pack|flock|herd|couple|bunch|set|pair)$/;

/** Adds "of coffee" to "cup"; a photo "of" something is the reader's business, as what it shows is the picture. */
function withComplement(sentence: Sentence, read: Read<NounPhrase>, at: number): Read<NounPhrase> {
  const { value: phrase, next } = read;
  if (sentence.words[next]?.lower !== 'of' || mediumNouns.has(phrase.head) || phrase.head === 'scene') return read;
  const complement = readNounPhrase(sentence, next + 1);
  if (!complement?.value) return read;
  const inner = complement.value;
  const typed = typedBetween(sentence, at, complement.next);
  const isCounted = countedGroups.test(phrase.head) && inner.determiner === 'number';
  const value = isCounted
    ? { ...inner, typed }
    : { ...phrase, text: `${phrase.text} of ${inner.typed}`, typed, proper: false };
  return { value, next: complement.next };
}
