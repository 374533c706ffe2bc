import { expect, test } from 'vitest';
import { layoutOf, record } from './recording-context.ts';

const layout = layoutOf({
  background: 'a street',
  boxes: [
    { id: '1', caption: 'a red cat', rect: { x: 0, y: 100, width: 200, height: 300 } },
    { id: '2', caption: 'a dog', rect: { x: 300, y: 100, width: 200, height: 300 } },
  ],
});
const perStep = (guided: { timestep: number }[], timesteps: number[]) =>
  timesteps.map((timestep) => guided.filter((request) => request.timestep === timestep).length);

test('updates once a step, and again in the first until no word is neglected', async () => {
  const { guided, steps } = await record('attend_and_excite', layout, {
    options: { guidedSteps: 3 },
    losses: [0.99, 0.97, 0.94, 0.9],
  });
  const timesteps = [...new Set(guided.map(({ timestep }) => timestep))];
  expect(perStep(guided, timesteps)).toEqual([3, 1, 1]); // 0.94 is enough in step 0
  expect(steps.map(({ losses }) => losses.length)).toEqual([3, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
});

test('ends its refinements', async () => {
  const { guided } = await record('attend_and_excite', layout, {
    options: { guidedSteps: 1, refinements: 4 },
    losses: [0.99],
  });
  expect(guided).toHaveLength(5);
});

test('looks at the last word of each caption, in layers of one grid', async () => {
  const { guided, outcome } = await record('attend_and_excite', layout, { options: { guidedSteps: 1 } });
  const loss = guided[0]?.loss;
  expect(loss?.layers).toEqual(['down_1_0_0', 'up_1_0_0', 'up_1_1_0']);
  expect(outcome.prompt).toBe('a street with a dog, a red cat');
  const choice = Array.from((loss?.feeds['loss_tokens']?.data ?? []) as Float32Array);
  const chosen = [0, 1].map((row) => choice.slice(row * 75, (row + 1) * 75).indexOf(1) + 1);
  expect(chosen).toEqual([5, 9]); // "dog" and "cat"
});

test('draws plainly without boxes', async () => {
  const { guided, steps } = await record('attend_and_excite', layoutOf({ background: 'a street' }));
  expect([guided.length, steps.length]).toEqual([0, 10]);
});
