import { z } from 'zod';
import { denoisePass, noiseStream } from './denoise.ts';
import type { Method, MethodContext } from './method.ts';
import { conditioning, prepareLayout } from './prompts.ts';

const options = z.strictObject({});

/** The prompt of the user's own, the sentence as typed, or what the boxes say, in this order. */
function captionOf({ layout }: MethodContext, derived: string): string {
  return [layout.overall, layout.prompt].find((text) => text !== null && text.trim() !== '')?.trim() ?? derived;
}

/** Stable Diffusion without a layout: the baseline of the paper (methods.md 5.2). */
export const sd: Method<typeof options> = {
  id: 'sd',
  title: 'Stable Diffusion',
  summary: 'Draws the sentence alone, without looking at the boxes: the baseline to compare with.',
  needs: ['text_to_image'],
  options,
  defaults: { cfgScale: 7.5, sampler: null },
  totalSteps: (_layout, steps) => steps,
  async *run(context) {
    const { texts } = prepareLayout(context, 'corrected');
    const { cond, uncond, ...said } = await conditioning(context, captionOf(context, texts.prompt));
    const latents = yield* denoisePass(context, { noise: noiseStream(context, context.seed), cond, uncond });
    return { latents, ...said };
  },
};
