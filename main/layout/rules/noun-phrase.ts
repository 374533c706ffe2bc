import { adjectives } from './lexicon/adjectives.ts';
import { barePlural, countOf, countPhrases } from './lexicon/counts.ts';
import {
  adverbs,
  conjunctions,
  copulas,
  determiners,
  notAdverbs,
  prepositions,
  pronouns,
} from './lexicon/function-words.ts';
import { placePhrases, relationPhrases } from './lexicon/relation-phrases.ts';
import { mediumNouns } from './lexicon/scene-words.ts';
import { has } from './lexicon/traits.ts';
import { attributiveInIng, isCommonVerb, nounInIng, verbOf } from './lexicon/verbs.ts';
import { sameInPlural, singularOf } from './singular.ts';
import type { Sentence, Word } from './words.ts';
import { matchAt } from './words.ts';

export interface NounPhrase {
  /** Without determiner, in the singular: "red car", "cup of coffee". */
  readonly text: string;
  /** As typed, with its determiner. */
  readonly typed: string;
  readonly determiner: 'indefinite' | 'definite' | 'number' | 'none';
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

export interface Read<T> {
  readonly value: T;
  /** Index of the word after it. */
  readonly next: number;
}

const isWord = (word: Word | undefined): word is Word => word !== undefined && /^[\p{L}\p{N}]/u.test(word.lower);

/** Words that end a noun phrase wherever they stand. */
const closes = (lower: string): boolean =>
  prepositions.has(lower) || conjunctions.has(lower) || pronouns.has(lower) || copulas.has(lower);

const opens = (lower: string): boolean => determiners.has(lower) || countOf(lower) !== undefined;

/** Whether a relation or a place begins here: "left of", "next to". */
const isPhrase = (sentence: Sentence, at: number): boolean =>
  [...relationPhrases, ...placePhrases].some(([phrase]) => matchAt(sentence, at, phrase) !== undefined);

/** Whether the word can go on a noun phrase that has begun. */
function isNominal(sentence: Sentence, at: number): boolean {
  const word = sentence.words[at];
  return (
    isWord(word) && !closes(word.lower) && !opens(word.lower) && !adverbs.has(word.lower) && !isPhrase(sentence, at)
  );
}

interface Opening {
  readonly determiner: NounPhrase['determiner'];
  readonly count: number | undefined;
  readonly next: number;
}

/** Determiners and numbers: "the two", "a couple of", "twelve". */
function readOpening(sentence: Sentence, at: number): Opening {
  let next = at;
  let determiner: Opening['determiner'] = 'none';
  for (const [phrase, count] of countPhrases) {
    const length = phrase.split(' ').length;
    const spoken = sentence.words.slice(at, at + length).map((word) => word.lower);
    if (spoken.join(' ') === phrase)
      return { determiner: count === 1 ? 'indefinite' : 'number', count, next: at + length };
  }
  for (; next < sentence.words.length; next++) {
    const lower = sentence.words[next]?.lower ?? '';
    const count = countOf(lower);
    if (count !== undefined) {
      const of = sentence.words[next + 1]?.lower === 'of' && sentence.words[next + 2]?.lower === 'the' ? 3 : 1;
      return { determiner: 'number', count, next: next + of };
    }
    if (!determiners.has(lower)) break;
    determiner = /^(?:an?|another|each|every|any)$/.test(lower) ? 'indefinite' : 'definite';
  }
  return { determiner, count: undefined, next };
}

/** Whether the word at `at` is the verb of the noun phrase read so far, not a part of it. */
function isVerb(sentence: Sentence, at: number, words: readonly Word[], opening: Opening, joined: boolean): boolean {
  const lower = sentence.words[at]?.lower ?? '';
  const verb = verbOf(lower);
  if (verb === undefined) return false;
  if (nounInIng(lower) && (words.length === 0 || !opens(sentence.words[at + 1]?.lower ?? ''))) return false;
  const goesOn = isNominal(sentence, at + 1);
  const last = words.at(-1)?.lower;
  if (last === undefined) {
    if (opening.determiner !== 'none') return false;
    return (verb.form === 'ing' || verb.form === 'ed') && !goesOn;
  }
  const hasNoun = nounInIng(last) || (!adjectives.has(last) && !['ing', 'ed'].includes(verbOf(last)?.form ?? ''));
  const isPlural = singularOf(last) !== undefined || (opening.count ?? 1) > 1;
  switch (verb.form) {
    case 'ing':
      if (!goesOn) return true;
      return hasNoun && (!attributiveInIng(lower) || has('person', singularOf(last) ?? last));
    case 'ed':
      return hasNoun && !goesOn;
    case 's':
      return hasNoun && !isPlural && (opening.count ?? 1) === 1;
    case 'base':
      return hasNoun && (isPlural || sameInPlural(last) || (joined && isCommonVerb(lower))) && !(goesOn && !isPlural);
  }
}

/** "a black and white cat", "a big, red ball": whether the word at `at` links two adjectives before a noun. */
function linksAdjectives(sentence: Sentence, at: number, words: readonly Word[]): boolean {
  const [link, next, after, last] = [0, 1, 2, 3].map((i) => sentence.words[at + i]?.lower ?? '');
  const isLink = (lower = ''): boolean => lower === 'and' || lower === ',' || lower === '&';
  const isAdjective = (lower = ''): boolean => adjectives.has(lower);
  if (!isLink(link) || !isAdjective(words.at(-1)?.lower) || !isAdjective(next)) return false;
  return isNominal(sentence, at + 2) || (isLink(after) && isAdjective(last));
}

/** Words of a name that are kept: the last ones, as the noun stands at the end. */
const longestName = 10;

/** Collects the words between determiner and end. */
function readBody(sentence: Sentence, opening: Opening, joined: boolean): Read<Word[]> {
  const words: Word[] = [];
  let at = opening.next;
  for (; at < sentence.words.length; at++) {
    const word = sentence.words[at];
    if (word === undefined) break;
    if (linksAdjectives(sentence, at, words)) {
      if (word.lower !== ',') words.push(word);
      continue;
    }
    if (!isWord(word) || closes(word.lower)) break;
    const attached = words.length === 0 && opening.determiner !== 'none' && isNominal(sentence, at + 1);
    if (adverbs.has(word.lower) || (/..ly$/.test(word.lower) && !notAdverbs.has(word.lower) && !attached)) {
      if (words.length > 0) break;
      if (!attached) {
        if (opening.determiner === 'none') break;
        continue;
      }
      if (/^(?:very|really|quite|rather|just|only)$/.test(word.lower)) continue;
    } else if (opens(word.lower) || isPhrase(sentence, at) || isVerb(sentence, at, words, opening, joined)) break;
    words.push(word);
  }
  return { value: words.slice(-longestName), next: at };
}

const typedBetween = (sentence: Sentence, from: number, to: number): string =>
  sentence.words
    .slice(from, to)
    .map((word) => word.text)
    .join(' ')
    .replace(/ ([,.;:!?)])/g, '$1');

/** "four wine glasses", not the ones to see with. */
const areVessels = (words: readonly Word[], { count = 1 }: Opening): boolean =>
  count > 1 || /^(?:wine|drinking|water|champagne|beer|shot|cocktail|empty|full)$/.test(words.at(-2)?.lower ?? '');

/** A sentence's first word loses its capital, a name keeps it. */
function isProper(sentence: Sentence, words: readonly Word[]): boolean {
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word.text));
  return capitals.length === words.length && (words.length > 1 || words[0] !== sentence.words[0]);
}

/**
 * Reads the noun phrase that begins at word `at`.
 * @param joined whether "and" came before it, so that a verb in the plural may follow
 * @returns undefined when none begins there; a phrase with an empty head for a lone number or determiner ("one", "the other")
 */
export function readNounPhrase(sentence: Sentence, at: number, joined = false): Read<NounPhrase> | undefined {
  const opening = readOpening(sentence, at);
  const { value: words, next } = readBody(sentence, opening, joined);
  const last = words.at(-1);
  if (last === undefined) {
    if (opening.next === at) return undefined;
    const typed = typedBetween(sentence, at, opening.next);
    return {
      value: {
        text: '',
        typed,
        determiner: opening.determiner,
        count: 1,
        plural: false,
        head: '',
        noun: '',
        modifiers: [],
        proper: false,
      },
      next: opening.next,
    };
  }
  const single = last.lower === 'glasses' && areVessels(words, opening) ? 'glass' : singularOf(last.lower);
  const modifiers = words.slice(0, -1);
  const many = (opening.count ?? 2) > 1;
  const head = many && single !== undefined && opening.determiner !== 'indefinite' ? single : last.lower;
  const first = words[0] === sentence.words[0] && !isProper(sentence, words);
  const texts = [...modifiers.map((word) => word.text), head === last.lower ? last.text : head];
  const phrase: NounPhrase = {
    text: (first ? [texts[0]?.toLowerCase(), ...texts.slice(1)] : texts).join(' '),
    typed: typedBetween(sentence, at, next),
    determiner: opening.determiner,
    count:
      has('pairOnly', last.lower) && /^a pair of/i.test(typedBetween(sentence, at, next))
        ? 1
        : (opening.count ?? (head === last.lower ? 1 : barePlural)),
    plural: (opening.count ?? 1) > 1 || head !== last.lower,
    head,
    noun: last.lower,
    modifiers: modifiers.map((word) => word.lower),
    proper: isProper(sentence, words) && head === last.lower,
  };
  return withComplement(sentence, { value: phrase, next }, at);
}

/** Adds "of coffee" to "cup"; a photo "of" something is the reader's business, as what it shows is the picture. */
function withComplement(sentence: Sentence, read: Read<NounPhrase>, at: number): Read<NounPhrase> {
  const { value: phrase, next } = read;
  if (sentence.words[next]?.lower !== 'of' || mediumNouns.has(phrase.head) || phrase.head === 'scene') return read;
  const inner = readNounPhrase(sentence, next + 1);
  if (inner === undefined || inner.value.head === '') return read;
  const typed = typedBetween(sentence, at, inner.next);
  if (has('group', phrase.head) && inner.value.determiner === 'number')
    return { value: { ...inner.value, typed }, next: inner.next };
  return {
    value: { ...phrase, text: `${phrase.text} of ${inner.value.typed}`, typed, proper: false },
    next: inner.next,
  };
}
