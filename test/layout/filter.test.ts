import { describe, expect, test } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import type { NamedBox } from '../../main/layout/filter.ts';
import { filterBoxes } from '../../main/layout/filter.ts';
import { goldenJson } from '../helpers/golden.ts';

type GoldenBox = [name: string, box: number[]];
interface Case {
  tag: string;
  input: { boxes: GoldenBox[]; scale: boolean; form: 'tuple' | 'record' };
  output?: GoldenBox[];
  better?: GoldenBox[];
  error?: string;
  /** The reference applied both vertical corrections (spec quirk Q3). */
  q3?: boolean;
}

const { cases } = goldenJson<{ cases: Case[] }>('stage1/filter.json');
const boxesOf = ({ input }: Case): NamedBox[] => input.boxes.map(([name, box]) => ({ name, box }));
const filter = (c: Case, compatibility: 'corrected' | 'reference'): GoldenBox[] =>
  filterBoxes(boxesOf(c), { scale: c.input.scale, compatibility }).map(({ name, box }) => [name, [...box]]);

describe('filtering and scaling as the reference does it (spec 1.4)', () => {
  const kept = cases.filter(({ error }) => error === undefined);

  test('every box stays, goes or moves as in the reference', () => {
    expect(kept.length).toBeGreaterThan(100);
    for (const c of kept) expect(filter(c, 'reference'), JSON.stringify(c.input)).toEqual(c.output);
  });

  test('the corrected form differs only where the reference corrects twice', () => {
    const others = kept.filter(({ q3 }) => q3 !== true);
    for (const c of others) expect(filter(c, 'corrected'), JSON.stringify(c.input)).toEqual(c.better ?? c.output);
  });

  test('where the reference corrects twice, the corrected layout ends at the bottom of the canvas', () => {
    const twice = kept.filter(({ q3 }) => q3 === true);
    expect(twice.length).toBeGreaterThan(10);
    for (const c of twice) {
      const corrected = filter(c, 'corrected');
      if (c.better) expect(corrected).toEqual(c.better);
      const bottom = Math.max(...corrected.map(([, [, y = NaN, , height = NaN]]) => y + height));
      expect(Math.abs(bottom - 512), JSON.stringify(c.input)).toBeLessThanOrEqual(1); // each number is rounded on its own
      for (const [, [, y]] of corrected) expect(y).toBeGreaterThanOrEqual(0);
      expect(corrected.map(([name, [x, , width]]) => [name, x, width])).toEqual(
        c.output?.map(([name, [x, , width]]) => [name, x, width]),
      );
    }
  });

  test('a box with neither four numbers nor none is refused', () => {
    const broken = cases.filter(({ error }) => error !== undefined);
    expect(broken.length).toBeGreaterThan(0);
    for (const c of broken) expect(() => filter(c, 'corrected')).toThrow(AppError);
  });
});
