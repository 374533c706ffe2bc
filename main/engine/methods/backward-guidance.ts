import { z } from 'zod';
import { ratioLoss } from '../guidance/box-loss.ts';
import { Guidance } from '../guidance/update.ts';
import { denoisePass, noiseStream } from './denoise.ts';
import { guideBy } from './guide.ts';
import { guidanceLayers } from './layers.ts';
import type { Method } from './method.ts';
import { compatibilityOption, guidanceOptions } from './options.ts';
import { locateObjects } from './phrase-tokens.ts';
import { conditioning, prepareLayout } from './prompts.ts';

const options = z.strictObject({
  ...guidanceOptions({ scale: 30, threshold: 0.2, iterations: 5, steps: 10 }),
  compatibility: compatibilityOption.meta({
    title: 'Words of the boxes',
    description: 'corrected: whole words are looked for in the prompt. reference: as the original code looks for them.',
  }),
});

/** Training-free layout control with cross-attention guidance: Chen et al., arXiv 2304.03373 (methods.md 5.4). */
export const backwardGuidance: Method<typeof options> = {
  id: 'backward_guidance',
  title: 'Backward guidance',
  summary: 'Moves the attention of each caption into its box while drawing. Works with every checkpoint; slower.',
  needs: ['text_to_image', 'cross_attention'],
  options,
  defaults: { cfgScale: 7.5, sampler: 'ddim' },
  totalSteps: (_layout, steps) => steps,
  async *run(context, options) {
    const { model } = context;
    const { texts, warnings } = prepareLayout(context, options.compatibility);
    const { prompt, objects, objectsAt } = locateObjects(context, texts, options.compatibility);
    const { cond, uncond, ...said } = await conditioning(context, prompt);
    const layers = guidanceLayers(model.crossAttention);
    const guidance = new Guidance({
      lossScale: options.overallLossScale,
      lossThreshold: options.overallLossThreshold,
      maxIter: options.overallMaxIter,
      maxIndexStep: options.overallMaxIndexStep,
    });
    const loss = (i: number, of: number) => ratioLoss(objectsAt(i, of), layers, model.maxTokens);
    const guide = guideBy(context, { guidance, cond, loss });
    const noise = noiseStream(context, context.seed);
    const latents = yield* denoisePass(context, { noise, cond, uncond, ...(objects.length > 0 ? { guide } : {}) });
    return { latents, ...said, warnings: [...warnings, ...said.warnings] };
  },
};
