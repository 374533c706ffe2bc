/** A clause of a follow-up sentence, understood. Words for boxes are resolved later. */
export type Command =
  | { kind: 'add'; what: string }
  | { kind: 'remove'; what: string }
  | { kind: 'scale'; what: string; width: number; height: number }
  | { kind: 'shift'; what: string; x: number; y: number; unit: 'share' | 'pixels' }
  | { kind: 'go'; what: string; where: string }
  | { kind: 'beside'; what: string; relation: string; to: string; mayAdd: boolean }
  | { kind: 'swap'; one: string; other: string }
  | { kind: 'rename'; what: string; to: string }
  | { kind: 'colour'; what: string; adjective: string }
  | { kind: 'background'; to: string };

const please =
  /^(?:(?:please|now|and|then|also|could you|can you|would you|i want you to|i'd like you to|let's|just)\s+)+/;
const verbs =
  'add|put|place|insert|draw|include|remove|delete|erase|drop|take away|take out|get rid of|make|move|shift|bring|push|pull|swap|switch|exchange|rename|replace|change|turn|enlarge|shrink|scale|double|halve|center|centre|paint|color|colour|set|grow|reduce';

/** A follow-up sentence as clauses, each beginning with its verb. */
export function clausesOf(sentence: string): string[] {
  return sentence
    .replace(/[’ʼ]/g, "'")
    .replace(/\s+/g, ' ')
    .split(
      new RegExp(
        String.raw`\s*(?:[;!]|[.](?=\s|$)|,?\s+(?:and then|then)\s+|(?:,|\s+and)\s+(?=(?:${verbs})\b))\s*`,
        'i',
      ),
    )
    .map((clause) =>
      clause
        .trim()
        .toLowerCase()
        .replace(/[.!?,]+$/, '')
        .replace(please, ''),
    )
    .filter((clause) => clause !== '');
}

type Reader = (match: RegExpExecArray) => Command | null;

const size = String.raw`(?:(a (?:little )?bit|a little|slightly|somewhat|much|a lot|far|way|twice as|two times|three times)\s+)?(bigger|larger|big|large|smaller|small|tinier|wider|narrower|taller|higher|shorter)(?: (?:please|again))?(?: by (\d{1,3}) ?(?:%|percent))?`;
const relations = String.raw`((?:to the |on the )?left of|(?:to the |on the )?right of|left to|right to|above|over|below|under|underneath|beneath|next to|beside|near|close to|on top of|on|onto|in front of|behind|inside|into|in)`;
const side = String.raw`(?:(?:to|towards?|in|into|at|on) )?(?:the )?(?:far )?(top left|top right|bottom left|bottom right|upper left|upper right|lower left|lower right|left|right|top|bottom|center|centre|middle)(?: (?:side|edge|corner|half|of the (?:picture|image|canvas)))*`;
const move = '(?:move|shift|bring|push|pull|put|place|drag)';

/** Tried in this order; the first that fits is taken. */
const readers: readonly (readonly [RegExp, Reader])[] = [
  [
    /^(?:change|set|make|replace) the background (?:to|into|with|as|be)?\s*(.+)$/,
    ([, to = '']) => ({ kind: 'background', to }),
  ],
  [
    /^(?:make|scale) (.+?) (?:(\d{1,3}) ?(?:%|percent)) (bigger|larger|smaller|wider|narrower|taller|shorter)$/,
    ([, what = '', by = '', word = '']) => scale(what, [undefined, word, by]),
  ],
  [
    /^(?:set|put|place) (?:it|this|the scene|everything) (?:in|on|at) (an? .+)$/,
    ([, to = '']) => ({ kind: 'background', to }),
  ],
  [new RegExp(String.raw`^(?:make|scale|resize) (.+?) ${size}$`), ([, what = '', ...how]) => scale(what, how)],
  [
    new RegExp(String.raw`^(.+?) (?:should|must|could|has to|have to|needs to|need to) (?:be|get|become) ${size}$`),
    ([, what = '', ...how]) => scale(what, how),
  ],
  [
    /^(?:make|scale) (.+?) (twice|double|half|three times) (?:the|its|their|as) (?:size|big|large|wide|tall)$/,
    ([, what = '', times = '']) => both(what, times === 'half' ? 0.5 : times === 'three times' ? 3 : 2),
  ],
  [/^(?:double) (?:the size of )?(.+)$/, ([, what = '']) => both(what, 2)],
  [/^(?:halve) (?:the size of )?(.+)$/, ([, what = '']) => both(what, 0.5)],
  [
    /^(?:enlarge|grow|zoom in on) (.+?)(?: by (\d{1,3}) ?(?:%|percent))?$/,
    ([, what = '', by]) => scale(what, [undefined, 'bigger', by]),
  ],
  [
    /^(?:shrink|reduce) (?:the size of )?(.+?)(?: by (\d{1,3}) ?(?:%|percent))?$/,
    ([, what = '', by]) => scale(what, [undefined, 'smaller', by]),
  ],
  [
    /^(?:swap|switch|exchange) (?:the (?:places|positions) of )?(.+?) (?:and|with) (.+)$/,
    ([, one = '', other = '']) => ({ kind: 'swap', one, other }),
  ],
  [/^(?:rename|relabel|call) (.+?) (?:to|as|into) (.+)$/, ([, what = '', to = '']) => ({ kind: 'rename', what, to })],
  [/^(?:replace|substitute) (.+?) (?:with|by) (.+)$/, ([, what = '', to = '']) => ({ kind: 'rename', what, to })],
  [
    /^(?:change|turn|transform|make) (.+?) (?:to|into) (?!the (?:left|right|top|bottom|cent))(.+)$/,
    ([, what = '', to = '']) => rename(what, to),
  ],
  [
    /^(?:remove|delete|erase|drop|take away|take out|get rid of|lose) (.+)$/,
    ([, what = '']) => ({ kind: 'remove', what }),
  ],
  [/^(?:no|without) (?:more )?(.+)$/, ([, what = '']) => ({ kind: 'remove', what: `all ${what}` })],
  [
    new RegExp(
      String.raw`^${move} (.+?) (?:(a (?:little )?bit|a little|slightly|somewhat|further|much|a lot|far) )?(?:to the |further )?(left|right|up|upwards?|down|downwards?|higher|lower)(?: by (\d{1,4}) ?(%|percent|px|pixels?)?)?$`,
    ),
    shift,
  ],
  [new RegExp(String.raw`^${move} (.+?) ${side}$`), ([, what = '', where = '']) => ({ kind: 'go', what, where })],
  [/^(?:center|centre) (.+)$/, ([, what = '']) => ({ kind: 'go', what, where: 'center' })],
  [
    new RegExp(
      String.raw`^(?:move|shift|bring|push|pull|drag|(put|place)) (the .+?|all .+?|both .+?) ${relations} (.+)$`,
    ),
    ([, puts, what = '', relation = '', to = '']) => {
      return { kind: 'beside', what, relation, to, mayAdd: puts !== undefined };
    },
  ],
  [
    /^(?:add|put|place|insert|draw|include|i want|there should be|give me)(?: in)? (.+)$/,
    ([, what = '']) => ({ kind: 'add', what }),
  ],
  [/^(?:paint|colou?r) (.+) (\S+)$/, ([, what = '', adjective = '']) => ({ kind: 'colour', what, adjective })],
  [/^(?:make) (.+) (\S+)$/, ([, what = '', adjective = '']) => ({ kind: 'colour', what, adjective })],
];

/** What a clause asks for; null when it is none of the simple ones. */
export function commandOf(clause: string): Command | null {
  for (const [pattern, read] of readers) {
    const match = pattern.exec(clause);
    if (match !== null) return read(match);
  }
  return null;
}

const both = (what: string, factor: number): Command => ({ kind: 'scale', what, width: factor, height: factor });

function scale(what: string, [degree, word = '', percent]: readonly (string | undefined)[]): Command | null {
  if (/^(?:big|large|small)$/.test(word) && degree === undefined) return null; // "make a cat big" is no comparison
  const by = percent === undefined ? stepOf(degree) : 1 + Number(percent) / 100;
  const smaller = /^(?:small|tin|narrow|short)/.test(word);
  const factor = smaller ? (percent === undefined ? 1 / by : Math.max(0.05, 2 - by)) : by;
  if (/^(?:wid|narrow)/.test(word)) return { kind: 'scale', what, width: factor, height: 1 };
  if (/^(?:tall|high|short)/.test(word)) return { kind: 'scale', what, width: 1, height: factor };
  return both(what, factor);
}

function stepOf(degree: string | undefined): number {
  if (degree === undefined) return 1.25;
  if (/^(?:twice|two)/.test(degree)) return 2;
  if (degree.startsWith('three')) return 3;
  return /^(?:a (?:little|bit)|slightly|somewhat)/.test(degree) ? 1.1 : 1.6;
}

const rename = (what: string, to: string): Command => ({ kind: 'rename', what, to });

function shift([all = '', what = '', degree, way = '', amount, unit]: RegExpExecArray): Command {
  const isSide = new RegExp(`to the ${way}$`).test(all) && degree === undefined && amount === undefined;
  if (isSide) return { kind: 'go', what, where: way };
  const pixels = amount !== undefined && (unit === undefined || unit.startsWith('p') !== (unit === 'percent'));
  const length = amount === undefined ? shiftOf(degree) : pixels ? Number(amount) : Number(amount) / 100;
  const [x, y] = /^left/.test(way)
    ? [-1, 0]
    : /^right/.test(way)
      ? [1, 0]
      : /^(?:up|higher)/.test(way)
        ? [0, -1]
        : [0, 1];
  return { kind: 'shift', what, x: (x ?? 0) * length, y: (y ?? 0) * length, unit: pixels ? 'pixels' : 'share' };
}

function shiftOf(degree: string | undefined): number {
  if (degree === undefined || degree === 'further') return 0.15;
  return /^(?:a (?:little|bit)|slightly|somewhat)/.test(degree) ? 0.06 : 0.3;
}
