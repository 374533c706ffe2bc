import { adjectives } from './lexicon/adjectives.ts';
import { adverbs, conjunctions, copulas, notAdverbs, prepositions, pronouns } from './lexicon/function-words.ts';
import { exclusions, placePhrases, relationPhrases } from './lexicon/relation-phrases.ts';
import { has } from './lexicon/traits.ts';
import { attributiveInIng, isCommonVerb, nounInIng, verbOf } from './lexicon/verbs.ts';
import type { Opening } from './opening.ts';
import { opens } from './opening.ts';
import { sameInPlural, singularOf } from './singular.ts';
import type { Read, Sentence, Word } from './words.ts';
import { matchAt } from './words.ts';

const isWord = (word: Word | undefined): word is Word => word !== undefined && /^[\p{L}\p{N}]/u.test(word.lower);

/** Words that end a noun phrase wherever they stand. */
const closes = (lower: string): boolean =>
  prepositions.has(lower) || conjunctions.has(lower) || pronouns.has(lower) || copulas.has(lower);

const phrases: readonly RegExp[] = [...[...relationPhrases, ...placePhrases].map(([phrase]) => phrase), ...exclusions];

/** Whether a relation, a place or an exclusion begins here: "left of", "on the left", "free of". */
const isPhrase = (sentence: Sentence, at: number): boolean =>
  phrases.some((phrase) => matchAt(sentence, at, phrase) !== undefined);

/** Whether the word can go on a noun phrase that has begun. */
function isNominal(sentence: Sentence, at: number): boolean {
  const word = sentence.words[at];
  return (
    isWord(word) && !closes(word.lower) && !opens(word.lower) && !adverbs.has(word.lower) && !isPhrase(sentence, at)
  );
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
    const takesObject = ['wear', 'hold', 'ride', 'toward'].includes(verb.kind) && !attributiveInIng(lower);
    return (verb.form === 'ing' && (!goesOn || takesObject)) || (verb.form === 'ed' && !goesOn);
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
export function readBody(sentence: Sentence, opening: Opening, joined: boolean): Read<Word[]> {
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
