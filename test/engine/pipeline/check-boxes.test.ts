import { expect, test } from 'vitest';
import { checkBoxes } from '../../../main/engine/pipeline/check-boxes.ts';
import type { Detection } from '../../../main/engine/vision/detect.ts';
import type { NormalizedBox } from '../../../main/engine/text/convert.ts';
import { layoutSchema } from '../../../preload/contract/layout.ts';

const picture = { width: 8, height: 8, data: new Uint8Array(192) };

/** Boxes in shares of a canvas of 512 pixels. */
function check(
  boxes: readonly { caption: string; box: NormalizedBox; hidden?: boolean }[],
  seen: readonly { name: string; box: NormalizedBox; score: number }[],
  reads: (query: string) => boolean = () => true,
) {
  const layout = layoutSchema.parse({
    boxes: boxes.map(({ caption, box: [x0, y0, x1, y1], hidden }, i) => ({
      id: `b${i}`,
      caption,
      rect: { x: x0 * 512, y: y0 * 512, width: (x1 - x0) * 512, height: (y1 - y0) * 512 },
      hidden,
    })),
  });
  const asked: string[][] = [];
  const detector = {
    reads: (query: string) => query.trim() !== '' && reads(query),
    detect: (_picture: unknown, queries: readonly string[]): Promise<Detection[]> => {
      asked.push([...queries]);
      return Promise.resolve(seen.map((one) => ({ ...one, label: queries.indexOf(one.name) })));
    },
  };
  return checkBoxes(detector, picture, layout).then((checks) => ({ checks, asked }));
}

const left: NormalizedBox = [0, 0.25, 0.5, 0.75];
const right: NormalizedBox = [0.5, 0.25, 1, 0.75];

test('an object in its box, in another place, and nowhere', async () => {
  const { checks, asked } = await check(
    [
      { caption: 'a red car', box: left },
      { caption: 'a dog', box: right },
      { caption: 'a cat', box: right },
    ],
    [
      { name: 'a photo of a red car', box: [0.05, 0.25, 0.5, 0.75], score: 0.9 },
      { name: 'a photo of a dog', box: [0, 0, 0.25, 0.25], score: 0.8 },
    ],
  );
  expect(asked).toEqual([['a photo of a red car', 'a photo of a dog', 'a photo of a cat']]);
  expect(checks.map((one) => one?.verdict)).toEqual(['found', 'elsewhere', 'missing']);
  expect(checks[1]).toEqual({ verdict: 'elsewhere', score: 0.8, rect: { x: 0, y: 0, width: 128, height: 128 } });
  expect(checks[2]).toEqual({ verdict: 'missing', score: 0, rect: null });
});

test('one object counts for one box, the one that it fills best', async () => {
  const { checks } = await check(
    [
      { caption: 'a cat', box: [0.1, 0.25, 0.6, 0.75] },
      { caption: 'a cat', box: left },
    ],
    [{ name: 'a photo of a cat', box: left, score: 0.7 }],
  );
  expect(checks.map((one) => one?.verdict)).toEqual(['missing', 'found']);
});

test('a second object of the name that lies in no box is elsewhere', async () => {
  const { checks } = await check(
    [
      { caption: 'a cat', box: left },
      { caption: 'a cat', box: right },
    ],
    [
      { name: 'a photo of a cat', box: [0.45, 0.8, 0.6, 1], score: 0.9 },
      { name: 'a photo of a cat', box: right, score: 0.5 },
    ],
  );
  expect(checks).toMatchObject([
    { verdict: 'elsewhere', score: 0.9 },
    { verdict: 'found', score: 0.5 },
  ]);
});

test('boxes that are hidden, blank or named at too great a length are not looked for', async () => {
  const { checks, asked } = await check(
    [
      { caption: 'a cat', box: left, hidden: true },
      { caption: ' ', box: left },
      { caption: 'a very long story', box: right },
    ],
    [],
    (query) => !query.includes('long'),
  );
  expect(checks).toEqual([null, null, null]);
  expect(asked).toEqual([]);
});
