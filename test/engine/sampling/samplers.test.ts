import { describe, expect, test } from 'vitest';
import { samplerIds, type SamplerId } from '../../../preload/contract/engine.ts';
import { cumulativeAlphas } from '../../../main/engine/sampling/alphas.ts';
import { createSampler } from '../../../main/engine/sampling/create-sampler.ts';
import { schedulerConfigSchema, type Sampler, type SchedulerConfig } from '../../../main/engine/sampling/sampler.ts';
import { floats, goldenJson, goldenTensors } from '../../helpers/golden.ts';

interface Run {
  timesteps: number[];
  sigmas?: number[];
  init_noise_sigma: number;
  middle_index: number;
  config: Record<string, unknown>;
}

const names = new Map<string, SamplerId>([
  ['ddim', 'ddim'],
  ['pndm', 'pndm'],
  ['dpmsolver', 'dpmsolver++'],
  ['dpmsolver_karras', 'dpmsolver++karras'],
  ['unipc', 'unipc'],
  ['euler', 'euler'],
  ['euler_leading', 'euler'],
  ['euler_ancestral', 'euler_ancestral'],
  ['lms', 'lms'],
]);

/** The set's stand-in for a model, elementwise. */
const standIn = (latents: Float32Array, t: number): Float32Array =>
  latents.map((x, k) => 0.1 * x * Math.sin(t / 100) + 0.05 * Math.cos(t / 100) * Math.cos(k / 7));

/** Latents after every step. */
function* trajectory(
  sampler: Sampler,
  noise: Float32Array,
  fresh: (i: number) => Float32Array,
): Generator<Float32Array> {
  let latents: Float32Array = noise.map((x) => x * sampler.initNoiseSigma);
  for (const [i, t] of sampler.timesteps.entries()) {
    const output = standIn(sampler.scaleModelInput(latents, i), t);
    latents = sampler.step(output, i, latents, () => fresh(i));
    yield latents;
  }
}

const largest = (values: Float32Array): number => values.reduce((m, x) => Math.max(m, Math.abs(x)), 0);

function relativeError(actual: Float32Array, expected: Float32Array): number {
  expect(actual).toHaveLength(expected.length);
  return largest(actual.map((x, k) => x - (expected[k] ?? NaN))) / largest(expected);
}

describe('equal to diffusers', () => {
  const arrays = goldenTensors('schedulers/schedulers.safetensors');
  const { runs } = goldenJson<{ runs: Record<string, Run> }>('schedulers/schedulers.json');
  const noise = floats(arrays, 'noise').data;
  const stepNoise = floats(arrays, 'step_noise').data;
  const rows = Object.entries(runs).flatMap(([tag, run]) => {
    const [, name = '', steps = ''] = /^(.*)_(?:epsilon|v_prediction)_(\d+)$/.exec(tag) ?? [];
    const id = names.get(name);
    return id === undefined ? [] : [{ tag, id, steps: Number(steps), run }];
  });

  test('the set covers every sampler', () => {
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(samplerIds));
  });

  test.each(rows)('$tag', ({ tag, id, steps, run }) => {
    const sampler = createSampler(id, schedulerConfigSchema.parse(run.config), steps);
    expect(sampler.timesteps).toEqual(run.timesteps);
    expect(sampler.initNoiseSigma).toBeCloseTo(run.init_noise_sigma, 4);
    const states = [...trajectory(sampler, noise, (i) => stepNoise.slice(i * noise.length, (i + 1) * noise.length))];
    for (const [state, key] of [
      [states[run.middle_index], `${tag}_after_step_${run.middle_index}`],
      [states.at(-1), `${tag}_final`],
    ] as const)
      expect(relativeError(state ?? new Float32Array(), floats(arrays, key).data)).toBeLessThan(1e-5);
  });
});

const sd: SchedulerConfig = schedulerConfigSchema.parse({
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  steps_offset: 1,
  set_alpha_to_one: false,
  clip_sample: false,
});

describe.each(samplerIds)('%s with any number of steps', (id) => {
  const noise = Float32Array.from({ length: 8 }, (_, k) => Math.sin(3 * k) * 1.5);
  const counts = [...Array.from({ length: 52 }, (_, i) => i + 1), 99, 250, 333, 499, 500, 501, 750, 998, 999, 1000];

  test.each(['leading', 'trailing', 'linspace'] as const)('%s spacing: finite and descending', (timestep_spacing) => {
    for (const prediction_type of ['epsilon', 'v_prediction'] as const)
      for (const steps of counts) {
        const sampler = createSampler(id, { ...sd, timestep_spacing, prediction_type }, steps);
        expect(sampler.timesteps).toHaveLength(id === 'pndm' && steps > 1 ? steps + 1 : steps);
        for (const [i, t] of sampler.timesteps.entries()) {
          expect(t).toBeGreaterThanOrEqual(0);
          expect(t).toBeLessThanOrEqual(Math.min(999, sampler.timesteps[i - 1] ?? 999));
          expect(sampler.guidanceStepSize(i)).toBeGreaterThan(0);
        }
        const final = [...trajectory(sampler, noise, () => noise)].at(-1);
        expect(final?.every((x) => Number.isFinite(x) && Math.abs(x) < 1e3)).toBe(true);
      }
  });

  test('the inputs of a step stay as they are', () => {
    const sampler = createSampler(id, sd, 4);
    const output = standIn(noise, 900);
    const copies = [Float32Array.from(noise), Float32Array.from(output)];
    sampler.step(output, 0, noise, () => noise);
    sampler.step(output, 1, noise, () => noise);
    expect([noise, output]).toEqual(copies);
  });

  test('a pass that starts in the middle gives the model as much noise as one from the start, and ends', () => {
    const clean = noise.map((x) => x / 3);
    const alphas = cumulativeAlphas(sd);
    const sampler = createSampler(id, { ...sd, timestep_spacing: 'leading' }, 20);
    const first = sampler.timesteps.length - 6;
    const alpha = alphas[Math.round(sampler.timesteps[first] ?? 0)] ?? NaN;
    let latents = sampler.noised(clean, noise, first);
    // Karras' noise levels lie between training steps; what the model is told is the nearest one.
    const digits = id === 'dpmsolver++karras' ? 2 : 3;
    sampler.scaleModelInput(latents, first).forEach((x, k) => {
      const wanted = Math.sqrt(alpha) * (clean[k] ?? NaN) + Math.sqrt(1 - alpha) * (noise[k] ?? NaN);
      expect(x).toBeCloseTo(wanted, digits);
    });
    // A model that knows the noise leads back to the clean latents, but for what its sampler adds or leaves.
    for (let i = first; i < sampler.timesteps.length; i++)
      latents = sampler.step(Float32Array.from(noise), i, latents, () => new Float32Array(8));
    if (id !== 'euler_ancestral') latents.forEach((x, k) => expect(Math.abs(x - (clean[k] ?? NaN))).toBeLessThan(0.15));
    expect(latents.every(Number.isFinite)).toBe(true);
  });

  test('numbers of steps that can not be taken are refused', () => {
    for (const steps of [0, -1, 1.5, 1001, NaN])
      expect(() => createSampler(id, sd, steps)).toThrow(expect.objectContaining({ code: 'bad_request' }) as Error);
  });
});

describe('step size of guidance', () => {
  test('DDIM: sqrt(1 − alpha bar), as the reference', () => {
    const sampler = createSampler('ddim', sd, 50);
    const size = (t: number) => sampler.guidanceStepSize(sampler.timesteps.indexOf(t));
    expect(size(981)).toBeCloseTo(0.99711, 5);
    expect(size(501)).toBeCloseTo(0.85147, 5);
    expect(size(21)).toBeCloseTo(0.14007, 5);
  });

  test('Euler: sigma²', () => {
    const sampler = createSampler('euler', { ...sd, timestep_spacing: 'leading' }, 50);
    expect(sampler.guidanceStepSize(0)).toBeCloseTo(172, 0);
  });

  test('DPM-Solver++: as DDIM; the reference’s table is reachable', () => {
    const plain = createSampler('dpmsolver++', sd, 50);
    const karras = createSampler('dpmsolver++karras', sd, 50);
    expect(plain.guidanceStepSize(0)).toBeCloseTo(0.99767, 3);
    expect(plain.guidanceStepSize(0, true)).toBeLessThan(0.001);
    expect(karras.guidanceStepSize(0, true)).toBeCloseTo(14.6146 ** 2, 1);
  });
});

describe('noise schedules', () => {
  test('zero terminal SNR, cosine and linear betas give finite pictures', () => {
    for (const config of [
      { ...sd, rescale_betas_zero_snr: true, prediction_type: 'v_prediction' as const },
      { ...sd, beta_schedule: 'squaredcos_cap_v2' as const },
      { ...sd, beta_schedule: 'linear' as const, beta_start: 0.0001, beta_end: 0.02 },
    ])
      for (const id of samplerIds) {
        const noise = Float32Array.of(1, -1, 0.5);
        const states = [...trajectory(createSampler(id, config, 10), noise, () => noise)];
        expect(states.at(-1)?.every(Number.isFinite)).toBe(true);
      }
  });

  test('a list of betas must fit the training steps', () => {
    const config = { ...sd, trained_betas: [0.1, 0.2] };
    expect(() => createSampler('ddim', config, 1)).toThrow(
      expect.objectContaining({ code: 'checkpoint_corrupt' }) as Error,
    );
    expect(createSampler('ddim', { ...config, num_train_timesteps: 2 }, 2).timesteps).toEqual([1, 1]);
  });

  test('clip_sample bounds the clean latents of DDIM', () => {
    const latents = Float32Array.of(50);
    const clipped = createSampler('ddim', { ...sd, clip_sample: true, set_alpha_to_one: true }, 1);
    expect(clipped.step(Float32Array.of(0), 0, latents)).toEqual(Float32Array.of(1));
  });
});
