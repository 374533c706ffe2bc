import { decode } from 'fast-png';
import { expect } from 'vitest';
import { area } from '../../../main/engine/guidance/grid.ts';
import { resizeMask } from '../../../main/engine/guidance/mask-choice.ts';
import type { SessionCache } from '../../../main/engine/runtime/session-cache.ts';
import {
  floats,
  goldenBytes,
  goldenExists,
  goldenJson,
  goldenTensors,
  type GoldenTensor,
} from '../../helpers/golden.ts';
import { replay, type GoldenRun, type Replay, type Stamp } from './golden-replay.ts';

/** Does a run of the Python implementation again and holds every stage of it against the numbers there. */
export async function expectGoldenRun(name: string, sessions: SessionCache): Promise<void> {
  const run = goldenJson<GoldenRun>(`runs/${name}.json`);
  const arrays = goldenTensors(`runs/${name}.safetensors`);
  const done = await replay(run, arrays, sessions);
  expectTexts(run, done);
  expectBoxes(run, arrays, done);
  expectSegments(run, done);
  expectComposition(run, arrays, done);
  if (run.method === 'multidiffusion') expectJoinedSteps(run, arrays, done);
  else expectPasses(run, arrays, done);
  expect(error(done.outcome?.latents.data, floats(arrays, 'overall_final_latents').data)).toBeLessThan(1e-2);
  if (goldenExists(`runs/${name}-crop.png`)) await expectPicture(name, done);
}

function expectTexts({ encoded, prompts = [], negative_prompts = [] }: GoldenRun, done: Replay): void {
  for (const { prompts: conditional, negative_prompt } of encoded) {
    expect(done.encoded).toEqual(expect.arrayContaining([...conditional, negative_prompt]));
  }
  expect(done.encoded).toEqual(expect.arrayContaining([...prompts, ...negative_prompts]));
}

/** The passes of single boxes: what the segmenter was asked, masks, latents and attention that are kept. */
function expectBoxes(run: GoldenRun, arrays: ReadonlyMap<string, GoldenTensor>, { queries, passes }: Replay): void {
  const golden = run.sam?.map(({ input_points, input_boxes }) =>
    input_points === null ? { box: input_boxes?.[0][0] } : { point: input_points[0][0] },
  );
  expect(queries).toEqual(golden ?? []);
  for (const [k, { mask, trajectory, attention }] of passes.entries()) {
    const expected = arrays.get(`box${k}_mask`)?.data as Uint8Array;
    const equal = mask.cells.reduce((sum, cell, i) => sum + (cell === expected[i] ? 1 : 0), 0);
    expect(equal / expected.length, `mask of box ${k}`).toBeGreaterThan(0.995);
    if (arrays.has(`box${k}_latents_1`))
      expect(error(trajectory[1], floats(arrays, `box${k}_latents_1`).data)).toBeLessThan(1e-3);
    for (const [key, steps] of attention) {
      const array = `box${k}_word_map_step2_${key}`;
      if (arrays.has(array)) expect(error(steps[2], floats(arrays, array).data), array).toBeLessThan(1e-3);
    }
  }
}

/** What the segmenter answered, and which of its masks was taken. */
function expectSegments({ segmenter, sam = [] }: GoldenRun, { answers, passes }: Replay): void {
  if (segmenter === undefined) return; // the answers were given
  for (const [k, { areas, chosen, confidences }] of sam.entries()) {
    const candidates = answers[k]?.masks.map((mask) => resizeMask(mask, { width: 64, height: 64 })) ?? [];
    candidates.forEach((mask, i) => {
      expect(Math.abs(area(mask) - (areas[i] ?? NaN)), `box ${k}, area of mask ${i}`).toBeLessThan(10);
      expect(answers[k]?.confidences[i], `box ${k}, confidence of mask ${i}`).toBeCloseTo(confidences[i] ?? NaN, 3);
    });
    expect(passes[k]?.mask, `mask taken for box ${k}`).toEqual(candidates[chosen]);
  }
}

/** What the whole picture starts from, and what its frozen steps hold to. */
function expectComposition(run: GoldenRun, arrays: ReadonlyMap<string, GoldenTensor>, done: Replay): void {
  const foreground = arrays.get('foreground_indices')?.data;
  if (foreground === undefined) return;
  const boxes = Object.entries(run.passes).filter(([pass]) => pass !== 'overall');
  const before = boxes.reduce((sum, [, { guidance }]) => sum + guidance.length, 0);
  const start = boxes.reduce((sum, [, { steps }]) => sum + steps.length, 0);
  const guidedAtOnce = run.passes.overall.guidance[0]?.step === 0;
  for (const [key] of arrays) {
    const [, index] = /^composed_latents_(\d+)$/.exec(key) ?? [];
    if (index === undefined) continue;
    const expected = floats(arrays, key).data;
    const frozen = done.steps[start + Number(index) - 1]?.latents.data;
    const actual =
      index === '0'
        ? guidedAtOnce
          ? done.guided[before]
          : done.inputs[start]
        : expected.map((value, i) => (foreground[i % foreground.length] ? (frozen?.[i] ?? NaN) : value));
    expect(error(actual, expected), key).toBeLessThan(1e-3);
  }
}

function expectPasses(run: GoldenRun, arrays: ReadonlyMap<string, GoldenTensor>, done: Replay): void {
  // Boxes in the order in which they are drawn, then the whole picture.
  const passes = Object.keys(run.passes).toSorted(
    (a, b) => Number(a === 'overall') - Number(b === 'overall') || a.localeCompare(b),
  );
  expect(done.timesteps).toEqual(passes.flatMap((pass) => run.passes[pass]?.steps.map(({ timestep }) => timestep)));
  let at = 0;
  for (const pass of passes) {
    const golden = run.passes[pass] ?? { steps: [], guidance: [] };
    const part = <T>(list: readonly T[]): readonly T[] => list.slice(at, at + golden.steps.length);
    const [inputs, outputs, steps] = [part(done.inputs), part(done.outputs), part(done.steps)];
    at += golden.steps.length;
    const losses = steps.flatMap((step, i) => step.losses.map((loss) => ({ loss, step: i })));
    expect(
      losses.map(({ step }) => step),
      pass,
    ).toEqual(golden.guidance.map(({ step }) => step));
    losses.forEach(({ loss }, i) => {
      expect(Math.abs(loss / (golden.guidance[i]?.loss ?? NaN) - 1), `${pass}, loss ${i}`).toBeLessThan(1e-4);
    });
    golden.steps.forEach((stamps, i) => {
      checkStamp(inputs[i], stamps.in, `${pass}, input of step ${i}`);
      checkStamp(outputs[i], stamps.noise, `${pass}, noise of step ${i}`);
    });
    if (pass !== 'overall') continue;
    for (const [key] of arrays) {
      const [, part, index = '0'] = /^overall_(before_guidance_|step)(\d+)/.exec(key) ?? [];
      const actual = part === 'step' ? inputs[Number(index)] : steps[Number(index) - 1]?.latents.data;
      if (part !== undefined) expect(error(actual, floats(arrays, key).data), key).toBeLessThan(1e-3);
    }
  }
}

/**
 * MultiDiffusion: the joined latents after each step. The random autoencoder's backgrounds reach 13,000, which blows the noise of float32 up:
 * hence ten times the usual tolerance.
 */
function expectJoinedSteps(run: GoldenRun, arrays: ReadonlyMap<string, GoldenTensor>, { steps }: Replay): void {
  expect(steps.length).toBe(run.passes.overall.steps.length);
  for (const [key] of arrays) {
    const [, index] = /^overall_step(\d+)_out/.exec(key) ?? [];
    if (index === undefined) continue;
    expect(error(steps[Number(index)]?.latents.data, floats(arrays, key).data), key).toBeLessThan(1e-2);
  }
}

async function expectPicture(name: string, { outcome, decode: decodeLatents }: Replay): Promise<void> {
  if (outcome === null) throw new Error('the replay was ended early');
  const picture = await decodeLatents(outcome.latents);
  const crop = decode(goldenBytes(`runs/${name}-crop.png`));
  let worst = 0;
  for (let i = 0; i < crop.data.length; i++) {
    const [channel, x, y] = [i % 3, Math.floor(i / 3) % crop.width, Math.floor(i / 3 / crop.width)];
    const at = ((y + 160) * picture.width + x + 160) * 3 + channel; // the stored part starts at row and column 160
    worst = Math.max(worst, Math.abs((picture.data[at] ?? 0) - (crop.data[i] ?? 0)));
  }
  expect(worst).toBeLessThanOrEqual(2);
}

const deviation = (values: Float32Array): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
};
/** Largest difference, as a share of the expected values' standard deviation. */
const error = (actual: Float32Array | undefined, expected: Float32Array): number =>
  expected.reduce((worst, x, i) => Math.max(worst, Math.abs(x - (actual?.[i] ?? NaN))), 0) / deviation(expected);

/** Compares statistics of all values and the first four. */
function checkStamp(values: Float32Array | undefined, golden: Stamp, what: string): void {
  if (values === undefined) throw new Error(`${what} is missing`);
  const tolerance = 1e-3 * golden.std;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  expect(Math.abs(mean - golden.mean), `${what}, mean`).toBeLessThan(tolerance);
  expect(Math.abs(deviation(values) - golden.std), `${what}, deviation`).toBeLessThan(tolerance);
  expect(Math.abs(largest - golden.absmax), `${what}, largest`).toBeLessThan(10 * tolerance);
  golden.first4.forEach((x, i) => {
    expect(Math.abs(x - (values[i] ?? NaN)), `${what}, value ${i}`).toBeLessThan(tolerance);
  });
}
