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

/** Relations as a sentence puts them: the last three are others seen from the other side. */
export type SpokenRelation = RelationKind | 'surrounded-by' | 'carrying' | 'containing';

/** Where in the picture something is. */
export interface Place {
  readonly column?: 'left' | 'centre' | 'right';
  readonly row?: 'top' | 'middle' | 'bottom';
}

/** Matches only at `lastIndex`, and whole words. */
const sticky = (source: string): RegExp => new RegExp(`(?:${source})(?![\\p{L}\\p{N}'-])`, 'uy');

const adverb = '(?:(?:directly|right|just|slightly|immediately|exactly|close|high|up|high up) )?';
const side = '(?:(?: |-)?hand)?(?: side| half| part| edge| end)?';
const at = '(?:on|to|at|in|towards?) (?:the |its |his |her )?(?:far |very |extreme |immediate |direct )?';
const corner = '(?: corner| quarter| area)?';

/** Tried in this order; the first that fits is taken. */
export const relationPhrases: readonly (readonly [RegExp, SpokenRelation])[] = [
  [sticky(`${adverb}(?:${at})?left${side} of`), 'left-of'],
  [sticky(`${adverb}(?:${at})?right${side} of`), 'right-of'],
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
  [sticky(`surrounded by|encircled by|amongst?|amidst?`), 'surrounded-by'],
  [sticky(`inside(?: of)?|within`), 'inside'],
  [sticky(`(?:all )?around|surrounding|encircling`), 'around'],
];

type PlaceOf = (match: RegExpExecArray) => Place;
const columnOf = (word = ''): Place => ({ column: word === 'left' ? 'left' : 'right' });
const rowOf = (word = ''): Place => ({ row: word === 'top' || word === 'upper' ? 'top' : 'bottom' });

const places: readonly (readonly [string, PlaceOf])[] = [
  [
    `${at}(top|upper|bottom|lower)(?: |-)?(left|right)${side}${corner}`,
    ([, row, column]) => ({ ...rowOf(row), ...columnOf(column) }),
  ],
  [
    `${at}(left|right)(?: |-)?(top|upper|bottom|lower)${corner}`,
    ([, column, row]) => ({ ...rowOf(row), ...columnOf(column) }),
  ],
  [`${at}(left|right)${side}(?: corner| third)?`, ([, column]) => columnOf(column)],
  [`${at}(top|bottom|upper|lower)${side}`, ([, row]) => rowOf(row)],
  [
    `(?:in|at|on) (?:the )?(?:very |exact )?(?:middle|center|centre)(?! of| between)`,
    () => ({ column: 'centre', row: 'middle' }),
  ],
  [`(?:in|at) the foreground`, () => ({ row: 'bottom' })],
  [`(?:in|at) the (?:far )?(?:background|distance)|far away`, () => ({ row: 'top' })],
  [`(?:(?:high )?(?:up )?in|across|through) the (?:air|sky)|overhead`, () => ({ row: 'top' })],
];
const picture = `(?:of|in|on) (?:the |this |that |an? |your |my )?(?:whole |entire )?(?:${pictureNouns})`;

/** Tried before the relations: "on the left of the picture". */
export const picturePlaces: readonly (readonly [RegExp, PlaceOf])[] = [
  [
    sticky(`(?:in|at|on) (?:the )?(?:very |exact )?(?:middle|center|centre) ${picture}`),
    () => ({ column: 'centre', row: 'middle' }),
  ],
  ...places.map(([source, place]): [RegExp, PlaceOf] => [sticky(`(?:${source}) ${picture}`), place]),
];
/** Tried after the relations: "on the left". */
export const barePlaces = places.map(([source, place]): readonly [RegExp, PlaceOf] => [sticky(source), place]);

/** Prepositions of several words; what follows decides what they mean. */
export const longPrepositions = sticky(
  '(?:in|at|on) the (?:middle|center|centre|edge|side|corner|end|shore|banks?|shade) of|out of|because of|made (?:out )?of|full of|in the style of|inspired by|such as',
);

/** What excludes: everything named after these goes to the negative prompt. */
export const exclusions: readonly RegExp[] = [
  sticky(
    '(?:but |and |with )?(?:without|not a single|devoid of|free of|free from|empty of|excluding|except for|except|lacking|minus|instead of|not (?:containing|including|showing))(?: any| a single)?',
  ),
  sticky("(?:but |and |with |has |have |there (?:is|are) |there's )?(?:absolutely )?no(?! one)"),
];
