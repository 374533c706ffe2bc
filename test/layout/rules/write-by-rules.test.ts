import { describe, expect, it } from 'vitest';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import { writeByRules } from '../../../main/layout/rules/write-by-rules.ts';
import { holds, outside, unwantedOverlaps } from './relation-holds.ts';
import { sentences } from './sentences.ts';

const areas = (prompt: string): number[] => writeByRules(prompt).boxes.map(({ rect }) => rect.width * rect.height);

describe('writeByRules', () => {
  it('writes a layout that fits the contract, the same every time', () => {
    const prompt = '  A red car left of a blue bird on a beach ';
    const layout = writeByRules(prompt);
    expect(layoutSchema.parse(layout)).toEqual(layout);
    expect(layout).toEqual(writeByRules(prompt));
    expect(layout).toMatchObject({ prompt, canvas: { width: 512, height: 512 }, overall: null });
    expect(layout.boxes.map(({ id, caption }) => [id, caption])).toEqual([
      ['box-1', 'a red car'],
      ['box-2', 'a blue bird'],
    ]);
  });

  it('has a place for each of twenty things of a kind', () => {
    for (let count = 2; count <= 20; count++) {
      const layout = writeByRules(`${count} dogs`);
      expect(layout.boxes.map((box) => box.caption)).toEqual(Array(count).fill('a dog'));
      expect([outside(layout), unwantedOverlaps(layout, [])]).toEqual([[], []]);
      const { rect } = layout.boxes[0] ?? { rect: { width: 0, height: 0 } };
      expect(Math.min(rect.width, rect.height)).toBeGreaterThan(50);
    }
  });

  it('has a place for twenty different things', () => {
    const nouns =
      'apple ball cat dog egg fish goat hat kite lamp mouse owl pear rabbit sheep table vase whale zebra book'.split(
        ' ',
      );
    const layout = writeByRules(nouns.map((noun) => `a ${noun}`).join(', '));
    expect(layout.boxes).toHaveLength(20);
    expect([outside(layout), unwantedOverlaps(layout, [])]).toEqual([[], []]);
  });

  it('draws houses larger than cats, small things smaller, and one thing large', () => {
    const [cat = 0, house = 0, cup = 0] = areas('a cat, a house and a cup');
    expect(house).toBeGreaterThan(cat * 2);
    expect(cat).toBeGreaterThan(cup);
    expect(areas('a tiny dog and a dog').toSorted((a, b) => a - b)).toEqual(areas('a tiny dog and a dog'));
    expect(areas('a cat')[0]).toBeGreaterThan((512 * 512) / 6);
  });

  it('puts what flies above what stands on the ground, and lets that share a baseline', () => {
    const { boxes } = writeByRules('a bird, a horse, a dog and a kite');
    const bottoms = new Map(boxes.map(({ caption, rect }) => [caption, rect.y + rect.height]));
    expect(bottoms.get('a horse')).toBe(bottoms.get('a dog'));
    expect(bottoms.get('a dog')).toBeGreaterThan(256);
    expect(bottoms.get('a bird')).toBeLessThan(256);
    expect(bottoms.get('a kite')).toBeLessThan(256);
  });

  it.each([
    ['left', 'x'],
    ['right', 'x'],
    ['top', 'y'],
    ['bottom', 'y'],
  ] as const)('puts a single thing at the %s', (side, axis) => {
    const rect = writeByRules(`a cat on the ${side} of the picture`).boxes[0]?.rect;
    const centre = rect === undefined ? NaN : axis === 'x' ? rect.x + rect.width / 2 : rect.y + rect.height / 2;
    if (side === 'left' || side === 'top') expect(centre).toBeLessThan(200);
    else expect(centre).toBeGreaterThan(312);
  });

  it('puts things into corners', () => {
    const rect = writeByRules('two dogs in the bottom right corner').boxes.map((box) => box.rect);
    expect(rect).toHaveLength(2);
    for (const { x, y, width, height } of rect)
      expect([x + width / 2 > 300, y + height / 2 > 250]).toEqual([true, true]);
  });

  it('draws one big box of what it does not understand', () => {
    for (const prompt of ['Quetzal', '猫が三匹います', '🐱🐱', '???', 'the', 'left of', 'of of of']) {
      const { boxes, background } = writeByRules(prompt);
      expect(boxes, prompt).toHaveLength(1);
      expect(background).toBe('A realistic scene');
      const { caption, rect } = boxes[0] ?? { caption: '', rect: { x: 0, y: 0, width: 0, height: 0 } };
      expect(caption).not.toBe('');
      expect(rect.width * rect.height).toBeGreaterThan((512 * 512) / 4);
      expect(Math.abs(rect.x + rect.width / 2 - 256)).toBeLessThan(2);
    }
  });

  it('leaves out relations that can not hold together, but none of the things', () => {
    const { boxes } = writeByRules('a cat left of a dog, the dog left of a bird and the bird left of the cat');
    expect(boxes.map((box) => box.caption).toSorted()).toEqual(['a bird', 'a cat', 'a dog']);
  });

  it.each(['256x256', '1024x512', '512x1024', '320x960'])('keeps all relations on a canvas of %s', (size) => {
    const [width = 0, height = 0] = size.split('x').map(Number);
    for (const { prompt, relations = [] } of sentences) {
      const layout = writeByRules(prompt, { width, height });
      expect(layout.canvas).toEqual({ width, height });
      expect(outside(layout), prompt).toEqual([]);
      expect(unwantedOverlaps(layout, relations), prompt).toEqual([]);
      for (const [first, relation, second] of relations) {
        expect(holds(layout, first, relation, second), `${prompt}: ${first} ${relation} ${second}`).toBe(true);
      }
    }
  });
});
