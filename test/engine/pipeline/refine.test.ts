import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { generateRequestSchema, type EngineEvent, type GenerateResult } from '../../../preload/contract/engine.ts';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { runGeneration } from '../../../main/engine/pipeline.ts';
import { refineSampler } from '../../../main/engine/pipeline/choose.ts';
import { modelGraphs } from '../../../main/engine/pipeline/graphs.ts';
import { imageToImage } from '../../../main/engine/pipeline/image-to-image.ts';
import { Model } from '../../../main/engine/pipeline/model.ts';
import { float32, type Tensor } from '../../../main/engine/tensor.ts';
import { loadTokenizer } from '../../../main/engine/text/tokenizer.ts';
import { floats, goldenCheckpoint, goldenJson, goldenTensors } from '../../helpers/golden.ts';
import { largestError } from '../../helpers/model-graph.ts';
import { copiedCheckpoint } from '../../helpers/safetensors.ts';
import { processorSessions } from '../../helpers/sessions.ts';

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

test('draws over a picture as diffusers does, step by step', async () => {
  const golden = goldenTensors('components/refiner.safetensors');
  const { prompts, run } = goldenJson<{
    prompts: string[];
    run: { num_inference_steps: number; strength: number; guidance_scale: number; seed: number };
  }>('components/refiner.json');
  const checkpoint = await openCheckpoint(goldenCheckpoint('tiny-refiner'));
  const graphs = modelGraphs(checkpoint, { height: 16, width: 16 });
  // The golden run tells the network of a picture of the refiner's native size.
  const { pictureFacts } = modelGraphs(checkpoint, { height: 128, width: 128 });
  const model = new Model(
    { ...graphs, pictureFacts },
    await loadTokenizer(checkpoint.tokenizerFolder),
    sessions,
    new AbortController().signal,
    { stage: () => undefined, opened: () => undefined },
  );
  const { data, dims } = floats(golden, 'encode_in');
  const passes = imageToImage(
    model,
    { scheduler: checkpoint.scheduler, latentScale: checkpoint.vae.config.scaling_factor },
    {
      picture: float32(data, dims),
      prompt: prompts[0] ?? '',
      negative: prompts[1] ?? '',
      seed: run.seed,
      sampler: refineSampler(checkpoint.scheduler),
      steps: run.num_inference_steps,
      ratio: run.strength,
      cfgScale: run.guidance_scale,
    },
  );
  const steps: Tensor[] = [];
  for (let next = await passes.next(); next.done !== true; next = await passes.next()) steps.push(next.value);
  expect(steps).toHaveLength(6);
  for (const [i, latents] of steps.entries()) {
    const expected = floats(golden, `run_latents_${i}`);
    expect(largestError(latents, expected) / deviation(expected.data), `step ${i}`).toBeLessThan(5e-4);
  }
  const picture = await model.decode(steps.at(-1) ?? float32([], [0]));
  const expected = golden.get('run_image')?.data ?? new Uint8Array();
  const pixels = picture.width * picture.height;
  const differences = picture.data.map((value, i) =>
    Math.abs(value - Number(expected[(i % 3) * pixels + Math.floor(i / 3)])),
  );
  expect(Math.max(...differences)).toBeLessThanOrEqual(1);
});

const deviation = (values: Float32Array): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
};

/** The golden refiner as if it were made for pictures of 128 pixels. */
function smallRefiner(): string {
  const folder = copiedCheckpoint(goldenCheckpoint('tiny-refiner'));
  const file = join(folder, 'unet/config.json');
  writeFileSync(
    file,
    JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>), sample_size: 16 }),
  );
  return folder;
}

async function generated(request: Record<string, unknown>): Promise<{ events: EngineEvent[]; result: GenerateResult }> {
  const input = generateRequestSchema.parse({
    layout: { canvas: { width: 256, height: 256 }, prompt: 'a red cat' },
    checkpoint: goldenCheckpoint('tiny-sd1'),
    method: 'sd',
    steps: 2,
    ...request,
  });
  const events: EngineEvent[] = [];
  const run = runGeneration(input, { sessions, signal: new AbortController().signal });
  for (;;) {
    const next = await run.next();
    if (next.done === true) return { events, result: next.value };
    events.push(next.value);
  }
}

test('comes after any method, at the refiner’s own size', async () => {
  const refiner = { checkpoint: smallRefiner(), ratio: 0.06 };
  const plain = await generated({ refiner: null });
  const { events, result } = await generated({ refiner });
  expect(plain.result.image).toMatchObject({ width: 256, height: 256 });
  expect(plain.result.timings).not.toHaveProperty('refineMs');
  expect(result.image).toMatchObject({ width: 128, height: 128 });
  expect(result.settings).toEqual({ ...plain.result.settings, refiner });
  expect(result.timings.refineMs).toBeGreaterThan(0);

  const said = events.map((event) => (event.kind === 'stage' ? event.stage : 'step'));
  const refine = said.indexOf('refine');
  expect(refine).toBeGreaterThan(said.indexOf('decode'));
  expect(said.slice(refine).filter((what) => what !== 'compile' && what !== 'refine')).toEqual([
    'step',
    'step',
    'step',
  ]);
  const steps = events.filter((event) => event.kind === 'step');
  expect(steps.slice(-3).map(({ step, of }) => [step, of])).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
  expect(steps.at(-3)?.preview).toEqual(plain.result.image);
  expect(steps.at(0)?.remainingMs).toBeGreaterThan(steps.at(-1)?.remainingMs ?? Infinity);
});

test('a refiner that can not be opened is told before anything is drawn', async () => {
  await expect(generated({ refiner: { checkpoint: '/nowhere' } })).rejects.toMatchObject({
    code: 'checkpoint_missing',
  });
});

test('a refiner is no checkpoint to draw with', async () => {
  await expect(generated({ checkpoint: smallRefiner() })).rejects.toMatchObject({ code: 'capability_missing' });
});
