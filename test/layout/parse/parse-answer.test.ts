import { describe, expect, test } from 'vitest';
import { AppError } from '../../../preload/contract/errors.ts';
import type { ParsedAnswer } from '../../../main/layout/parse/parse-answer.ts';
import { parseAnswer } from '../../../main/layout/parse/parse-answer.ts';
import type { WarningCode } from '../../../main/layout/parse/warnings.ts';
import { realAnswers } from './samples.ts';

const cat = "('a cat', [10, 20, 100, 50])";
const dog = "('a dog', [200, 30, 90, 80])";
const prompts = 'Background prompt: A park\nNegative prompt: birds';
const inList = (list: string): string => `Objects: ${list}\n${prompts}`;

const rows = ({ boxes }: ParsedAnswer): unknown[] => boxes.map(({ name, box }) => [name, ...box]);
const codes = ({ warnings }: ParsedAnswer): string[] => warnings.map(({ code }) => code);
const catRow = ['a cat', 10, 20, 100, 50];
const dogRow = ['a dog', 200, 30, 90, 80];

function failureOf(text: string): AppError {
  try {
    parseAnswer(text);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error(`${text} was read`);
}

describe('answers in the asked format', () => {
  test('are read without a word', () => {
    for (const answer of realAnswers) {
      const outside = answer.includes('[450, 200, 90, 120]') ? ['out_of_canvas'] : [];
      expect(codes(parseAnswer(answer)), answer).toEqual(outside);
    }
    expect(parseAnswer(inList(`[${cat}, ${dog}]`))).toEqual({
      boxes: [
        { name: 'a cat', box: [10, 20, 100, 50] },
        { name: 'a dog', box: [200, 30, 90, 80] },
      ],
      background: 'A park',
      negative: 'birds',
      warnings: [],
    });
  });

  test('keep emoji, accents and scripts in names and prompts', () => {
    const answer = parseAnswer(
      "[('👨‍👩‍👧 à table', [1, 2, 3, 4]), ('一只猫', [5, 6, 7, 8])]\nBackground prompt: Un café 🏞️",
    );
    expect(rows(answer)).toEqual([
      ['👨‍👩‍👧 à table', 1, 2, 3, 4],
      ['一只猫', 5, 6, 7, 8],
    ]);
    expect(answer).toMatchObject({ background: 'Un café 🏞️', warnings: [] });
  });
});

describe('every repair is told by its code', () => {
  const both = `[${cat}, ${dog}]`;
  const json = '[{"name": "a cat", "box": [10, 20, 100, 50]}, {"name": "a dog", "box": [200, 30, 90, 80]}]';
  const cases: [WarningCode, string][] = [
    ['think_block', `<think>A cat? [1, 2, 3, 4]</think>\n${inList(both)}`],
    ['think_block', `A cat and [a dog]\n</thinking>${inList(both)}`],
    ['code_fence', `\`\`\`python\n${inList(both)}\n\`\`\``],
    ['prose', `Certainly (with pleasure)!\n\n${inList(both)}`],
    ['prose', `${inList(both)}\n\nShall I change anything?`],
    ['prose', `<s>${inList(both)}<|im_end|>\n<|im_start|>user`],
    ['markdown', `**Objects:** ${both}\n**Background prompt:** A park\n**Negative prompt:** birds`],
    ['markdown', inList('\n* **a cat**: [10, 20, 100, 50]\n* **a dog**: [200, 30, 90, 80]')],
    [
      'markdown',
      inList(
        '\n| Object | x | y | w | h |\n|--|--|--|--|--|\n| a cat | 10 | 20 | 100 | 50 |\n| a dog | 200 | 30 | 90 | 80 |',
      ),
    ],
    ['html_entities', inList(both).replaceAll("'", '&#39;')],
    ['invisible', `\uFEFF${inList(both)}`],
    ['escaped_text', JSON.stringify(inList(both))],
    ['multiple_answers', `${inList(both)}\n\nCaption: A dog\n${inList('[]')}`],
    ['multiple_answers', `Caption: An example\n${inList('[]')}\n\nCaption: Mine\n${inList(both)}`],
    ['heading_variant', inList(both).replace('Background prompt', 'background')],
    ['heading_order', `Background prompt: A park\nObjects: ${both}\nNegative prompt: birds`],
    ['heading_order', `${prompts}\n\n${both}`],
    ['duplicate_heading', `${inList(both)}\nNegative prompt: cars`],
    ['json', inList(json)],
    ['json', `{"objects": ${json}, "background_prompt": "A park", "negative_prompt": "birds"}`],
    ['json', `{"layout": {"boxes": ${json}, "background": "A park"}, "negative": ["birds"]}`],
    [
      'json',
      inList('\n- name: a cat\n  box: [10, 20, 100, 50]\n- name: a dog\n  x: 200\n  y: 30\n  width: 90\n  height: 80'),
    ],
    ['list_shape', inList("{'a cat': [10, 20, 100, 50], 'a dog': [200, 30, 90, 80]}")],
    ['list_shape', inList("('a cat', 10, 20, 100, 50)\n([200, 30, 90, 80], 'a dog')")],
    ['unbalanced', inList(`[${cat}, ${dog}`)],
    ['missing_comma', inList(`[${cat} ('a dog' [200 30 90 80])]`)],
    ['smart_quotes', inList(both).replaceAll(/'(.*?)'/g, '“$1”')],
    ['unescaped_quote', inList(`[${cat}, ('a dog, [200, 30, 90, 80])]`)],
    ['unquoted_name', inList(both).replaceAll("'", '')],
    ['fullwidth', inList(both).replaceAll(',', '，').replaceAll('[', '［')],
    ['bad_box', inList(`[${cat}, ${dog}, ('a bird', [1, nan, 3, 4])]`)],
    ['coerced_number', inList("[('a cat', ['10', 20px, 100, 050]), ('a dog', '200, 30, 90, 80')]")],
    ['none_negative', inList(both).replace('birds', '(none)')],
    ['list_negative', inList(both).replace('birds', "['birds', 'cars']")],
    ['list_negative', inList(both).replace(' birds', '\n- birds\n- cars')],
    ['none_background', inList(both).replace('A park', 'N/A')],
    ['missing_background', `Objects: ${both}\nNegative prompt: birds`],
    ['quoted_prompt', inList(both).replace('A park', '"A park"')],
    ['joined_lines', inList(both).replace('A park', 'A\npark')],
  ];
  test.each(cases)('%s: %j', (code, text) => {
    const answer = parseAnswer(text);
    expect(codes(answer)).toContain(code);
    expect(rows(answer)).toEqual([catRow, dogRow]);
    const background = { none_background: '', missing_background: '' }[code as string] ?? 'A park';
    const negative = { none_negative: '', list_negative: 'birds, cars' }[code as string] ?? 'birds';
    expect(answer).toMatchObject({ background, negative });
    for (const { message } of answer.warnings) expect(message).toMatch(/^[A-Z].*\.$/);
  });

  test('an answer that breaks off keeps what was complete', () => {
    for (const rest of [
      ", ('a do",
      ", ('a dog'",
      ", ('a dog', [200, 30, 9",
      ", ('a dog', 200, 30, 9",
      ', {"name": "a dog", "x": 2',
    ]) {
      const answer = parseAnswer(`[${cat}${rest}`);
      expect(rows(answer), rest).toEqual([catRow]);
      expect(codes(answer), rest).toEqual(expect.arrayContaining(['truncated', 'missing_background']));
    }
  });

  test('what is left out is named', () => {
    const { warnings } = parseAnswer(inList(`[${cat}, ('an owl', [1, 2]), (7, [1, 2, 3, 4]), 'a fox', ...]`));
    const message = warnings.find(({ code }) => code === 'bad_box')?.message;
    for (const name of ['"an owl"', '"numbers without a name"', '"a fox"', '"..."']) expect(message).toContain(name);
  });
});

describe('coordinates', () => {
  const boxesOf = (list: string): unknown[] => parseAnswer(inList(list)).boxes.map(({ box }) => box);

  test('declared corners become position and size, in whichever order they come', () => {
    expect(boxesOf('[{"label": "a cat", "bbox_2d": [10, 20, 110, 70]}]')).toEqual([[10, 20, 100, 50]]);
    expect(boxesOf('[{"label": "a cat", "x1": 110, "y1": 70, "x2": 10, "y2": 20}]')).toEqual([[10, 20, 100, 50]]);
    expect(boxesOf('[{"label": "a cat", "box_2d": [250, 125, 500, 375]}]')).toEqual([[64, 128, 128, 128]]);
  });

  test('fractions are scaled only if every value is one', () => {
    expect(boxesOf("[('a cat', [0.25, 0, 0.5, 1]), ('a dog', [0, 0, 1, 1])]")).toEqual([
      [128, 0, 256, 512],
      [0, 0, 512, 512],
    ]);
    expect(boxesOf("[('a cat', [0.25, 0, 0.5, 1]), ('a dog', [0, 0, 2, 1])]")).toEqual([
      [0.25, 0, 0.5, 1],
      [0, 0, 2, 1],
    ]);
  });

  test('percent signs on some values only are no box', () => {
    expect(failureOf(inList("[('a cat', [10%, 20, 30%, 50])]")).detail).toBe('no_valid_boxes');
  });

  test('doubtful ones are kept as given and told', () => {
    const corners = parseAnswer(inList("[('a cat', [30, 40, 250, 300]), ('a dog', [280, 60, 500, 480])]"));
    expect(corners.boxes[1]?.box).toEqual([280, 60, 500, 480]);
    expect(codes(corners)).toEqual(['out_of_canvas', 'maybe_corners']);
    const thousand = parseAnswer(inList("[('a cat', [50, 300, 400, 600]), ('a dog', [550, 310, 430, 640])]"));
    expect(codes(thousand)).toEqual(['out_of_canvas', 'maybe_1000']);
    expect(parseAnswer(inList("[('a cat', [302, 119, 211, 228])]")).warnings).toEqual([]); // one pixel too far
  });
});

describe('what ends an answer', () => {
  const negativeOf = (rest: string): string =>
    parseAnswer(`[${cat}]\nBackground prompt: A park\nNegative prompt:${rest}`).negative;

  test.each([
    [' birds\n\nI hope this helps', 'birds'],
    [' birds\nNote: nothing overlaps.', 'birds'],
    ['\n\nLet me know if you would like changes!', ''],
    ['\nbirds', 'birds'],
    [' birds,\ncars', 'birds, cars'],
    [' (worst quality:1.4), birds', '(worst quality:1.4), birds'],
    [' None', ''],
    [' none of the birds', 'none of the birds'],
  ])('%j', (rest, negative) => expect(negativeOf(rest)).toBe(negative));

  test('headings inside names and sentences are none', () => {
    const answer = parseAnswer(
      "[('a sign Negative prompt: x', [10, 20, 100, 50])]\nBackground prompt: A wall. Objects: many\nNegative prompt: birds",
    );
    expect(answer).toMatchObject({ background: 'A wall. Objects: many', negative: 'birds' });
    expect(rows(answer)).toEqual([['a sign Negative prompt: x', 10, 20, 100, 50]]);
  });

  test('the first complete answer wins over a bare one and over an invented one', () => {
    expect(rows(parseAnswer(`Objects: [${dog}]\n\nFinal:\n${inList(`[${cat}]`)}`))).toEqual([catRow]);
    expect(rows(parseAnswer(`[${cat}]\n\nCaption: A dog\n${inList(`[${dog}]`)}`))).toEqual([catRow]);
    expect(rows(parseAnswer(`Caption: Mine\n${inList(`[${cat}]`)}\n\nCaption: A dog\nObjects: [('a d`))).toEqual([
      catRow,
    ]);
  });
});

describe('answers that hold no layout', () => {
  test.each([
    ['empty', ' \n\u200B'],
    ['no_layout', "I'm sorry, I can't help with that [1]."],
    ['no_layout', '<think>Objects: [] Background prompt: never finished'],
    ['no_layout', 'There are no objects in your request.'],
    ['bad_list', 'Objects: lots of nice things\nBackground prompt: A park'],
    ['bad_list', 'Objects:'],
    ['no_valid_boxes', "Objects: [('a cat', [1, 2])]\nBackground prompt: A park"],
    ['no_valid_boxes', '[[1, 2, 3, 4]]\nBackground prompt: A park'],
  ])('%s: %j', (kind, text) => {
    const error = failureOf(text);
    expect(error).toMatchObject({ code: 'layout_unreadable', detail: kind });
    expect(error.message).toMatch(/^The answer .*Your layout was not changed\. .*paste it\.$/);
  });

  test('a layout without objects is one', () => {
    for (const list of ['[]', '()', 'None', 'none', 'N/A', 'No objects.', 'There are no objects to place.', '']) {
      expect(parseAnswer(inList(list)), list).toMatchObject({ boxes: [], background: 'A park', negative: 'birds' });
    }
  });
});
