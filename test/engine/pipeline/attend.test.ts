import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateRequestSchema, type AttentionMaps, type RgbImage } from '../../../preload/contract/engine.ts';
import { layoutSchema, type Layout } from '../../../preload/contract/layout.ts';
import { boxMask } from '../../../main/engine/guidance/grid.ts';
import { runGeneration } from '../../../main/engine/pipeline.ts';
import { attend } from '../../../main/engine/pipeline/attend.ts';
import { normalize } from '../../../main/engine/text/convert.ts';
import { processorSessions } from '../../helpers/sessions.ts';
import { goldenCheckpoint } from '../../helpers/golden.ts';
import { patternPicture } from '../../helpers/pictures.ts';
import { copiedCheckpoint } from '../../helpers/safetensors.ts';

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

const starter = join(import.meta.dirname, '../../../resources/starter/checkpoint');
const rects = [
  { x: 30, y: 230, width: 200, height: 200 },
  { x: 290, y: 230, width: 200, height: 200 },
];
const layoutOf = (boxes: readonly Record<string, unknown>[], change: Record<string, unknown> = {}): Layout =>
  layoutSchema.parse({
    background: 'a beach',
    boxes: boxes.map((box, i) => ({ id: `${i}`, rect: rects[i % 2], ...box })),
    ...change,
  });
const two = layoutOf([{ caption: 'a red car' }, { caption: 'a blue chair' }]);

const looked = (
  layout: Layout,
  image: RgbImage,
  { checkpoint = starter, signal = new AbortController().signal, seed = 3 } = {},
): Promise<AttentionMaps> => attend({ layout, checkpoint, image, seed }, { sessions, signal });

/** Mean of a map over a box of the layout, and over the whole canvas. */
function means({ boxes, ...grid }: AttentionMaps, map: number, box: number): { inside: number; everywhere: number } {
  const cells = boxes[map] ?? new Uint8Array();
  const { rect = { x: 0, y: 0, width: 1, height: 1 } } = two.boxes[box] ?? {};
  const mask = boxMask(normalize(rect, two.canvas), grid);
  const mean = (values: Uint8Array): number => values.reduce((a, b) => a + b, 0) / values.length;
  return { inside: mean(cells.filter((_, i) => mask.cells[i] === 1)), everywhere: mean(cells) };
}

describe('in a picture of two objects', () => {
  let image: RgbImage = patternPicture(1, 1);
  let maps: AttentionMaps = { width: 0, height: 0, boxes: [] };
  beforeAll(async () => {
    const request = generateRequestSchema.parse({
      ...{ layout: two, checkpoint: starter, method: 'gligen', steps: 12, seed: 3, previewEvery: 0 },
    });
    const run = runGeneration(request, { sessions, signal: new AbortController().signal });
    for (;;) {
      const next = await run.next();
      if (next.done !== true) continue;
      image = next.value.image;
      break;
    }
    maps = await looked(two, image);
  });

  test('each object is looked for in its own box', () => {
    for (const [own, other] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const { inside, everywhere } = means(maps, own, own);
      expect(inside).toBeGreaterThan(1.5 * everywhere);
      expect(inside).toBeGreaterThan(1.5 * means(maps, other, own).inside);
    }
  });

  test('maps are stretched over all bytes, on the grid of the layers', () => {
    expect([maps.width, maps.height]).toEqual([16, 16]);
    for (const map of maps.boxes) {
      expect(map).toHaveLength(256);
      expect([Math.min(...(map ?? [])), Math.max(...(map ?? []))]).toEqual([0, 255]);
    }
  });

  test('the same seed gives the same maps, another one others', async () => {
    expect(await looked(two, image)).toEqual(maps);
    expect(await looked(two, image, { seed: 4 })).not.toEqual(maps);
  });

  test('a picture that was drawn larger is brought to the size that the model draws', async () => {
    const { width, height, data } = image;
    const large = { width: 2 * width, height: 2 * height, data: new Uint8Array(4 * data.length) };
    for (let i = 0; i < large.data.length; i++) {
      const [x, y] = [Math.floor(i / 3) % large.width, Math.floor(i / 3 / large.width)];
      large.data[i] = data[(Math.floor(y / 2) * width + Math.floor(x / 2)) * 3 + (i % 3)] ?? 0;
    }
    const { boxes } = await looked(two, large);
    for (const [i, map] of boxes.entries())
      for (const [cell, value] of (map ?? []).entries())
        expect(Math.abs(value - (maps.boxes[i]?.[cell] ?? NaN))).toBeLessThan(40);
  });
});

const picture = patternPicture(256, 256);

test('boxes that are hidden, blank, outside or not read have no map; those of one caption share theirs', async () => {
  const layout = layoutOf([
    { caption: 'a cat' },
    { caption: 'a dog', hidden: true },
    { caption: ' ' },
    { caption: 'a cup', rect: { x: 900, y: 0, width: 50, height: 50 } },
    { caption: 'a cat' },
    { caption: `a ball ${'on a beach '.repeat(30)}` },
    { caption: 'a fish' },
  ]);
  const late = { ...layout, overall: `two cats ${'on a beach '.repeat(30)} with a fish` };
  const { boxes } = await looked(late, picture);
  const [cat, ...others] = boxes;
  expect(cat).toHaveLength(256);
  expect(others).toEqual([null, null, null, cat, null, null]);
});

test('the grid of a wide canvas is wide, also without any box', async () => {
  const wide = { canvas: { width: 768, height: 384 } };
  const one = await looked(layoutOf([{ caption: 'a cat' }], wide), picture);
  expect([one.width, one.height, one.boxes[0]?.length]).toEqual([24, 12, 24 * 12]);
  expect(await looked(layoutOf([], wide), picture)).toEqual({ width: 24, height: 12, boxes: [] });
});

test('every kind of checkpoint that reads words can be looked into', async () => {
  const small = { canvas: { width: 256, height: 256 } };
  for (const name of ['tiny-sd2', 'tiny-sdxl', 'tiny-gligen']) {
    const checkpoint = goldenCheckpoint(name);
    const { width, height, boxes } = await looked(layoutOf([{ caption: 'a cat' }], small), picture, { checkpoint });
    expect(boxes[0]).toHaveLength(width * height);
  }
});

test('a cancel is heard', async () => {
  const controller = new AbortController();
  const looking = looked(two, picture, { signal: controller.signal });
  setTimeout(() => controller.abort(), 1);
  await expect(looking).rejects.toMatchObject({ code: 'cancelled' });
});

test('a checkpoint without cross-attention is refused in plain words', async () => {
  const checkpoint = copiedCheckpoint(goldenCheckpoint('tiny-sd1'));
  const file = join(checkpoint, 'unet/config.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('CrossAttnDown', 'Down').replaceAll('CrossAttnUp', 'Up'));
  await expect(looked(two, picture, { checkpoint })).rejects.toMatchObject({
    code: 'capability_missing',
    message: expect.stringMatching(/has no cross-attention.*stays as it is/) as string,
  });
});
