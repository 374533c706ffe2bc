import { z } from 'zod';
import { boxDiffLoss } from '../guidance/boxdiff-loss.ts';
import { denoisePass, noiseStream, type Pass } from './denoise.ts';
import { descend } from './guide.ts';
import { boxDiffLayers } from './layers.ts';
import type { Method } from './method.ts';
import { compatibilityOption } from './options.ts';
import { locateObjects } from './phrase-tokens.ts';
import { conditioning, prepareLayout } from './prompts.ts';

const options = z.strictObject({
  stepSize: z.number().min(0).max(1000).default(20).meta({
    title: 'Step size',
    description: 'How far an update moves the picture towards its boxes; falls to 0.7 of it by the last step.',
  }),
  overallMaxIndexStep: z.int().min(0).max(1000).default(25).meta({
    title: 'Guided steps',
    description: 'How many steps, from the first, are guided, by one update each.',
  }),
  compatibility: compatibilityOption.meta({
    title: 'Words of the boxes',
    description: 'corrected: whole words are looked for in the prompt. reference: as the original code looks for them.',
  }),
});

/** BoxDiff: Xie et al., arXiv 2307.10816 (methods.md 5.5). */
export const boxdiff: Method<typeof options> = {
  id: 'boxdiff',
  title: 'BoxDiff',
  summary: 'Pulls attention to the inside and the edges of each box while drawing. Works with every checkpoint.',
  needs: ['text_to_image', 'cross_attention'],
  options,
  defaults: { cfgScale: 7.5, sampler: 'ddim' },
  totalSteps: (_layout, steps) => steps,
  async *run(context, { stepSize, overallMaxIndexStep, compatibility }) {
    const { model } = context;
    const { texts, warnings } = prepareLayout(context, compatibility);
    const { prompt, objects, objectsAt } = locateObjects(context, texts, compatibility);
    const { cond, uncond, ...said } = await conditioning(context, prompt);
    const layers = boxDiffLayers(model.crossAttention);
    const guide: Pass['guide'] = async (latents, i, sampler) => {
      if (i >= overallMaxIndexStep) return { latents, losses: [] };
      const loss = boxDiffLoss(objectsAt(i, sampler.timesteps.length), layers, model.maxTokens);
      const moved = await descend(context, latents, i, sampler, { cond, loss, stepSize });
      return { latents: moved.latents, losses: [moved.loss] };
    };
    const noise = noiseStream(context, context.seed);
    const latents = yield* denoisePass(context, { noise, cond, uncond, ...(objects.length > 0 ? { guide } : {}) });
    return { latents, ...said, warnings: [...warnings, ...said.warnings] };
  },
};
