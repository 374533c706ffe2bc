import { describe, expect, test } from 'vitest';
import { ratioLoss, topKLoss } from '../../../main/engine/guidance/box-loss.ts';
import { boxDiffLoss } from '../../../main/engine/guidance/boxdiff-loss.ts';
import type { GuidanceLoss } from '../../../main/engine/guidance/loss.ts';
import { referenceLoss, sumOfLosses, type ReferenceBox } from '../../../main/engine/guidance/reference-loss.ts';
import { boxMask } from '../../../main/engine/guidance/grid.ts';
import type { GuidedObject, LossLayer } from '../../../main/engine/guidance/slots.ts';
import { elementCount, float32, type Tensor } from '../../../main/engine/tensor.ts';
import { evaluateLoss, openLoss, runLoss } from './evaluate-loss.ts';

const tokens = 77;
const heads = 8;

/** The maps of methods.md section 9. */
function vectorMap(cells: number, s: number): Tensor {
  const data = Array.from({ length: heads * cells }, (_, row) => {
    const [h, c] = [Math.floor(row / cells), row % cells];
    const values = Array.from({ length: tokens }, (_, j) => 1 + ((7 * h + 3 * c + 5 * j + s) % 11));
    const sum = values.reduce((a, b) => a + b);
    return values.map((value) => value / sum);
  }).flat();
  return float32(data, [heads, cells, tokens]);
}

const layer = (key: string, side: number): LossLayer => ({ key, width: side, height: side });
const layers = [layer('mid_0_0_0', 8), layer('up_1_0_0', 16)];
const maps = new Map([
  ['mid_0_0_0', vectorMap(64, 0)],
  ['up_1_0_0', vectorMap(256, 4)],
]);
const objects: GuidedObject[] = [
  { boxes: [[0.1, 0.2, 0.45, 0.7]], positions: [4, 5], strength: 1 },
  {
    boxes: [
      [0.5, 0.5, 0.9, 0.95],
      [0, 0, 0.3, 0.3],
    ],
    positions: [7, 8],
    strength: 1,
  },
];
const topK = (foregroundWeight: number, backgroundWeight: number, of = objects) =>
  topKLoss({ foregroundTop: 0.2, backgroundTop: 0.2, foregroundWeight, backgroundWeight }, of, layers, tokens);

const referenceBoxes = objects.flatMap(({ boxes, positions }) =>
  boxes.map((box): ReferenceBox => ({
    box,
    token: positions.at(-1) ?? 0,
    weight: 1 / (objects.length * boxes.length),
    maps: new Map(
      layers.map(({ key, width }) => {
        const values = Array.from({ length: heads * width * width }, (_, i) => {
          const [h, c] = [Math.floor(i / (width * width)), i % (width * width)];
          return (1 + ((5 * h + 7 * c) % 13)) / 100;
        });
        return [key, float32(values, [heads, width * width])];
      }),
    ),
  })),
);
const reference = referenceLoss(2, referenceBoxes, layers, tokens);

const boxDiffLayers: [LossLayer, ...LossLayer[]] = [layer('down_2_0_0', 16), layer('down_2_1_0', 16)];
for (const k of [0, 1, 2]) boxDiffLayers.push(layer(`up_1_${k}_0`, 16));
const boxDiffMaps = new Map(boxDiffLayers.map(({ key }, s) => [key, vectorMap(256, s)]));
const tinyBox: GuidedObject = { boxes: [[0.1, 0.1, 0.2, 0.2]], positions: [4], strength: 1 };

const vectors: [string, GuidanceLoss, Map<string, Tensor>, number][] = [
  ['ratio', ratioLoss(objects, layers, tokens), maps, 0.6070456960684605],
  ['top-k 1/1', topK(1, 1), maps, 7.999277446533544],
  ['top-k 1/4', topK(1, 4), maps, 8.539657516181906],
  ['reference', reference, maps, 1.191477052704764],
  ['top-k 1/4 + reference', sumOfLosses(topK(1, 4), reference), maps, 8.539657516181906 + 1.191477052704764],
  ['BoxDiff', boxDiffLoss(objects, boxDiffLayers, tokens), boxDiffMaps, 6.244929177511797],
  ['BoxDiff without inner term', boxDiffLoss([tinyBox], boxDiffLayers, tokens), boxDiffMaps, 0.26524185891469254],
];

test.each(vectors)('%s: value of the reference implementation', async (_, loss, at, expected) => {
  const { loss: value } = await evaluateLoss(loss, at);
  expect(Math.abs(value / expected - 1)).toBeLessThan(1e-5);
});

/** Pseudo-random values without ties, so that a small change keeps the order of the cells. */
function randomValues(dims: readonly number[], seed: number): Tensor {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return float32(
    Array.from({ length: elementCount(dims) }, () => 0.02 + 0.1 * next()),
    dims,
  );
}

describe('gradients equal finite differences', () => {
  const small = [layer('mid_0_0_0', 4), layer('up_1_0_0', 6)];
  const smallMaps = new Map([
    ['mid_0_0_0', randomValues([2, 16, 12], 1)],
    ['up_1_0_0', randomValues([2, 36, 12], 2)],
  ]);
  const things: GuidedObject[] = [
    { boxes: [[0.1, 0.1, 0.6, 0.7]], positions: [2, 3], strength: 1 },
    { boxes: [[0.6, 0.4, 1, 1]], positions: [5], strength: 1.5 },
  ];
  const past: ReferenceBox[] = things.map(({ boxes: [box], positions }, i) => ({
    box: box ?? [0, 0, 1, 1],
    token: positions[0] ?? 0,
    weight: 0.5,
    maps: new Map(small.map(({ key, width }) => [key, randomValues([2, width * width], 7 + i)] as const)),
  }));
  const one: [LossLayer, ...LossLayer[]] = [layer('up_1_0_0', 6)];
  const options = { foregroundTop: 0.4, backgroundTop: 0.3, foregroundWeight: 1, backgroundWeight: 4 };
  const losses: [string, GuidanceLoss][] = [
    ['top-k', topKLoss(options, things, small, 12)],
    ['ratio', ratioLoss(things, small, 12)],
    ['reference', referenceLoss(2, past, small, 12)],
    ['BoxDiff', boxDiffLoss(things, one, 12)],
  ];

  test.each(losses)('%s', async (_, loss) => {
    const session = await openLoss(loss, smallMaps);
    try {
      const { gradients } = await runLoss(session, loss, smallMaps);
      for (const [key, gradient] of gradients) {
        const map = smallMaps.get(key);
        if (map === undefined) throw new Error(key);
        const largest = Math.max(...gradient.data.map(Math.abs));
        expect(largest).toBeGreaterThan(0);
        const step = 1e-4;
        for (let at = 0; at < map.data.length; at += 13) {
          const moved = async (by: number): Promise<number> => {
            const data = map.data.slice();
            data[at] = (data[at] ?? 0) + by;
            return (await runLoss(session, loss, new Map(smallMaps).set(key, { ...map, data }))).loss;
          };
          const slope = ((await moved(step)) - (await moved(-step))) / (2 * step);
          expect(Math.abs(slope - (gradient.data[at] ?? NaN))).toBeLessThan(0.02 * largest);
        }
      }
    } finally {
      await session.release();
    }
  });
});

describe('layouts of the same number of slots share a graph', () => {
  test('equal ids, shapes of inputs and unused slots that weigh nothing', async () => {
    const [first] = objects;
    if (first === undefined) throw new Error('no object');
    const single = topK(1, 4, [first]); // two slots in use, four in the other
    const both = topK(1, 4);
    expect(single.id).toBe(both.id);
    const session = await openLoss(both, maps);
    try {
      const alone = await runLoss(session, single, maps);
      const moved = topK(1, 4, [{ ...first, boxes: [[0.5, 0.2, 0.85, 0.7]] }]);
      expect(alone.loss).toBeCloseTo((await evaluateLoss(single, maps)).loss, 5);
      expect((await runLoss(session, moved, maps)).loss).not.toBe(alone.loss);
    } finally {
      await session.release();
    }
  });

  test('the number of slots changes the id', () => {
    const many = Array.from({ length: 5 }, () => ({ ...tinyBox }));
    expect(topK(1, 4, many).id).not.toBe(topK(1, 4).id);
  });
});

test('strength multiplies the share of a box', async () => {
  const strengthened = (strengths: readonly number[]) =>
    topK(
      1,
      4,
      objects.map((object, i) => ({ ...object, strength: strengths[i] ?? 1 })),
    );
  const value = async (strengths: readonly number[]) => (await evaluateLoss(strengthened(strengths), maps)).loss;
  const [whole, first, second, doubled] = [
    await value([1, 1]),
    await value([1, 0]),
    await value([0, 1]),
    await value([2, 1]),
  ];
  expect(first + second).toBeCloseTo(whole, 4);
  expect(doubled).toBeCloseTo(whole + first, 4);
});

test('a repeated layer weighs more', async () => {
  const [mid, up] = layers;
  if (mid === undefined || up === undefined) throw new Error('no layers');
  const value = async (of: LossLayer[]) => (await evaluateLoss(ratioLoss(objects, of, tokens), maps)).loss;
  const [a, b, twice] = [await value([mid]), await value([up]), await value([mid, mid, up])];
  expect(twice).toBeCloseTo((2 * a + b) / 3, 5);
});

test('a box smaller than every cell of a layer leaves its top-k loss finite', async () => {
  const speck: GuidedObject = { boxes: [[0.5, 0.5, 0.51, 0.51]], positions: [4], strength: 1 };
  expect(boxMask([0.5, 0.5, 0.51, 0.51], { width: 8, height: 8 }).cells).not.toContain(1);
  const { loss, gradients } = await evaluateLoss(topK(1, 4, [speck]), maps);
  expect(Number.isFinite(loss)).toBe(true);
  expect([...gradients.values()].every(({ data }) => data.every(Number.isFinite))).toBe(true);
});
