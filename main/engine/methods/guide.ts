import type { GuidanceLoss } from '../guidance/loss.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import { inputScale, type Guidance } from '../guidance/update.ts';
import type { Sampler } from '../sampling/sampler.ts';
import type { Pass } from './denoise.ts';
import { latentTensor } from './denoise.ts';
import type { Grounding, MethodContext, TextEmbedding } from './method.ts';

export interface GuidedBy {
  readonly guidance: Guidance;
  readonly cond: TextEmbedding;
  /** Loss of step i of `of`. */
  readonly loss: (i: number, of: number) => GuidanceLoss;
  /** Grounding that the loss is measured with. */
  readonly grounding?: ((i: number, of: number) => Grounding | undefined) | undefined;
}

/** The update loop as a pass wants it. */
export const guideBy =
  (context: MethodContext, { guidance, cond, loss, grounding }: GuidedBy): NonNullable<Pass['guide']> =>
  (latents, i, sampler) => {
    const timestep = sampler.timesteps[i] ?? 0;
    const of = sampler.timesteps.length;
    let ofStep: GuidanceLoss | undefined; // the same for all updates of a step
    return guidance.update(latents, i, sampler, async (modelInput) => {
      const found = await context.guide({
        latents: latentTensor(context, modelInput),
        timestep,
        cond,
        loss: (ofStep ??= loss(i, of)),
        grounding: grounding?.(i, of),
      });
      return { loss: found.loss, gradient: found.gradient.data };
    });
  };

export interface Descent {
  readonly cond: TextEmbedding;
  readonly loss: GuidanceLoss;
  /** Step size at the first step; falls to sqrt(0.5) of it by the last. */
  readonly stepSize: number;
}

/**
 * One update of Attend-and-Excite and BoxDiff, whose step size is the same for every sampler (methods.md 5.5).
 * @returns the moved latents, and the loss before
 * @throws AppError numeric for a loss that is not a number
 */
export async function descend(
  context: MethodContext,
  latents: Float32Array,
  i: number,
  sampler: Sampler,
  { cond, loss, stepSize }: Descent,
): Promise<{ latents: Float32Array; loss: number }> {
  const modelInput = latentTensor(context, sampler.scaleModelInput(latents, i));
  const found = await context.guide({ latents: modelInput, timestep: sampler.timesteps[i] ?? 0, cond, loss });
  if (Number.isNaN(found.loss))
    throw new AppError(
      'numeric',
      `The guidance loss of step ${i + 1} is not a number. No picture was made; lower the step size.`,
    );
  const last = Math.max(sampler.timesteps.length - 1, 1);
  const step = stepSize * Math.sqrt(1 - (0.5 * i) / last) * inputScale(sampler, i);
  const { data } = found.gradient;
  return { latents: latents.map((value, k) => value - step * (data[k] ?? 0)), loss: found.loss };
}
