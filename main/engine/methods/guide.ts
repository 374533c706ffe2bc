import type { GuidanceLoss } from '../guidance/loss.ts';
import type { Guidance } from '../guidance/update.ts';
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
