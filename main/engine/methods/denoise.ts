import { cumulativeAlphas } from '../sampling/alphas.ts';
import { TorchGenerator } from '../sampling/noise.ts';
import { createSampler } from '../sampling/create-sampler.ts';
import type { Sampler } from '../sampling/sampler.ts';
import { elementCount, float32, type Tensor } from '../tensor.ts';
import type { GuidedLatents } from '../guidance/update.ts';
import type { DenoiseResult, Grounding, MethodContext, MethodStep, ModelFacts, TextEmbedding } from './method.ts';

const latentDims = ({ model }: MethodContext): readonly number[] => [
  1,
  model.latentChannels,
  model.latentHeight,
  model.latentWidth,
];

export const latentTensor = (context: MethodContext, data: Float32Array): Tensor => float32(data, latentDims(context));

/** Unit noise of one seed: what a pass starts from, and more of the same stream for samplers that add noise. */
export interface NoiseStream {
  readonly initial: Float32Array;
  readonly next: () => Float32Array;
}

export function noiseStream(context: MethodContext, seed: number): NoiseStream {
  const generator = new TorchGenerator(seed);
  const draw = (): Float32Array => generator.randn(elementCount(latentDims(context)));
  return { initial: draw(), next: draw };
}

export interface Pass {
  /** Index of the box that is drawn alone; null or left out for the whole picture. */
  readonly box?: number | null;
  readonly noise: NoiseStream;
  /** Latents to start from, scaled for the sampler, instead of the noise. */
  readonly start?: Float32Array | undefined;
  readonly sampler?: Sampler | undefined;
  readonly cond: TextEmbedding;
  readonly uncond: TextEmbedding;
  /** Grounding of step i of `of`. */
  readonly grounding?: (i: number, of: number) => Grounding | undefined;
  /** Changes the latents before step i. */
  readonly guide?: ((latents: Float32Array, i: number, sampler: Sampler) => Promise<GuidedLatents>) | undefined;
  /** Cross-attention layers whose maps `observe` wants. */
  readonly record?: readonly string[] | undefined;
  /** Sees the maps of step i, (heads, cells, tokens), and the latents after it. */
  readonly observe?: (i: number, latents: Float32Array, maps: DenoiseResult['maps']) => void;
  /** Changes the latents after step i. */
  readonly settle?: ((latents: Float32Array, i: number) => Float32Array) | undefined;
}

/**
 * One pass from noise to latents with classifier-free guidance, yielding after each step.
 * @returns the final latents, (1, channels, height, width)
 */
export async function* denoisePass(context: MethodContext, pass: Pass): AsyncGenerator<MethodStep, Tensor, void> {
  const sampler = pass.sampler ?? createSampler(context.sampler, context.model.scheduler, context.steps);
  const { prediction, scheduler } = context.model;
  const alphas = cumulativeAlphas(scheduler);
  const of = sampler.timesteps.length;
  let latents: Float32Array = pass.start ?? pass.noise.initial.map((value) => value * sampler.initNoiseSigma);
  for (const [i, timestep] of sampler.timesteps.entries()) {
    const guided = await pass.guide?.(latents, i, sampler);
    latents = guided?.latents ?? latents;
    const modelInput = sampler.scaleModelInput(latents, i);
    const { output, maps } = await context.denoise({
      latents: latentTensor(context, modelInput),
      timestep,
      cond: pass.cond,
      uncond: pass.uncond,
      cfgScale: context.cfgScale,
      grounding: pass.grounding?.(i, of),
      record: pass.record,
    });
    latents = sampler.step(output.data, i, latents, pass.noise.next);
    pass.observe?.(i, latents, maps);
    latents = pass.settle?.(latents, i) ?? latents;
    yield {
      box: pass.box ?? null,
      step: i + 1,
      of,
      losses: guided?.losses ?? [],
      latents: latentTensor(context, latents),
      clean: latentTensor(
        context,
        predictClean(modelInput, output.data, alphas[Math.round(timestep)] ?? 1, prediction),
      ),
    };
  }
  return latentTensor(context, latents);
}

/** The clean latents that the model has in mind: what a preview shows. `alpha` is the share of signal variance at the step. */
export function predictClean(
  modelInput: Float32Array,
  output: Float32Array,
  alpha: number,
  prediction: ModelFacts['prediction'],
): Float32Array {
  const [signal, noise] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
  return prediction === 'epsilon'
    ? modelInput.map((x, k) => (x - noise * (output[k] ?? 0)) / signal)
    : modelInput.map((x, k) => signal * x - noise * (output[k] ?? 0));
}
