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
export function captionOf(thing: Thing): string {
  const caption = named(thing) + thing.suffix;
  const cut = Array.from(caption).slice(0, longest).join('');
  return cut === caption ? caption : cut.replace(/ [^ ]*$/, '');
}

/** Longer captions would not leave a text encoder room for the background. */
const longest = 120;

function named({ phrase, actions }: Thing): string {
  if (isCrowd(phrase)) return phrase.typed;
  const text = [...actions, phrase.text].join(' ');
  if (phrase.proper) return phrase.determiner === 'definite' ? `the ${text}` : text;
  if (phrase.determiner === 'definite' && phrase.text.includes(' of ')) return `the ${text}`;
  if (has('pairOnly', phrase.head)) return `a pair of ${text}`;
  if (phrase.determiner === 'none' && takesNoArticle(phrase)) return text;
  const article =
    actions.length === 0 && phrase.determiner === 'indefinite'
      ? /^(an?) /i.exec(phrase.typed)?.[1]?.toLowerCase()
      : undefined;
  return article === undefined ? withArticle(text) : `${article} ${text}`;
}

/** Mass nouns, and what is no English noun phrase. */
const takesNoArticle = ({ head, modifiers }: NounPhrase): boolean =>
  massNouns.has(head) || modifiers.length > 2 || !/[a-z]/.test(head);
