import type { SamplerId } from '../../../preload/contract/engine.ts';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import { filterBoxes } from '../../../main/layout/filter.ts';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import type { BoxPass, MethodContext, MethodOutcome, MethodStep } from '../../../main/engine/methods/method.ts';
import { findMethod, parseOptions } from '../../../main/engine/methods/registry.ts';
import { modelGraphs } from '../../../main/engine/pipeline/graphs.ts';
import { Model } from '../../../main/engine/pipeline/model.ts';
import type { SessionCache } from '../../../main/engine/runtime/session-cache.ts';
import { loadTokenizer } from '../../../main/engine/text/tokenizer.ts';
import { openSam } from '../../../main/engine/vision/open-sam.ts';
import { Segmenter, type Segmentation, type SegmentQuestion } from '../../../main/engine/vision/segment.ts';
import { goldenCheckpoint, type GoldenTensor } from '../../helpers/golden.ts';

/** Statistics of all values and the first four. */
export interface Stamp {
  mean: number;
  std: number;
  absmax: number;
  first4: number[];
}
interface GoldenPass {
  steps: { timestep: number; in: Stamp; noise: Stamp; out: Stamp }[];
  guidance: { loss: number; step: number }[];
}
/** A run of the Python implementation. */
export interface GoldenRun {
  method: string;
  checkpoint: string;
  /** Segmenter that is really asked, here as there; without it, answers of the Python implementation are used. */
  segmenter?: string;
  spec: {
    prompt: string;
    gen_boxes: [string, [number, number, number, number]][];
    bg_prompt: string;
    extra_neg_prompt: string;
  };
  options: {
    num_inference_steps: number;
    max_iter?: number[];
    max_index_step?: number;
    loss_scale?: number;
    loss_threshold?: number;
    overall_max_iter?: number | number[];
    overall_max_index_step?: number;
    overall_loss_scale?: number;
    overall_loss_threshold?: number;
    bootstrapping?: number;
  };
  seeds: { bg_seed: number };
  encoded: { prompts: string[]; negative_prompt: string }[];
  prompts?: string[];
  negative_prompts?: string[];
  passes: Record<string, GoldenPass> & { overall: GoldenPass };
  sam?: {
    input_points: [[[number, number]]] | null;
    input_boxes: [[[number, number, number, number]]] | null;
    confidences: number[];
    /** Cells of each mask on the latent grid. */
    areas: number[];
    /** Index of the mask that was taken. */
    chosen: number;
  }[];
}

interface Asked {
  readonly method: string;
  readonly sampler: SamplerId;
  readonly cfgScale?: number;
  readonly options: (run: GoldenRun) => Record<string, unknown>;
}

const overall = ({ options: o }: GoldenRun) => ({
  overallMaxIter: o.overall_max_iter,
  overallMaxIndexStep: o.overall_max_index_step,
  overallLossScale: o.overall_loss_scale,
  overallLossThreshold: o.overall_loss_threshold,
  compatibility: 'reference',
});

/** How a run of the Python implementation is asked for here. */
export const asked: Readonly<Record<string, Asked>> = {
  sd: { method: 'sd', sampler: 'pndm', options: () => ({}) },
  sd_ddim: { method: 'sd', sampler: 'ddim', options: () => ({}) },
  gligen: { method: 'gligen', sampler: 'ddim', options: () => ({ compatibility: 'reference' }) },
  backward_guidance: { method: 'backward_guidance', sampler: 'ddim', options: overall },
  boxdiff: {
    method: 'boxdiff',
    sampler: 'ddim',
    options: ({ options: o }) => ({ overallMaxIndexStep: o.overall_max_index_step, compatibility: 'reference' }),
  },
  multidiffusion: {
    method: 'multidiffusion',
    sampler: 'ddim',
    cfgScale: 10,
    options: ({ options: o }) => ({ bootstrapping: o.bootstrapping }),
  },
  lmd: {
    method: 'lmd',
    sampler: 'ddim',
    options: (run) => ({
      ...overall(run),
      perBoxMaxIter: run.options.max_iter,
      perBoxMaxIndexStep: run.options.max_index_step,
      perBoxLossScale: run.options.loss_scale,
      perBoxLossThreshold: run.options.loss_threshold,
    }),
  },
  lmd_plus: { method: 'lmd_plus', sampler: 'ddim', options: overall },
};

/** What a method asked of its model, and what came of it. */
export interface Replay {
  readonly encoded: readonly string[];
  readonly inputs: readonly Float32Array[];
  readonly timesteps: readonly number[];
  readonly outputs: readonly Float32Array[];
  /** Latents that a guidance loss was measured of. */
  readonly guided: readonly Float32Array[];
  readonly queries: readonly SegmentQuestion[];
  readonly answers: readonly Segmentation[];
  readonly passes: readonly BoxPass[];
  readonly steps: readonly MethodStep[];
  /** null of a replay that was ended early. */
  readonly outcome: MethodOutcome | null;
  readonly decode: Model['decode'];
}

/**
 * Does a run again.
 * @param most steps after which it is ended
 */
export async function replay(
  run: GoldenRun,
  arrays: ReadonlyMap<string, GoldenTensor>,
  sessions: SessionCache,
  most = Infinity,
): Promise<Replay> {
  const how = asked[run.method];
  if (how === undefined) throw new Error(run.method);
  const checkpoint = await openCheckpoint(goldenCheckpoint(run.checkpoint));
  const graphs = modelGraphs(checkpoint, { width: 64, height: 64 });
  const tokenizer = await loadTokenizer(checkpoint.tokenizerFolder);
  const { signal } = new AbortController();
  const model = new Model(graphs, tokenizer, sessions, signal, { stage: () => undefined, opened: () => undefined });
  const segmenter =
    run.segmenter === undefined ? null : new Segmenter(await openSam(goldenCheckpoint(run.segmenter)), sessions);
  const seen = {
    encoded: [] as string[],
    inputs: [] as Float32Array[],
    timesteps: [] as number[],
    outputs: [] as Float32Array[],
    guided: [] as Float32Array[],
    queries: [] as SegmentQuestion[],
    answers: [] as Segmentation[],
    passes: [] as BoxPass[],
  };
  const context: MethodContext = {
    layout: goldenLayout(run),
    seed: run.seeds.bg_seed,
    steps: run.options.num_inference_steps,
    cfgScale: how.cfgScale ?? 7.5,
    sampler: how.sampler,
    model: graphs.facts,
    tokenizer,
    signal,
    encode: (prompt) => {
      seen.encoded.push(prompt);
      return model.encode(prompt);
    },
    denoise: async (request) => {
      seen.inputs.push(request.latents.data);
      seen.timesteps.push(request.timestep);
      const result = await model.denoise(request);
      seen.outputs.push(result.output.data);
      return result;
    },
    guide: (request) => {
      seen.guided.push(request.latents.data);
      return model.guide(request);
    },
    decode: model.decode,
    encodePicture: model.encodePicture,
    segment: async (picture, query) => {
      const box = seen.queries.push(query) - 1;
      const answer = segmenter === null ? knownAnswer(run, arrays, box) : await segmenter.segment(picture, query);
      seen.answers.push(answer);
      return answer;
    },
    passes: {
      read: () => Promise.resolve(null),
      write: (_key, pass) => Promise.resolve(void seen.passes.push(pass)),
    },
  };
  const method = findMethod(how.method);
  const options = Object.fromEntries(Object.entries(how.options(run)).filter(([, value]) => value !== undefined));
  const steps: MethodStep[] = [];
  const generator = method.run(context, parseOptions(method, options));
  for (;;) {
    const next = await generator.next();
    if (next.done === true) return { ...seen, steps, outcome: next.value, decode: model.decode };
    steps.push(next.value);
    if (steps.length < most) continue;
    await generator.return(undefined as never);
    return { ...seen, steps, outcome: null, decode: model.decode };
  }
}

/** What the Python implementation's segmenter answered for a box. */
function knownAnswer(run: GoldenRun, arrays: ReadonlyMap<string, GoldenTensor>, box: number): Segmentation {
  const candidates = arrays.get(`box${box}_sam_candidates`)?.data as Uint8Array;
  const cells = candidates.length / 3;
  return {
    masks: [0, 1, 2].map((k) => ({ width: 64, height: 64, cells: candidates.slice(k * cells, (k + 1) * cells) })),
    confidences: Float32Array.from(run.sam?.[box]?.confidences ?? []),
  };
}

function goldenLayout({ method, spec }: GoldenRun) {
  const named = spec.gen_boxes.map(([name, box]) => ({ name, box }));
  // The Python implementation of MultiDiffusion stretches every layout to the canvas first (quirk Q1); here that is stage 1's to do.
  const boxes = method === 'multidiffusion' ? filterBoxes(named, { scale: true, compatibility: 'reference' }) : named;
  return layoutSchema.parse({
    prompt: spec.prompt,
    background: spec.bg_prompt,
    negative: spec.extra_neg_prompt,
    boxes: boxes.map(({ name, box: [x, y, width, height] }, i) => ({
      id: `box ${i}`,
      caption: name,
      rect: { x, y, width, height },
    })),
  });
}
