import { describe, expect, test } from 'vitest';
import { AppError } from '../../../preload/contract/errors.ts';
import type { ParsedAnswer } from '../../../main/layout/parse/parse-answer.ts';
import { parseAnswer } from '../../../main/layout/parse/parse-answer.ts';
import { realAnswers, seeded } from './samples.ts';

const kinds = ['empty', 'no_layout', 'bad_list', 'no_valid_boxes'];

/** Parses and checks what a caller relies on whatever the text is. */
function parseAnything(text: string): ParsedAnswer | string {
  try {
    const answer = parseAnswer(text);
    for (const { name, box } of answer.boxes) {
      if (name === '' || box.length !== 4 || !box.every(Number.isFinite)) throw new Error(`bad box in ${text}`);
    }
    return answer;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'layout_unreadable') throw error;
    expect(kinds).toContain(error.detail);
    return error.detail ?? '';
  }
}

/** Pieces that break readers: quotes, brackets, headings, escapes, tags, numbers beyond measure. */
const pieces = [
  ...'\'"`’“”[](){}<>,:;=|\\#*-+.%/?!&\n\r\t \u0000\u00A0\u200B\uFEFF（］，：－１\uD83D',
  ...['\n\n', 'Background prompt:', 'Negative prompt:', 'Objects:', 'Caption:', '<think>', '</think>', '```', '...'],
  ...[
    'null',
    'NaN',
    '1e999',
    '-',
    '0x',
    '\\u',
    '\\x4',
    '&#39;',
    '&lt;',
    '<br>',
    '{"objects":',
    '"box":',
    '|---|',
    'px',
  ],
];

function mutate(text: string, random: () => number): string {
  const at = (): number => Math.floor(random() * (text.length + 1));
  const piece = pieces[Math.floor(random() * pieces.length)] ?? '';
  const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number];
  const near = Math.min(to, from + 1 + Math.floor(random() * 12));
  switch (Math.floor(random() * 7)) {
    case 0:
      return text.slice(0, from) + text.slice(near);
    case 1:
      return text.slice(0, from) + piece + text.slice(from);
    case 2:
      return text.slice(0, from) + piece + text.slice(near);
    case 3:
      return text.slice(0, to) + text.slice(from);
    case 4:
      return text.slice(0, from);
    case 5:
      return text.slice(from, to) + text.slice(0, from) + text.slice(to);
    default:
      return text.replaceAll(text.charAt(from) || ' ', piece);
  }
}

test('100,000 damaged answers give finite boxes or a readable error, and nothing else', () => {
  const random = seeded(20_230_526);
  let read = 0;
  for (let round = 0; round < 100_000; round++) {
    let text = realAnswers[round % realAnswers.length] ?? '';
    for (let count = 1 + Math.floor(random() * 6); count > 0; count--) text = mutate(text, random);
    if (typeof parseAnything(text) !== 'string') read++;
  }
  expect(read).toBeGreaterThan(50_000);
}, 600_000); // half a minute of work, on a machine that does nothing else

describe('long answers', () => {
  const fill = (piece: string, length = 200_000): string => piece.repeat(Math.ceil(length / piece.length));
  const canonical = (list: string): string => `Objects: ${list}\nBackground prompt: A park\nNegative prompt: cars`;

  test('a megabyte of boxes is read whole', () => {
    const answer = parseAnswer(canonical(`[${fill("('a red car', [1, 2, 30, 40]), ", 1_000_000)}]`));
    expect(answer.boxes.length).toBeGreaterThan(30_000);
    expect(answer).toMatchObject({ background: 'A park', negative: 'cars', warnings: [] });
  });

  test.each([
    ...[
      '[',
      '(',
      '{',
      '[(',
      ']',
      '[]',
      '"',
      "'",
      "' ",
      "'a ",
      "('a",
      "('a', ",
      "'a, [1 ",
      '`',
      '\\',
      '\\u',
      ',',
      ':',
      '=',
      '|',
    ],
    ...[
      ' ',
      '\n',
      ' \n',
      '\r',
      '\t',
      '\u00A0',
      '#',
      '# ',
      '- ',
      '* ',
      '1. ',
      '> ',
      '_',
      '**',
      '***a ',
      '|a|1|\n',
      '| - |\n',
    ],
    ...[
      '<',
      '<think>',
      '</think>',
      '<think></think>',
      '```',
      '```\n',
      '~~~',
      '&',
      '&#',
      '&amp;',
      '<br>',
      '<|',
      'a',
      'a b ',
      '1 ',
      '1',
      '.',
    ],
    ...[
      'Objects:',
      'Objects: ',
      'Objects: [',
      'Background prompt:',
      'Background prompt: a ',
      'Background prompt\n',
      'Caption:\n',
    ],
    ...[
      'Objects:\n[]\n',
      'Objects: []\nBackground prompt: x\n',
      "{'objects':",
      '{"name": "a", ',
      'no objects ',
      'x=1, ',
      '，',
      '［',
      '“',
      '’ ',
    ],
  ])('nothing but %j', (piece) => {
    parseAnything(fill(piece));
    parseAnything(canonical(fill(piece)));
    parseAnything(canonical(`[('${fill(piece)}`));
    parseAnything(`[('a cat', [1, 2, 3, 4])]\nBackground prompt: ${fill(piece)}x`);
    parseAnything(`${fill(piece)}\n[('a cat', [1, 2, 3, 4])]\nBackground prompt: A park`);
  });
});

test('deep nesting does not exhaust the stack', () => {
  const deep = (open: string, close: string): string => open.repeat(10_000) + close.repeat(10_000);
  expect(parseAnything(`${deep('[', ']')}\nBackground prompt: A park`)).toBe('bad_list');
  expect(parseAnything(`Objects: ${'['.repeat(10_000)}`)).toBe('bad_list');
  for (const open of ['(', '{', '{"a":', "[('a', ", '{"objects": [']) parseAnything(open.repeat(10_000));
  const answer = parseAnything(`Objects: [('a cat', [1, 2, 3, 4])]\nBackground prompt: A park\n${deep('(', ')')}`);
  expect(answer).toMatchObject({ background: 'A park', boxes: [{ name: 'a cat', box: [1, 2, 3, 4] }] });
});

test('blanks of every kind are an empty answer', () => {
  for (const text of ['', ' ', '\n\r\n\t', '\u00A0\u3000\u200B\uFEFF\u0000', ' '.repeat(1_000_000)]) {
    expect(parseAnything(text)).toBe('empty');
  }
});

test('an answer is read, never run', () => {
  const calls = [
    "__import__('os').getpid()",
    'globalThis.ran = true',
    '(() => { globalThis.ran = true; })()',
    '${globalThis.ran = 1}',
  ];
  for (const call of calls) {
    parseAnything(`Objects: [(${call}, [1, 2, 3, 4]), ('a cat', [${call}, 2, 3, 4])]\nBackground prompt: ${call}`);
    parseAnything(`{"objects": ${call}, "background": ${call}}`);
  }
  expect(globalThis).not.toHaveProperty('ran');
  const keys = parseAnything(
    '{"objects": {"constructor": [1, 2, 3, 4], "toString": [5, 6, 7, 8]}, "background": "A park"}',
  );
  expect(keys).toMatchObject({ boxes: [{ name: 'constructor' }, { name: 'toString' }] });
});
