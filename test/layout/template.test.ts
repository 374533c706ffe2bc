import { describe, expect, test } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import { parseAnswer } from '../../main/layout/parse/parse-answer.ts';
import { fillTemplate, readTemplate, templateVersion } from '../../main/layout/template.ts';

const template = readTemplate();
const examples = template.text
  .split('\n\n')
  .filter((part) => part.startsWith('Caption: ') && !part.includes('{caption}'));
const answers = examples.map((example) => parseAnswer(example.slice(example.indexOf('Objects:'))));

describe('the template that is sent (spec 1.1)', () => {
  test('has the version that is part of the cache key, which is not that of the reference', () => {
    expect(template.version).toBe(templateVersion);
    expect(templateVersion).not.toBe('v0.1');
    expect(() => readTemplate('no-such-version')).toThrow(AppError);
  });

  test('takes the caption in one place and ends in "Objects:"', () => {
    expect(template.text.split('{caption}')).toHaveLength(2);
    const filled = fillTemplate(template, '  a cat \n');
    expect(filled).toMatch(/\nCaption: a cat\nObjects:$/);
    expect(filled).not.toContain('{caption}');
  });

  test('leaves braces and dollar signs of a caption as they are', () => {
    for (const caption of ['a {caption} sign', 'a {sign} with {0} and {{x}}', "a $& and $' sign"]) {
      expect(fillTemplate(template, caption)).toContain(`\nCaption: ${caption}\n`);
    }
  });

  test('shows seven examples, each a clean answer of our own reader', () => {
    expect(answers.map(({ boxes }) => boxes.length)).toEqual([4, 3, 4, 2, 2, 2, 4]);
    for (const answer of answers) expect(answer.warnings).toEqual([]);
  });

  test('shows exclusion three times, in the negative prompt only', () => {
    const excluding = answers.filter(({ negative }) => negative !== '');
    expect(excluding).toHaveLength(3);
    for (const { background, negative, boxes } of excluding) {
      for (const text of [background, ...boxes.map(({ name }) => name)]) expect(text).not.toContain(negative);
    }
    expect(answers.some(({ background }) => background === 'A realistic scene')).toBe(true);
  });

  test('shows boxes that stay inside the canvas and apart', () => {
    for (const { boxes } of answers) {
      const corners = boxes.map(({ box: [x = NaN, y = NaN, width = NaN, height = NaN] }) => [
        x,
        y,
        x + width,
        y + height,
      ]);
      for (const corner of corners) expect(corner.every((value) => value >= 0 && value <= 512)).toBe(true);
      corners.forEach(([left = NaN, top = NaN, right = NaN, bottom = NaN], index) => {
        for (const [x = NaN, y = NaN, x2 = NaN, y2 = NaN] of corners.slice(index + 1)) {
          expect(x >= right || x2 <= left || y >= bottom || y2 <= top, JSON.stringify(corners)).toBe(true);
        }
      });
    }
  });
});
