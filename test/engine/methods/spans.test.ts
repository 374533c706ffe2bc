import { expect, test } from 'vitest';
import { layoutOf, record } from './recording-context.ts';

/** The cat is in force in the first half of the steps, the dog in the second. */
const layout = layoutOf({
  background: 'a street',
  boxes: [
    { id: '1', caption: 'a cat', rect: { x: 0, y: 0, width: 250, height: 512 }, end: 0.5 },
    { id: '2', caption: 'a dog', rect: { x: 260, y: 0, width: 250, height: 512 }, start: 0.5 },
  ],
});

test('gligen grounds a box only between its start and its end', async () => {
  const { denoised } = await record('gligen', layout, { options: { gligenBeta: 1 } });
  // In the order of captions: cat, dog; the third slot is empty.
  expect(denoised.map(({ grounding }) => Array.from(grounding?.mask.data ?? []))).toEqual([
    ...Array<number[]>(5).fill([1, 0, 0]),
    ...Array<number[]>(5).fill([0, 1, 0]),
  ]);
});

test.each([
  ['backward_guidance', { overallMaxIndexStep: 10, overallMaxIter: 1 }, 'loss_weights'],
  ['boxdiff', { overallMaxIndexStep: 10 }, 'loss_weights'],
])('%s pulls attention into a box only between its start and its end', async (method, options, feed) => {
  const { guided } = await record(method, layout, { options });
  const weights = guided.map(({ loss }) => Array.from((loss.feeds[feed]?.data ?? []) as Float32Array, (w) => w > 0));
  expect(weights).toHaveLength(10);
  // Two tokens each: "a cat", "a dog".
  expect(weights[0]).toEqual([true, true, false, false]);
  expect(weights[9]).toEqual([false, false, true, true]);
});

test('multidiffusion draws a region only between its start and its end', async () => {
  const { denoised } = await record('multidiffusion', layout, { options: { bootstrapping: 0 } });
  const texts = denoised.map(({ cond }) => cond.hidden.data[0]);
  const [background, cat, dog] = [texts[0], texts[1], texts.at(-1)];
  expect(new Set([background, cat, dog]).size).toBe(3);
  const pairs = Array.from({ length: 10 }, (_, i) => texts.slice(2 * i, 2 * i + 2));
  expect(pairs).toEqual(Array.from({ length: 10 }, (_, i) => [background, i < 5 ? cat : dog]));
});
