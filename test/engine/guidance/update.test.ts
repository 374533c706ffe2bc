import { describe, expect, test } from 'vitest';
import { Guidance, type GuidanceOptions, type LossGradient } from '../../../main/engine/guidance/update.ts';
import { createSampler } from '../../../main/engine/sampling/create-sampler.ts';
import { schedulerConfigSchema } from '../../../main/engine/sampling/sampler.ts';

const config = schedulerConfigSchema.parse({
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  steps_offset: 1,
  clip_sample: false,
});
const ddim = createSampler('ddim', config, 50);
const options: GuidanceOptions = { lossScale: 5, lossThreshold: 0.2, maxIter: 3, maxIndexStep: 10 };
const latents = Float32Array.of(1, -2, 0.5);

/** Σ x² of what the model sees. */
const squares: LossGradient = (x) =>
  Promise.resolve({ loss: x.reduce((sum, v) => sum + v * v, 0), gradient: x.map((v) => 2 * v) });
const constant =
  (loss: number): LossGradient =>
  (x) =>
    Promise.resolve({ loss, gradient: x.map(() => 1) });

test('one update is a gradient step of scale times the size for the time step', async () => {
  const guidance = new Guidance({ ...options, maxIter: 1 });
  const { latents: moved, losses } = await guidance.update(latents, 0, ddim, squares);
  expect(losses).toEqual([5.25]);
  const eta = 0.99711; // sqrt(1 - alpha bar) at t = 981
  moved.forEach((value, k) => expect(value).toBeCloseTo((latents[k] ?? 0) * (1 - 5 * eta * 2), 3));
});

test('the gradient is taken by the latents, not by the scaled input of the model', async () => {
  const euler = createSampler('euler', config, 50);
  const seen: number[] = [];
  const spy: LossGradient = (x) => {
    seen.push(x[0] ?? NaN);
    return squares(x);
  };
  const guidance = new Guidance({ ...options, lossScale: 1e-4, maxIter: 1 });
  const { latents: moved } = await guidance.update(latents, 3, euler, spy);
  const scale = (seen[0] ?? NaN) / (latents[0] ?? NaN);
  expect(scale).toBeLessThan(0.5);
  const slope = 2 * scale * scale * (latents[0] ?? NaN); // d/dz (scale · z)²
  expect(moved[0]).toBeCloseTo((latents[0] ?? NaN) - 1e-4 * euler.guidanceStepSize(3) * slope, 5);
});

describe('when it stops', () => {
  test('after the iterations of the step', async () => {
    const guidance = new Guidance({ ...options, maxIter: [2, 1] });
    const counts: number[] = [];
    for (const i of [0, 1, 2]) counts.push((await guidance.update(latents, i, ddim, constant(7))).losses.length);
    expect(counts).toEqual([2, 1, 1]);
  });

  test('for good once the loss has reached the threshold', async () => {
    const guidance = new Guidance(options);
    expect((await guidance.update(latents, 0, ddim, constant(0.1))).losses).toEqual([0.1]);
    const later = await guidance.update(latents, 1, ddim, constant(9));
    expect(later.losses).toEqual([]);
    expect(later.latents).toEqual(latents);
  });

  test('from the last guided step on', async () => {
    const guidance = new Guidance(options);
    expect((await guidance.update(latents, 9, ddim, constant(7))).losses.length).toBe(3);
    expect((await guidance.update(latents, 10, ddim, constant(7))).losses).toEqual([]);
  });

  test('with an error when the loss is not a number', async () => {
    const guidance = new Guidance(options);
    await expect(guidance.update(latents, 0, ddim, constant(NaN))).rejects.toMatchObject({ code: 'numeric' });
  });
});
