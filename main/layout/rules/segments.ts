import { adverbs, conjunctions, copulas, prepositions, pronouns, request } from './lexicon/function-words.ts';
import type { Place, SpokenRelation } from './lexicon/relation-phrases.ts';
import { exclusions, longPrepositions, ofPicture, placePhrases, relationPhrases } from './lexicon/relation-phrases.ts';
import type { Verb } from './lexicon/verbs.ts';
import { verbOf } from './lexicon/verbs.ts';
import type { NounPhrase } from './noun-phrase.ts';
import { readNounPhrase } from './noun-phrase.ts';
import type { Read, Sentence } from './words.ts';
import { matchAt } from './words.ts';

/** What a sentence is made of, once its words are grouped. */
export type Segment =
  | { readonly type: 'noun'; readonly phrase: NounPhrase }
  | { readonly type: 'pronoun'; readonly text: string }
  | { readonly type: 'relation'; readonly kind: SpokenRelation; readonly text: string }
  | { readonly type: 'place'; readonly place: Place; readonly text: string }
  | { readonly type: 'exclusion' }
  | { readonly type: 'preposition'; readonly text: string }
  | { readonly type: 'verb'; readonly verb: Verb; readonly text: string }
  | { readonly type: 'copula' }
  | { readonly type: 'and'; readonly text: string }
  | { readonly type: 'comma' }
  | { readonly type: 'clause' } // "while", "that": what follows has its own subject or verb
  | { readonly type: 'stop' };

/** Groups the words of a sentence. Words that say nothing about boxes are left out. */
export function toSegments(sentence: Sentence): Segment[] {
  const segments: Segment[] = [];
  const asked = request.exec(sentence.lower)?.[0].trim() ?? '';
  for (let at = asked === '' ? 0 : asked.split(' ').length; at < sentence.words.length;) {
    const read = readPhrase(sentence, at) ?? readWord(sentence, at, segments.at(-1));
    if (read?.value) segments.push(read.value);
    at = read?.next ?? at + 1;
  }
  return segments;
}

/** Phrases of fixed wording. */
function readPhrase(sentence: Sentence, at: number): Read<Segment> | undefined {
  for (const exclusion of exclusions) {
    const found = matchAt(sentence, at, exclusion);
    if (found) return { value: { type: 'exclusion' }, next: found.next };
  }
  const place = readPlace(sentence, at);
  const picture = place && matchAt(sentence, place.next, ofPicture);
  if (picture) return { value: place.value, next: picture.next };
  const long = matchAt(sentence, at, longPrepositions);
  if (long) return { value: { type: 'preposition', text: long.match[0] }, next: long.next };
  for (const [phrase, kind] of relationPhrases) {
    const found = matchAt(sentence, at, phrase);
    if (found) return { value: { type: 'relation', kind, text: found.match[0] }, next: found.next };
  }
  return place;
}

function readPlace(sentence: Sentence, at: number): Read<Segment> | undefined {
  for (const [phrase, placeOf] of placePhrases) {
    const found = matchAt(sentence, at, phrase);
    if (found) return { value: { type: 'place', place: placeOf(found.match), text: found.match[0] }, next: found.next };
  }
  return undefined;
}

const textOf = (sentence: Sentence, from: number, to: number): string =>
  sentence.words
    .slice(from, to)
    .map((word) => word.lower)
    .join(' ');

const joints = new Set(['and', 'or', 'nor', 'plus', '&']);

function readWord(sentence: Sentence, at: number, before: Segment | undefined): Read<Segment | null> | undefined {
  const lower = sentence.words[at]?.lower ?? '';
  const one = (value: Segment | null): Read<Segment | null> => ({ value, next: at + 1 });
  if (lower === ',' || lower === '(' || lower === ')') return one({ type: 'comma' });
  if (/^[;:.!?]$/.test(lower)) return one({ type: 'stop' });
  if (joints.has(lower)) return one({ type: 'and', text: lower });
  if (conjunctions.has(lower)) return one({ type: 'clause' });
  if (copulas.has(lower)) return one({ type: 'copula' });
  if (prepositions.has(lower)) return one({ type: 'preposition', text: lower });
  const verb = verbOf(lower);
  const afterNoun = before?.type === 'noun' || before?.type === 'pronoun';
  if (verb !== undefined && (afterNoun || verb.form === 'ing' || verb.form === 'ed')) {
    const phrase = afterNoun ? undefined : readNounPhrase(sentence, at);
    if (!phrase?.value) return one({ type: 'verb', verb, text: lower });
  }
  const read = readNounPhrase(sentence, at, before?.type === 'and');
  if (read !== undefined) {
    const { value: phrase, next } = read;
    return {
      value: phrase === null ? { type: 'pronoun', text: textOf(sentence, at, next) } : { type: 'noun', phrase },
      next,
    };
  }
  if (pronouns.has(lower)) return one({ type: 'pronoun', text: lower });
  if (adverbs.has(lower)) return one(null);
  return undefined;
}
