import { pictureNouns } from './scene-words.ts';

/** How two things stand to each other. The first named is the subject: subject left of object. */
export type RelationKind =
  | 'left-of'
  | 'right-of'
  | 'above'
  | 'below'
  | 'on'
  | 'inside'
  | 'in-front-of'
  | 'behind'
  | 'beside'
  | 'between'
  | 'around'
  | 'riding'
  | 'holding';

/** Relations as a sentence puts them: the added ones say others from the other side. */
export type SpokenRelation = RelationKind | 'surrounded-by' | 'carrying' | 'containing' | 'ridden-by';

/** Where in the picture something is. */
export interface Place {
  readonly column?: 'left' | 'centre' | 'right';
  readonly row?: 'top' | 'middle' | 'bottom';
}

/** Matches only at `lastIndex`, and whole words: all words of a sentence stand between blanks. */
const sticky = (source: string): RegExp => new RegExp(`(?:${source})(?= |$)`, 'y');

const adverb = '(?:(?:directly|right|just|slightly|immediately|exactly|close|high|up|high up) )?';
const side = '(?:(?: |-)?hand)?(?: side| half| part| edge| end| wall)?';
const at = '(?:on|to|at|in|towards?) (?:the |its |his |her )?(?:far |very |extreme |immediate |direct )?';
const corner = '(?: corner| quarter| area)?';

/** Tried in this order; the first that fits is taken. */
export const relationPhrases: readonly (readonly [RegExp, SpokenRelation])[] = [
  [sticky(`${adverb}(?:${at})?left${side} of`), 'left-of'],
  [sticky(`${adverb}(?:${at})?right${side} of`), 'right-of'],
  [sticky('(?:on|at|to) (?:each|either|every|both) sides? of'), 'around'],
  [sticky(`${adverb}(?:in )?between|in the middle between`), 'between'],
  [sticky(`${adverb}in front of`), 'in-front-of'],
  [sticky(`${adverb}(?:behind|at the back of|in back of)`), 'behind'],
  [sticky(`${adverb}(?:on (?:the )?top of|at the top of|on the surface of|atop(?: of)?|upon|onto)`), 'on'],
  [sticky(`${adverb}(?:above|over the top of|over)`), 'above'],
  [sticky(`${adverb}(?:below|underneath|beneath|under|at the (?:bottom|foot|base) of)`), 'below'],
  [
    sticky(
      `${adverb}(?:next to|beside|alongside(?: of)?|adjacent to|(?:close|near) to|near(?:by)?|(?:by|at) the side of|across from|opposite(?: to| of)?|along with|together with|accompanied by|against)`,
    ),
    'beside',
  ],
  [sticky(`(?:surrounded|encircled|flanked|framed|bordered) by|amongst?|amidst?`), 'surrounded-by'],
  [sticky(`inside(?: of)?|within`), 'inside'],
  [sticky(`(?:all )?around|surrounding|encircling`), 'around'],
];

const columnOf = (word = ''): Place => ({ column: word === 'left' ? 'left' : 'right' });
const rowOf = (word = ''): Place => ({ row: word === 'top' || word === 'upper' ? 'top' : 'bottom' });

/** Where in the picture, with what the match says. The same words before "of" and a thing are relations: "on the left of the car". */
export const placePhrases: readonly (readonly [RegExp, (match: RegExpExecArray) => Place])[] = [
  [
    sticky(`${at}(top|upper|bottom|lower)(?: |-)?(left|right)${side}${corner}`),
    ([, row, column]) => ({ ...rowOf(row), ...columnOf(column) }),
  ],
  [
    sticky(`${at}(left|right)(?: |-)?(top|upper|bottom|lower)${corner}`),
    ([, column, row]) => ({ ...rowOf(row), ...columnOf(column) }),
  ],
  [sticky(`${at}(left|right)${side}(?: corner| third)?`), ([, column]) => columnOf(column)],
  [sticky(`${at}(top|bottom|upper|lower)${side}`), ([, row]) => rowOf(row)],
  [
    sticky('(?:the |its )?(left|right) (?:half|side|part) (?:shows?|has|is|contains|depicts|features)'),
    ([, column]) => columnOf(column),
  ],
  [
    sticky('(?:in|at|on) (?:the )?(?:very |exact )?(?:middle|center|centre)'),
    () => ({ column: 'centre', row: 'middle' }),
  ],
  [sticky('(?:in|at) the foreground'), () => ({ row: 'bottom' })],
  [sticky('(?:in|at) the (?:far )?(?:background|distance)|far away'), () => ({ row: 'top' })],
  [sticky('(?:(?:high )?(?:up )?in|across|through) the (?:air|sky)|overhead'), () => ({ row: 'top' })],
];

/** Makes a place of words that could begin a relation: "on the left of the picture". */
export const ofPicture = sticky(
  `(?:of|in|on) (?:the |this |that |an? |your |my )?(?:whole |entire )?(?:${pictureNouns})`,
);

/** Prepositions of several words; what follows decides what they mean. */
export const longPrepositions = sticky(
  '(?:in|at|on) the (?:middle|center|centre|edge|side|corner|end|shore|banks?|shade) of|out of|because of|made (?:out )?of|full of|in the style of|inspired by|such as',
);

/** What excludes: everything named after these goes to the negative prompt. */
export const exclusions: readonly RegExp[] = [
  sticky(
    '(?:but |and |with )?(?:without|not a single|devoid of|free of|free from|empty of|excluding|except for|except|lacking|minus|instead of|not (?:containing|including|showing))(?: any| a single)?',
  ),
  sticky("(?:but |and |with |has |have |there (?:is|are) |there's )?(?:absolutely )?(?:no(?! one)|zero|0)"),
];
