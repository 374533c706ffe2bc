import { decode } from 'fast-png';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { SamplerId } from '../../../preload/contract/engine.ts';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import type { MethodContext, MethodOutcome, MethodStep } from '../../../main/engine/methods/method.ts';
import { findMethod, parseOptions } from '../../../main/engine/methods/registry.ts';
import { modelGraphs } from '../../../main/engine/pipeline/graphs.ts';
import { Model } from '../../../main/engine/pipeline/model.ts';
import { loadTokenizer } from '../../../main/engine/text/tokenizer.ts';
import {
  floats,
  goldenBytes,
  goldenCheckpoint,
  goldenExists,
  goldenJson,
  goldenRoot,
  goldenTensors,
} from '../../helpers/golden.ts';
import { processorSessions } from '../../helpers/sessions.ts';

interface Stamp {
  mean: number;
  std: number;
  absmax: number;
  first4: number[];
}
interface Run {
  method: string;
  checkpoint: string;
  spec: {
    prompt: string;
    gen_boxes: [string, [number, number, number, number]][];
    bg_prompt: string;
    extra_neg_prompt: string;
  };
  options: { num_inference_steps: number; overall_max_iter?: number; overall_max_index_step?: number };
  seeds: { bg_seed: number };
  encoded: { prompts: string[]; negative_prompt: string }[];
  passes: {
    overall: {
      steps: { timestep: number; in: Stamp; noise: Stamp; out: Stamp }[];
      guidance: { loss: number; step: number }[];
    };
  };
}

/** How a run of the Python implementation is asked for here. */
const asked: Record<string, { method: string; sampler: SamplerId; options: (run: Run) => Record<string, unknown> }> = {
  sd: { method: 'sd', sampler: 'pndm', options: () => ({}) },
  sd_ddim: { method: 'sd', sampler: 'ddim', options: () => ({}) },
  gligen: { method: 'gligen', sampler: 'ddim', options: () => ({ compatibility: 'reference' }) },
  backward_guidance: {
    method: 'backward_guidance',
    sampler: 'ddim',
    options: ({ options }) => ({
      overallMaxIter: options.overall_max_iter,
      overallMaxIndexStep: options.overall_max_index_step,
      compatibility: 'reference',
    }),
  },
};

const names = readdirSync(join(goldenRoot, 'runs'))
  .flatMap((file) => /^(.+)\.json(\.gz)?$/.exec(file)?.[1] ?? [])
  .filter((name) => asked[name.split('-')[0] ?? ''] !== undefined);

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

const deviation = (values: Float32Array): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
};
/** Largest difference, as a share of the expected values' standard deviation. */
const error = (actual: Float32Array, expected: Float32Array): number =>
  expected.reduce((worst, x, i) => Math.max(worst, Math.abs(x - (actual[i] ?? NaN))), 0) / deviation(expected);

describe.each(names)('%s', (name) => {
  const run = goldenJson<Run>(`runs/${name}.json`);
  const arrays = goldenTensors(`runs/${name}.safetensors`);

  test('equals the Python implementation step by step', async () => {
    const how = asked[run.method];
    if (how === undefined) throw new Error(run.method);
    const checkpoint = await openCheckpoint(goldenCheckpoint(run.checkpoint));
    const graphs = modelGraphs(checkpoint, { width: 64, height: 64 });
    const tokenizer = await loadTokenizer(checkpoint.tokenizerFolder);
    const { signal } = new AbortController();
    const model = new Model(graphs, tokenizer, sessions, signal, { stage: () => undefined, opened: () => undefined });
    const encoded: string[] = [];
    const inputs: Float32Array[] = [];
    const timesteps: number[] = [];
    const outputs: Float32Array[] = [];
    const context: MethodContext = {
      layout: layoutSchema.parse({
        prompt: run.spec.prompt,
        background: run.spec.bg_prompt,
        negative: run.spec.extra_neg_prompt,
        boxes: run.spec.gen_boxes.map(([caption, [x, y, width, height]], i) => ({
          id: `box ${i}`,
          caption,
          rect: { x, y, width, height },
        })),
      }),
      seed: run.seeds.bg_seed,
      steps: run.options.num_inference_steps,
      cfgScale: 7.5,
      sampler: how.sampler,
      model: graphs.facts,
      tokenizer,
      signal,
      encode: (prompt) => {
        encoded.push(prompt);
        return model.encode(prompt);
      },
      denoise: async (request) => {
        inputs.push(request.latents.data);
        timesteps.push(request.timestep);
        const result = await model.denoise(request);
        outputs.push(result.output.data);
        return result;
      },
      guide: model.guide,
      decode: model.decode,
    };
    const method = findMethod(how.method);
    const { steps, outcome } = await collect(method.run(context, parseOptions(method, how.options(run))));

    const { overall } = run.passes;
    for (const { prompts, negative_prompt } of run.encoded) {
      expect(encoded).toEqual(expect.arrayContaining(prompts));
      expect(encoded).toContain(negative_prompt);
    }
    expect(timesteps).toEqual(overall.steps.map(({ timestep }) => timestep));

    const losses = steps.flatMap((step, i) => step.losses.map((loss) => ({ loss, step: i })));
    expect(losses.map(({ step }) => step)).toEqual(overall.guidance.map(({ step }) => step));
    losses.forEach(({ loss }, i) => {
      expect(Math.abs(loss / (overall.guidance[i]?.loss ?? NaN) - 1)).toBeLessThan(1e-4);
    });

    for (const [key] of arrays) {
      const [, part, index = '0'] = /^overall_(before_guidance_|step|final)(\d*)/.exec(key) ?? [];
      const actual =
        part === 'step'
          ? inputs[Number(index)]
          : part === 'final'
            ? outcome.latents.data
            : part === undefined
              ? undefined
              : steps[Number(index) - 1]?.latents.data;
      if (actual === undefined) continue;
      expect(error(actual, floats(arrays, key).data), key).toBeLessThan(1e-3);
    }
    overall.steps.forEach((golden, i) => {
      checkStamp(inputs[i], golden.in, `input of step ${i}`);
      checkStamp(outputs[i], golden.noise, `noise of step ${i}`);
      checkStamp(steps[i]?.latents.data, golden.out, `output of step ${i}`);
    });

    if (!goldenExists(`runs/${name}-crop.png`)) return; // the committed set holds one picture
    const picture = await model.decode(outcome.latents);
    const crop = decode(goldenBytes(`runs/${name}-crop.png`));
    let worst = 0;
    for (let i = 0; i < crop.data.length; i++) {
      const [channel, x, y] = [i % 3, Math.floor(i / 3) % crop.width, Math.floor(i / 3 / crop.width)];
      const at = ((y + 160) * picture.width + x + 160) * 3 + channel; // the stored part starts at row and column 160
      worst = Math.max(worst, Math.abs((picture.data[at] ?? 0) - (crop.data[i] ?? 0)));
    }
    expect(worst).toBeLessThanOrEqual(2);
  });
});

async function collect(
  run: AsyncGenerator<MethodStep, MethodOutcome, void>,
): Promise<{ steps: MethodStep[]; outcome: MethodOutcome }> {
  const steps: MethodStep[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done === true) return { steps, outcome: next.value };
    steps.push(next.value);
  }
}

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
