import { join } from 'node:path';
import type { Layout } from '../../../preload/contract/layout.ts';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import type {
  DenoiseRequest,
  GuideRequest,
  Method,
  MethodContext,
  MethodOutcome,
  MethodStep,
  ModelFacts,
} from '../../../main/engine/methods/method.ts';
import { findMethod, parseOptions } from '../../../main/engine/methods/registry.ts';
import { schedulerConfigSchema } from '../../../main/engine/sampling/sampler.ts';
import { float32, type Tensor } from '../../../main/engine/tensor.ts';
import { loadTokenizer, type Tokenizer } from '../../../main/engine/text/tokenizer.ts';
import { goldenCheckpoint } from '../../helpers/golden.ts';

/** What a method asked of its model. */
export interface Recording {
  readonly encoded: string[];
  readonly denoised: DenoiseRequest[];
  readonly guided: GuideRequest[];
  readonly steps: MethodStep[];
  readonly outcome: MethodOutcome;
}

let clip: Promise<Tokenizer> | undefined;

export const layoutOf = (layout: unknown): Layout => layoutSchema.parse(layout);

interface Change {
  options?: Record<string, unknown>;
  context?: Partial<MethodContext>;
  model?: Partial<ModelFacts>;
  /** Losses that the model answers with, in order; the last goes on. */
  losses?: readonly number[];
}

const layer = (key: string, side: number) => ({ key, width: side, height: side, heads: 2 });
const embedding = (seed: number) => ({
  hidden: float32(new Float32Array(77 * 4).fill(seed), [1, 77, 4]),
  pooled: float32([seed, seed, seed, seed], [1, 4]),
});

/** Runs a method on a model that predicts no noise and records what it is asked. */
export async function record(id: string, layout: Layout, change: Change = {}): Promise<Recording> {
  const method: Method = findMethod(id);
  const [encoded, denoised, guided, steps]: [string[], DenoiseRequest[], GuideRequest[], MethodStep[]] = [
    [],
    [],
    [],
    [],
  ];
  const zeros = ({ dims }: Tensor): Tensor => float32(new Float32Array(dims.reduce((a, b) => a * b)), dims);
  const context: MethodContext = {
    layout,
    seed: 1,
    steps: 10,
    cfgScale: 7.5,
    sampler: 'ddim',
    model: {
      capabilities: new Set(['text_to_image', 'cross_attention', 'gligen']),
      latentChannels: 4,
      latentFactor: 8,
      latentScale: 0.18215,
      latentHeight: 8,
      latentWidth: 8,
      maxTokens: 77,
      prediction: 'epsilon',
      scheduler: schedulerConfigSchema.parse({ clip_sample: false }),
      groundingSlots: 3,
      crossAttention: [
        layer('down_1_0_0', 4),
        layer('mid_0_0_0', 2),
        layer('up_0_0_0', 2),
        layer('up_1_0_0', 4),
        layer('up_1_1_0', 4),
        layer('up_2_0_0', 8),
      ],
      ...change.model,
    },
    tokenizer: await (clip ??= loadTokenizer(join(goldenCheckpoint('tiny-sd1'), 'tokenizer'))),
    signal: new AbortController().signal,
    encode: (prompt) => {
      encoded.push(prompt);
      return Promise.resolve(embedding(encoded.indexOf(prompt) + 1));
    },
    denoise: (request) => {
      denoised.push(request);
      return Promise.resolve({ output: zeros(request.latents), maps: new Map() });
    },
    guide: (request) => {
      const loss = change.losses?.[guided.length] ?? change.losses?.at(-1) ?? 1;
      guided.push(request);
      return Promise.resolve({ loss, gradient: zeros(request.latents) });
    },
    decode: () => Promise.reject(new Error('methods leave decoding to the pipeline')),
    encodePicture: () => Promise.reject(new Error('no picture to encode')),
    segment: null,
    passes: null,
    ...change.context,
  };
  const run = method.run(context, parseOptions(method, change.options ?? {}));
  for (;;) {
    const { value, done } = await run.next();
    if (done === true) return { encoded, denoised, guided, steps, outcome: value };
    steps.push(value);
  }
}
