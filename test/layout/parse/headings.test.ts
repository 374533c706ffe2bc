import { expect, test } from 'vitest';
import { findHeadings } from '../../../main/layout/parse/headings.ts';

const found = (text: string): string[] =>
  findHeadings(text).map(({ kind, start, end, codes }) => [kind, text.slice(start, end), ...codes].join(' | '));

test.each([
  ['Objects: []', ['objects | Objects:']],
  ['  - **Background prompt:** A park', ['background |   - **Background prompt:** | markdown']],
  ['2. Negative prompt: birds', ['negative | 2. Negative prompt: | markdown']],
  ['### Background prompt', ['background | ### Background prompt | markdown']],
  ['BACKGROUND_PROMPT : A park', ['background | BACKGROUND_PROMPT : | heading_variant']],
  ['objects = []', ['objects | objects = | heading_variant']],
  ['Negative prompt - birds', ['negative | Negative prompt - | heading_variant']],
  ['Background prompt：A park', ['background | Background prompt： | fullwidth']],
  [
    '[] Background prompt: A park Negative prompt: birds',
    ['background | Background prompt:', 'negative | Negative prompt:'],
  ],
  ['[] | Background: A park', ['background | Background: | heading_variant']],
  ["('a sign Background prompt: x', [1, 2])", []],
  ['Background noise: none', []],
  ['Negative-space photography', []],
  ['Background', []],
  ['Background prompt: A wall. Objects: many', ['background | Background prompt:']],
])('%j', (text, headings) => expect(found(text)).toEqual(headings));
