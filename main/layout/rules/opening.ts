import { countOf, countPhrases } from './lexicon/counts.ts';
import { determiners } from './lexicon/function-words.ts';
import type { Sentence } from './words.ts';

/** How a noun phrase begins. */
export interface Opening {
  readonly determiner: 'indefinite' | 'definite' | 'number' | 'none';
  readonly count: number | undefined;
  /** In lower case: "the two", "a pair of". */
  readonly text: string;
  /** Index of the word after it. */
  readonly next: number;
}

/** Determiners and numbers: "the two", "a couple of", "twelve". */
export function readOpening(sentence: Sentence, at: number): Opening {
  const textUntil = (next: number): string =>
    sentence.words
      .slice(at, next)
      .map((word) => word.lower)
      .join(' ');
  for (const [text, count] of countPhrases) {
    const next = at + text.split(' ').length;
    if (textUntil(next) === text) return { determiner: count === 1 ? 'indefinite' : 'number', count, text, next };
  }
  let determiner: Opening['determiner'] = 'none';
  let next = at;
  for (; next < sentence.words.length; next++) {
    const lower = sentence.words[next]?.lower ?? '';
    const count = countOf(lower);
    if (count !== undefined) {
      const end = textUntil(next + 3).endsWith(' of the') ? next + 3 : next + 1; // "two of the cats"
      return { determiner: 'number', count, text: textUntil(next + 1), next: end };
    }
    if (!determiners.has(lower)) break;
    determiner = /^(?:an?|another|each|every|any)$/.test(lower) ? 'indefinite' : 'definite';
  }
  return { determiner, count: undefined, text: textUntil(next), next };
}

/** Whether a word can begin a noun phrase only. */
export const opens = (lower: string): boolean => determiners.has(lower) || countOf(lower) !== undefined;
