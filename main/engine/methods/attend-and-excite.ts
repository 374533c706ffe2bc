import { z } from 'zod';
import type { GuidanceLoss } from '../guidance/loss.ts';
import { feedInputs, keysOf, slotRoom, slotValues, type LossLayer } from '../guidance/slots.ts';
import { wordChoice, wordMaps } from '../guidance/word-maps.ts';
import { denoisePass, noiseStream, type Pass } from './denoise.ts';
import { descend } from './guide.ts';
import { boxDiffLayers } from './layers.ts';
import type { Method } from './method.ts';
import { locateObjects } from './phrase-tokens.ts';
import { conditioning, prepareLayout } from './prompts.ts';

const options = z.strictObject({
  stepSize: z.number().min(0).max(1000).default(20).meta({
    title: 'Step size',
    description: 'How far an update moves the picture; falls to 0.7 of it by the last step.',
  }),
  guidedSteps: z.int().min(0).max(1000).default(25).meta({
    title: 'Guided steps',
    description: 'How many steps, from the first, are guided.',
  }),
  refinements: z.int().min(0).max(100).default(20).meta({
    title: 'Refinements',
    description: 'Most further updates in steps 0, 10 and 20, until no word is neglected.',
  }),
});

/** Least attention that the most neglected word must have somewhere, by step (section 4, iterative latent refinement). */
const thresholds: Readonly<Record<number, number>> = { 0: 0.05, 10: 0.5, 20: 0.8 };

/** 1 − the strongest attention to the most neglected word: eq. 1 and 2. */
function neglect(words: readonly number[], layers: readonly [LossLayer, ...LossLayer[]], tokens: number): GuidanceLoss {
  const room = slotRoom(words.length);
  const feeds = {
    loss_tokens: wordChoice(words, tokens),
    loss_used: slotValues(
      room,
      words.map(() => 1),
    ),
  };
  return {
    id: `neglect ${room} ${keysOf(layers).join()}`,
    layers: keysOf(layers),
    feeds,
    build(builder, maps) {
      const input = feedInputs(builder, feeds);
      const strongest = builder.reduceMax(wordMaps(builder, maps, layers, tokens, input('loss_tokens')), [1, 2], {
        keepdims: false,
      });
      const missing = builder.mul(builder.sub(1, strongest), input('loss_used'));
      return builder.reduceMax(missing, [0], { keepdims: false });
    },
  };
}

/** Attend-and-Excite: no object of the prompt is forgotten, wherever it stands. Chefer et al., arXiv 2301.13826. */
export const attendAndExcite: Method<typeof options> = {
  id: 'attend_and_excite',
  title: 'Attend-and-Excite',
  summary: 'Sees to it that every caption appears, wherever that is: boxes do not matter. Works with every checkpoint.',
  needs: ['text_to_image', 'cross_attention'],
  options,
  defaults: { cfgScale: 7.5, sampler: 'ddim' },
  totalSteps: (_layout, steps) => steps,
  async *run(context, { stepSize, guidedSteps, refinements }) {
    const { model } = context;
    const { texts, warnings } = prepareLayout(context, 'corrected');
    const { prompt, words } = locateObjects(context, texts, 'corrected');
    const { cond, uncond, ...said } = await conditioning(context, prompt);
    const loss = neglect(words, boxDiffLayers(model.crossAttention), model.maxTokens);
    const guide: Pass['guide'] = async (latents, i, sampler) => {
      if (i >= guidedSteps) return { latents, losses: [] };
      const enough = 1 - (thresholds[i] ?? 0);
      const losses: number[] = [];
      let moved = latents;
      for (let update = 0; update <= (i in thresholds ? refinements : 0); update++) {
        const next = await descend(context, moved, i, sampler, { cond, loss, stepSize });
        moved = next.latents;
        losses.push(next.loss);
        if (next.loss <= enough) break;
      }
      return { latents: moved, losses };
    };
    const noise = noiseStream(context, context.seed);
    const latents = yield* denoisePass(context, { noise, cond, uncond, ...(words.length > 0 ? { guide } : {}) });
    return { latents, ...said, warnings: [...warnings, ...said.warnings] };
  },
};
