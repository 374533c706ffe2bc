import { z } from 'zod';
import { denoisePass, noiseStream } from './denoise.ts';
import { clippedBox, groundObjects } from './grounding.ts';
import type { Method } from './method.ts';
import { compatibilityOption } from './options.ts';
import { conditioning, prepareLayout } from './prompts.ts';

const options = z.strictObject({
  gligenBeta: z.number().min(0).max(1).default(0.4).meta({
    title: 'Steps with boxes',
    description: 'Share of the steps, from the first, in which the boxes are in force (scheduled sampling, beta).',
  }),
  compatibility: compatibilityOption.meta({
    title: 'Captions of the boxes',
    description:
      'corrected: a box is drawn from its caption. reference: from “background with caption”, as the original code does.',
  }),
});

/** GLIGEN: boxes through gated self-attention layers that were trained for them (methods.md 5.6). */
export const gligen: Method<typeof options> = {
  id: 'gligen',
  title: 'GLIGEN',
  summary: 'Boxes go into the model through layers trained for them. Fast; needs a GLIGEN checkpoint.',
  needs: ['text_to_image', 'gligen'],
  options,
  defaults: { cfgScale: 7.5, sampler: 'ddim' },
  totalSteps: (_layout, steps) => steps,
  async *run(context, { gligenBeta, compatibility }) {
    const { texts, warnings } = prepareLayout(context, compatibility);
    const { cond, uncond, ...said } = await conditioning(context, texts.prompt);
    const objects = texts.boxes.map(({ phrase, prompt, box, index }) =>
      compatibility === 'reference' ? { phrase: prompt, box, index } : { phrase, box: clippedBox(box), index },
    );
    const grounded = await groundObjects(context, objects);
    const latents = yield* denoisePass(context, {
      noise: noiseStream(context, context.seed),
      cond,
      uncond,
      grounding: (i, of) => (i < Math.trunc(gligenBeta * of) ? grounded.at(i, of) : undefined),
    });
    return { latents, ...said, warnings: [...warnings, ...said.warnings, ...grounded.warnings] };
  },
};
