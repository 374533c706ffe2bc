import { describe, expect, test } from 'vitest';
import { AppError } from '../../../preload/contract/errors.ts';
import { parseAnswer } from '../../../main/layout/parse/parse-answer.ts';
import { goldenJson } from '../../helpers/golden.ts';

interface GoldenBox {
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Outcome {
  boxes?: GoldenBox[];
  background: string;
  negative: string;
  warnings?: string[];
}
interface Case {
  tag: string;
  input: string;
  output?: Outcome;
  better?: Outcome | { error: string };
}

const { cases } = goldenJson<{ cases: Case[] }>('stage1/parse.json');
const real = cases.filter(({ tag }) => tag.startsWith('cache'));
const written = cases.filter(({ tag }) => !tag.startsWith('cache'));

function parseError(text: string): unknown {
  try {
    return parseAnswer(text);
  } catch (error) {
    return error;
  }
}

function check({ input, output, better }: Case): void {
  const wanted = better ?? output;
  if (wanted === undefined || 'error' in wanted) {
    const error = parseError(input);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'layout_unreadable', ...(wanted ? { detail: wanted.error } : {}) });
    return;
  }
  const answer = parseAnswer(input);
  const boxes = wanted.boxes ?? []; // the reference's None is an empty list
  expect(answer.boxes.map(({ name }) => name)).toEqual(boxes.map(({ name }) => name));
  boxes.forEach(({ x, y, width, height }, index) => {
    [x, y, width, height].forEach((value, axis) => expect(answer.boxes[index]?.box[axis]).toBeCloseTo(value, 9));
  });
  expect(answer.background).toBe(wanted.background);
  expect(answer.negative).toBe(wanted.negative);
  if ((wanted.warnings ?? []).length > 0) expect(answer.warnings).not.toHaveLength(0);
}

describe('answers of real models', () => {
  test('there are some', () => expect(real.length).toBeGreaterThan(100));
  test.each(real)('$tag: $input', check);
});

describe('answers as chats, small models and pasted pages give them', () => {
  test('there are some', () => expect(written.length).toBeGreaterThan(100));
  test.each(written)('$tag', check);
});
