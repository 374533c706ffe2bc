import type { CheckpointInfo, GenerateInput, SamplerId } from '../../../preload/contract/engine.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import type { Canvas } from '../../../preload/contract/layout.ts';
import type { Method } from '../methods/method.ts';
import type { SchedulerConfig } from '../sampling/sampler.ts';

const lacks = {
  text_to_image: 'does not turn text into pictures',
  cross_attention: 'has no cross-attention to guide',
  gligen: 'has no GLIGEN layers, which place boxes',
  refine: 'is no refiner',
} as const;

/** @throws AppError capability_missing, saying which and what to do */
export function requireCapabilities(method: Method, info: CheckpointInfo): void {
  const missing = method.needs.filter((need) => !info.capabilities.includes(need));
  if (missing.length === 0) return;
  const reasons = missing.map((need) => lacks[need]).join(' and ');
  throw new AppError(
    'capability_missing',
    `The method ${method.title} can not use the checkpoint “${info.name}”: it ${reasons}. Nothing was drawn; choose another checkpoint or another method.`,
  );
}

const samplersByClass: Readonly<Record<string, SamplerId>> = {
  DDIMScheduler: 'ddim',
  PNDMScheduler: 'pndm',
  DPMSolverMultistepScheduler: 'dpmsolver++',
  UniPCMultistepScheduler: 'unipc',
  EulerDiscreteScheduler: 'euler',
  EulerAncestralDiscreteScheduler: 'euler_ancestral',
  LMSDiscreteScheduler: 'lms',
};

/** The one that the checkpoint was published with; PNDM, Stable Diffusion's first, for others. */
const ownSampler = ({ _class_name }: SchedulerConfig): SamplerId => samplersByClass[_class_name ?? ''] ?? 'pndm';

/** The sampler asked for, else the method's, else the checkpoint's own. */
export const chooseSampler = (input: GenerateInput, method: Method, scheduler: SchedulerConfig): SamplerId =>
  input.sampler ?? method.defaults.sampler ?? ownSampler(scheduler);

/** The checkpoint's own; DDIM instead of PNDM, whose doubled first step is of no use to a pass that starts in the middle. */
export const refineSampler = (scheduler: SchedulerConfig): SamplerId => {
  const own = ownSampler(scheduler);
  return own === 'pndm' ? 'ddim' : own;
};

/**
 * Latent grid of a picture that a refiner draws over: of its native area, in the picture's proportions. The reference has square pictures only, which
 * become the native size exactly (methods.md 5.9).
 */
export function refineGrid(picture: Canvas, { nativeSize, latentFactor }: CheckpointInfo): Canvas {
  const scale = Math.sqrt((nativeSize.width * nativeSize.height) / (picture.width * picture.height)) / latentFactor;
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
}

/** Of a picture on a latent grid. */
export const pixelSize = (
  { width, height }: Canvas,
  { latentFactor }: Pick<CheckpointInfo, 'latentFactor'>,
): Canvas => ({
  width: width * latentFactor,
  height: height * latentFactor,
});

/** The canvas that layouts are written for. */
const nominal = 512;

/**
 * Latent grid of a picture. Checkpoints made for the canvas's own size draw its pixels. Others draw the whole canvas smaller or larger, in the proportion
 * of the size they were trained for; a larger one draws no more pixels than that size has, unless the canvas itself has more, in steps of 64 pixels
 * (Podell et al., arXiv 2307.01952, appendix I).
 */
export function latentGrid(canvas: Canvas, { nativeSize, latentFactor }: CheckpointInfo): Canvas {
  const native = Math.sqrt(nativeSize.width * nativeSize.height);
  const scale = Math.min(native / nominal, Math.max(1, native / Math.sqrt(canvas.width * canvas.height)));
  const unit = scale > 1 ? 8 : 1;
  const cells = (pixels: number): number => Math.round((pixels * scale) / latentFactor / unit) * unit;
  return { width: cells(canvas.width), height: cells(canvas.height) };
}
