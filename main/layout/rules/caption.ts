import { withArticle } from './article.ts';
import { massNouns } from './lexicon/scene-words.ts';
import { has } from './lexicon/traits.ts';
import type { NounPhrase } from './noun-phrase.ts';
import type { Thing } from './scene.ts';

/** More boxes than these would be too small to draw. */
export const mostBoxes = 40;

/** Counts beyond this are drawn as one crowd: "a hundred sheep". */
const mostAlike = mostBoxes;

export const isCrowd = (phrase: NounPhrase): boolean => phrase.count > mostAlike;

/** How many boxes a thing gets. */
export const boxesOf = ({ phrase }: Thing): number => (isCrowd(phrase) ? 1 : Math.max(1, phrase.count));

/** The caption of each box of a thing, with its article: "a red car". */
export function captionOf({ phrase, actions, suffix }: Thing): string {
  if (isCrowd(phrase)) return `${phrase.typed}${suffix}`;
  const text = [...actions, phrase.text].join(' ');
  if (phrase.proper) return `${phrase.determiner === 'definite' ? 'the ' : ''}${text}${suffix}`;
  if (has('pairOnly', phrase.head)) return `a pair of ${text}${suffix}`;
  if (phrase.determiner === 'none' && massNouns.has(phrase.head)) return `${text}${suffix}`;
  const article =
    actions.length === 0 && phrase.determiner === 'indefinite'
      ? /^(an?) /i.exec(phrase.typed)?.[1]?.toLowerCase()
      : undefined;
  return `${article === undefined ? withArticle(text) : `${article} ${text}`}${suffix}`;
}
