import type { Canvas, Rect } from '../../../preload/contract/layout.ts';
import { numberNamed, numberWords } from './number-words.ts';
import { pluralNoun } from './plural.ts';

/** What conversion needs of a layout; a `Layout` fits. */
export interface LayoutText {
  readonly canvas: Canvas;
  readonly background: string;
  /** Overall prompt of the user's own; null or blank derives it. */
  readonly overall: string | null;
  readonly boxes: readonly { readonly caption: string; readonly rect: Rect; readonly hidden?: boolean }[];
}

/** x0, y0, x1, y1 as shares of the canvas; may reach outside 0..1. */
export type NormalizedBox = readonly [number, number, number, number];

/** One box on its own. */
export interface BoxText {
  /** Prompt of the box's own pass: "{background} with {phrase}". */
  readonly prompt: string;
  readonly phrase: string;
  /** Last word of the phrase: what is recorded and segmented. */
  readonly word: string;
  readonly box: NormalizedBox;
  /** Place in `layout.boxes`. */
  readonly index: number;
}

/** All boxes of one caption, as the overall prompt names them. */
export interface PhraseText {
  readonly phrase: string;
  readonly word: string;
  readonly boxes: readonly NormalizedBox[];
  /** Places in `layout.boxes`. */
  readonly indices: readonly number[];
}

export interface LayoutTexts {
  /** Sorted by caption, then by place in the layout; the boxes of `phrases`, flattened, are in this order. */
  readonly boxes: readonly BoxText[];
  readonly phrases: readonly PhraseText[];
  /** Prompt of the whole picture. */
  readonly prompt: string;
  /** Visible boxes left out because they have no caption: places in `layout.boxes`. */
  readonly unnamed: readonly number[];
}

export type Compatibility = 'corrected' | 'reference';

function compareCodePoints(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((c, i) => c !== right[i]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}

const lastWord = (phrase: string): string => phrase.slice(phrase.lastIndexOf(' ') + 1);

/** The reference removes "an " and "a " wherever they stand, also inside words (quirk Q2). */
const countedByReference = (caption: string, count: number): string =>
  `${numberWords(count)} ${pluralNoun(caption.replaceAll('an ', '').replaceAll('a ', ''))}`;

/** "a cat" three times → "three cats"; "two chairs" twice → "four chairs". */
function counted(caption: string, count: number): string {
  const bare = caption.replace(/[.\s]+$/, '').replace(/^(?:an?|the)\s+/i, '');
  const [, first = '', rest = ''] = /^(\S+)\s+(.+)$/.exec(bare) ?? [];
  const each = numberNamed(first);
  if (each !== undefined && pluralNoun(rest) === rest) return `${numberWords(each * count)} ${rest}`;
  const things = bare.split(/\s+and\s+(?=an?\s)/i).map((thing) => pluralNoun(thing.replace(/^an?\s+/i, '')));
  return `${numberWords(count)} ${things.join(' and ')}`;
}

/**
 * Prompts, phrases and boxes that stage 2 works with (methods.md 2.2). Hidden boxes are left out.
 * 'corrected' trims captions and counts them as English does (quirks Q2, Q26); 'reference' reproduces the Python implementation.
 */
export function convertLayout(layout: LayoutText, compatibility: Compatibility = 'corrected'): LayoutTexts {
  const corrected = compatibility === 'corrected';
  const trim = (text: string): string => (corrected ? text.trim() : text);
  const background = trim(layout.background);
  const visible = layout.boxes
    .map(({ caption, rect, hidden }, index) => ({ phrase: trim(caption), rect, hidden, index }))
    .filter(({ hidden }) => !hidden);
  const named = corrected ? visible.filter(({ phrase }) => phrase !== '') : visible;
  const withBackground = (text: string): string => (background === '' ? text : `${background} with ${text}`);

  const boxes = named
    .toSorted((a, b) => compareCodePoints(a.phrase, b.phrase))
    .map(({ phrase, rect, index }): BoxText => {
      const box = normalize(rect, layout.canvas);
      return { prompt: withBackground(phrase), phrase, word: lastWord(phrase), box, index };
    });
  const phrases = [...Map.groupBy(boxes, ({ phrase }) => phrase)].map(([caption, members]): PhraseText => {
    const count = corrected ? counted : countedByReference;
    const phrase = members.length === 1 ? caption : count(caption, members.length);
    return {
      phrase,
      word: lastWord(phrase),
      boxes: members.map(({ box }) => box),
      indices: members.map(({ index }) => index),
    };
  });
  const list = phrases.map(({ phrase }) => phrase).join(', ');
  const derived = list === '' ? background : withBackground(list);
  const own = layout.overall?.trim() ?? '';
  return {
    boxes,
    phrases,
    prompt: own === '' ? derived : own,
    unnamed: visible.filter((v) => !named.includes(v)).map(({ index }) => index),
  };
}

export const normalize = ({ x, y, width, height }: Rect, canvas: Canvas): NormalizedBox => {
  const [x0, y0] = [x / canvas.width, y / canvas.height];
  return [x0, y0, x0 + width / canvas.width, y0 + height / canvas.height];
};
