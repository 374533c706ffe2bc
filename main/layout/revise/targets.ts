import type { Box, Layout } from '../../../preload/contract/layout.ts';
import { area, centre, visible } from '../geometry/rects.ts';
import { wordsOf } from '../lint/wishes.ts';
import { singularOf } from '../rules/singular.ts';

/** Boxes that some words mean. */
export interface Target {
  boxes: Box[];
  /** More fit than were taken: the words mean one of several. */
  ambiguous: boolean;
}

const everything =
  /^(?:all )?(?:of )?(?:the |these |those )?(?:boxes|objects|things|items|everything|all|them|it all|every ?(?:box|object|thing))$/;
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const sideWords =
  /\s*(?:,\s*)?(?:that is |which is )?(?:on|at|in) the (?:far )?(left|right|top|bottom|middle|center|centre)(?: side)?$/;
const pickWords =
  /^(leftmost|rightmost|topmost|left|right|top|upper|bottom|lower|middle|central|biggest|largest|smallest|last|other|\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\s+(?:one of the )?/;

/** The visible boxes that words such as "the second cat" or "both dogs" mean; null when none fits. Boxes count from left to right. */
export function findTarget(layout: Layout, words: string): Target | null {
  const text = words.toLowerCase().trim();
  if (everything.test(text)) return some(visible(layout), false);
  const side = sideWords.exec(text)?.[1];
  const plain = text
    .replace(sideWords, '')
    .replace(/^(?:(all|both|every|each)(?: of)?|)\s*(?:the|that|this|these|those|my|an?|one)?\s+/, '$1 ')
    .trim();
  const all = /^(?:all|both|every|each)\b/.exec(plain) !== null;
  const rest = plain.replace(/^(?:all|both|every|each)\s*/, '');
  const pick = pickWords.exec(rest)?.[1] ?? side;
  const noun = rest.replace(pickWords, '').trim();
  const fitting = named(visible(layout), noun);
  if (fitting.length === 0) return pick === undefined ? null : some(named(visible(layout), rest), false);
  if (all) return some(fitting, false);
  if (pick !== undefined) return some(picked(fitting, pick, layout), false);
  const plural = noun.split(' ').some((word) => singularOf(word) !== undefined);
  return plural || fitting.length === 1 ? some(fitting, false) : some(fitting.slice(0, 1), true);
}

const some = (boxes: Box[], ambiguous: boolean): Target | null => (boxes.length === 0 ? null : { boxes, ambiguous });

/** From left to right. Captions that hold all words; where there are none, those that hold the last, the noun. */
function named(boxes: readonly Box[], noun: string): Box[] {
  const words = noun.split(/\s+/).map((word) => singularOf(word) ?? word);
  if (/^(?:box|one|object|thing)$/.test(noun)) return inOrder(boxes);
  const last = words.at(-1) ?? '';
  if (last === '') return [];
  const holding = (wanted: readonly string[]): Box[] =>
    boxes.filter(({ caption }) => {
      const own = wordsOf(caption);
      return wanted.every((word) => own.has(word));
    });
  const exact = holding(words);
  return inOrder(exact.length > 0 || words.length > 1 ? exact : holding([last]));
}

const inOrder = (boxes: readonly Box[]): Box[] => boxes.toSorted((a, b) => centre(a.rect).x - centre(b.rect).x);

function picked(boxes: readonly Box[], pick: string, { canvas }: Layout): Box[] {
  const by = (value: (box: Box) => number): Box[] => boxes.toSorted((a, b) => value(a) - value(b)).slice(0, 1);
  switch (pick) {
    case 'left':
    case 'leftmost':
    case 'first':
      return boxes.slice(0, 1);
    case 'right':
    case 'rightmost':
    case 'last':
    case 'other':
      return boxes.slice(-1);
    case 'top':
    case 'topmost':
    case 'upper':
      return by(({ rect }) => centre(rect).y);
    case 'bottom':
    case 'lower':
      return by(({ rect }) => -centre(rect).y);
    case 'biggest':
    case 'largest':
      return by(({ rect }) => -area(rect));
    case 'smallest':
      return by(({ rect }) => area(rect));
    case 'middle':
    case 'central':
    case 'center':
    case 'centre':
      return by(({ rect }) => Math.abs(centre(rect).x - canvas.width / 2));
    default: {
      const index = /^\d/.test(pick) ? Number.parseInt(pick, 10) - 1 : ordinals.indexOf(pick);
      return boxes.slice(index, index + 1);
    }
  }
}
