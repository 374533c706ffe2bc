import type { SamplerId } from '../../../preload/contract/engine.ts';
import { createSampler } from '../sampling/create-sampler.ts';
import { TorchGenerator } from '../sampling/noise.ts';
import type { SchedulerConfig } from '../sampling/sampler.ts';
import { float32, type Tensor } from '../tensor.ts';
import type { Model } from './model.ts';

export interface ImageToImage {
  /** (1, 3, H, W), values from -1 to 1; sides fit the latent grid of the model. */
  readonly picture: Tensor;
  readonly prompt: string;
  readonly negative: string;
  readonly seed: number;
  readonly sampler: SamplerId;
  /** Of a whole pass. */
  readonly steps: number;
  /** Share of the steps that are taken, the last ones. */
  readonly ratio: number;
  readonly cfgScale: number;
}

/** How many steps are taken: diffusers' "strength". */
export const stepsTaken = ({ steps, ratio }: Pick<ImageToImage, 'steps' | 'ratio'>): number =>
  Math.min(Math.trunc(steps * ratio), steps);

/**
 * Draws over a picture: noise is added to its latents, and the last steps of a pass take it away again. Meng et al. (SDEdit), arXiv 2108.01073,
 * algorithm 1; the random numbers in the order of diffusers' StableDiffusionXLImg2ImgPipeline.
 * @param latentScale what the autoencoder's latents are multiplied by for the UNet
 * @yields the latents after each step
 * @returns the final latents, (1, channels, h, w)
 */
export async function* imageToImage(
  model: Pick<Model, 'encode' | 'encodePicture' | 'denoise'>,
  { scheduler, latentScale }: { readonly scheduler: SchedulerConfig; readonly latentScale: number },
  options: ImageToImage,
): AsyncGenerator<Tensor, Tensor, void> {
  const { cfgScale } = options;
  const sampler = createSampler(options.sampler, scheduler, options.steps);
  const cond = await model.encode(options.prompt);
  const uncond = await model.encode(options.negative);
  const { mean, logvar } = await model.encodePicture(options.picture);
  const generator = new TorchGenerator(options.seed);
  const draw = (): Float32Array => generator.randn(mean.data.length);
  const posterior = draw();
  const clean = mean.data.map(
    (value, k) => (value + Math.exp(0.5 * (logvar.data[k] ?? 0)) * (posterior[k] ?? 0)) * latentScale,
  );
  const first = sampler.timesteps.length - stepsTaken(options);
  let latents = sampler.noised(clean, draw(), first);
  for (const [i, timestep] of [...sampler.timesteps.entries()].slice(first)) {
    const modelInput = float32(sampler.scaleModelInput(latents, i), mean.dims);
    const { output } = await model.denoise({ latents: modelInput, timestep, cond, uncond, cfgScale });
    latents = sampler.step(output.data, i, latents, draw);
    yield float32(latents, mean.dims);
  }
  return float32(latents, mean.dims);
}
