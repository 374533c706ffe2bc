import { adjectives } from './lexicon/adjectives.ts';
import { sizeKnown } from './lexicon/sizes.ts';
import type { NounPhrase } from './noun-phrase.ts';
import type { Segment } from './segments.ts';

/**
 * Gives nouns to phrases that go without: "two parrots, one red and one blue" are a red parrot and a blue parrot, "two trees, one on the left and the
 * other on the right" are two trees with a place each, and "a red, a green and a blue ball" are three balls. "A cat on each side of a door" are two cats.
 */
export function completeEllipses(segments: readonly Segment[]): Segment[] {
  return takenFromAfter(takenFromBefore(onBothSides(segments)));
}

/** "a red" without a noun, or "one". */
function isOne(segment: Segment): boolean {
  if (segment.type === 'pronoun') return /^(?:one|the other|another)$/.test(segment.text);
  return segment.type === 'noun' && isBareAdjective(segment.phrase);
}

const isBareAdjective = ({ head, modifiers, count, determiner }: NounPhrase): boolean =>
  count === 1 &&
  modifiers.every((word) => adjectives.has(word)) &&
  !(modifiers.length > 0 && /^(?:square|oval)$/.test(head)) && // "a red square"
  (determiner === 'number' || determiner === 'indefinite') &&
  adjectives.has(head) &&
  !sizeKnown(head);

/** The noun with other adjectives: "ball" and "red" → "red ball". */
function oneOf(phrase: NounPhrase, segment: Segment): NounPhrase {
  const adjective = segment.type === 'noun' ? [segment.phrase.text] : phrase.modifiers;
  const rest = phrase.text.split(' ').slice(phrase.modifiers.length);
  return {
    ...phrase,
    text: [...adjective, ...rest].join(' '),
    typed: [...adjective, ...rest].join(' '),
    determiner: 'none',
    count: 1,
    plural: false,
    modifiers: adjective,
  };
}

const onBothSides = (segments: readonly Segment[]): Segment[] =>
  segments.map((segment, i) => {
    const next = segments[i + 1];
    const isDoubled = next?.type === 'relation' && /^\S+ (?:each|either|every|both) /.test(next.text);
    if (segment.type !== 'noun' || segment.phrase.count !== 1 || !isDoubled) return segment;
    return { type: 'noun', phrase: { ...segment.phrase, count: 2 } };
  });

function takenFromBefore(segments: readonly Segment[]): Segment[] {
  const done: (Segment | null)[] = [];
  let many: { at: number; phrase: NounPhrase } | null = null;
  for (const segment of segments) {
    const isMore = segment.type === 'pronoun' && segment.text === 'one' && isFilled(done.at(-1), many?.phrase);
    if (isMore) continue; // the "one" of "a red one"
    if (many !== null && many.phrase.count > 0 && isOne(segment)) {
      const rest: NounPhrase = { ...many.phrase, count: many.phrase.count - 1 };
      done[many.at] = rest.count > 0 ? { type: 'noun', phrase: rest } : null;
      done.push({ type: 'noun', phrase: oneOf(many.phrase, segment) });
      many = { at: many.at, phrase: rest };
      continue;
    }
    if (segment.type === 'noun' && segment.phrase.count > 1) many = { at: done.length, phrase: segment.phrase };
    done.push(segment);
  }
  return done.filter((segment) => segment !== null);
}

const isFilled = (segment: Segment | null | undefined, many: NounPhrase | undefined): boolean =>
  segment?.type === 'noun' && segment.phrase.head === many?.head && segment.phrase.typed === segment.phrase.text;

function takenFromAfter(segments: readonly Segment[]): Segment[] {
  return segments.map((segment, i) => {
    if (segment.type !== 'noun' || !isBareAdjective(segment.phrase)) return segment;
    const next = segments.slice(i + 1).find(({ type }) => type !== 'and' && type !== 'comma');
    const noun = segments.slice(i + 1).find((later) => later.type === 'noun' && !isBareAdjective(later.phrase));
    if (next?.type !== 'noun' || noun?.type !== 'noun' || noun.phrase.modifiers.length === 0) return segment;
    return { type: 'noun', phrase: oneOf(noun.phrase, segment) };
  });
}
