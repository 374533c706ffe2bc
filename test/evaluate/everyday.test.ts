import { describe, expect, it } from 'vitest';
import type { Layout } from '../../preload/contract/layout.ts';
import { layoutSchema } from '../../preload/contract/layout.ts';
import { everydayReport, everydayText } from '../../main/evaluate/everyday-report.ts';
import type { EverydayPrompt } from '../../main/evaluate/everyday.ts';
import { everydayPrompts, judgeEveryday } from '../../main/evaluate/everyday.ts';
import { writeByRules } from '../../main/layout/rules/write-by-rules.ts';

const prompts = everydayPrompts();
const catAndDogs: EverydayPrompt = {
  prompt: 'a cat left of two dogs on a beach, without people',
  objects: { cat: 1, 'dog|hound': 2 },
  optional: ['ball'],
  places: [['cat', 'left of', 'dog|hound']],
  at: [['cat', 'left']],
  background: ['beach'],
  negative: ['people'],
};
const box = (caption: string, x: number, y = 200, width = 100, height = 100) => ({
  ...{ id: `${caption} ${x}`, caption, rect: { x, y, width, height } },
});
const layoutOf = (boxes: object[], background = 'A beach', negative = 'people'): Layout =>
  layoutSchema.parse({ background, negative, boxes });
const good = [box('a black cat', 20), box('a dog', 180), box('a hound', 300)];

describe('the everyday sentences', () => {
  it('are 100, none twice', () => {
    expect(new Set(prompts.map(({ prompt }) => prompt.toLowerCase())).size).toBe(100);
  });

  it('become sensible layouts by the rules, most of them with everything right', () => {
    const outcomes = prompts.map((expected) => ({
      prompt: expected.prompt,
      verdict: judgeEveryday(expected, writeByRules(expected.prompt)),
    }));
    const { right } = everydayReport(outcomes);
    expect(right.sensible).toBe(100);
    expect(right.all).toBeGreaterThanOrEqual(95);
  });

  it.each([
    { width: 1024, height: 512 },
    { width: 512, height: 768 },
    { width: 256, height: 1024 },
  ])('become sensible layouts on a canvas of $width×$height', (canvas) => {
    const faults = prompts.flatMap(
      (expected) => judgeEveryday(expected, writeByRules(expected.prompt, canvas)).sensible,
    );
    expect(faults).toEqual([]);
  });
});

describe('judging an everyday layout', () => {
  const judge = (layout: Layout) => judgeEveryday(catAndDogs, layout);

  it('finds nothing wrong with a right one; what is optional may be there', () => {
    const nothing = { objects: [], counts: [], places: [], prompts: [], sensible: [] };
    expect(judge(layoutOf(good))).toEqual(nothing);
    expect(judge(layoutOf([...good, box('a red ball', 10, 400, 50, 50)]))).toEqual(nothing);
  });

  it('tells what is missing, strange, miscounted or in another place', () => {
    expect(judge(layoutOf([box('a cat', 400), box('a dog', 20), box('a tree', 200)], 'A park', ''))).toMatchObject({
      objects: ['"a tree" was not asked for'],
      counts: ['1 × "dog|hound" instead of 2'],
      places: ['not "cat left of dog|hound"', '"cat" is not at the left'],
      prompts: ['the background lacks "beach"', 'the negative prompt lacks "people"'],
      sensible: [],
    });
    expect(judge(layoutOf([])).objects).toEqual(['no box for "cat"', 'no box for "dog|hound"']);
  });

  it('gives a caption with two names to the noun that comes first', () => {
    const { objects, counts } = judge(layoutOf([box('a cat on a dog', 20), ...good.slice(1)]));
    expect([objects, counts]).toEqual([[], []]);
  });

  it.each([
    ['no box at all', []],
    ['an empty caption', [box(' ', 20)]],
    ['a box outside', [box('a cat', 450)]],
    ['a sliver', [box('a cat', 20, 20, 4, 100)]],
  ])('calls a layout with %s senseless', (_name, boxes) => {
    expect(judge(layoutOf(boxes)).sensible).toHaveLength(1);
    expect(judge(layoutOf(good, ' ')).sensible).toEqual(['the background prompt is empty']);
  });

  it('adds up to a report', () => {
    const verdicts = [layoutOf(good), layoutOf([box('a cat', 20)])].map(judge);
    const report = everydayReport(verdicts.map((verdict, i) => ({ prompt: `sentence ${i}`, verdict })));
    expect(report).toMatchObject({
      total: 2,
      right: { objects: 1, counts: 1, places: 1, prompts: 2, sensible: 2, all: 1 },
    });
    expect(report.faults).toHaveLength(1);
    expect(everydayText(report)).toMatch(/^sentence 1\n {2}no box for[^]*everything right +1\/2\n/);
  });
});
