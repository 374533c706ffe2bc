import { z } from 'zod';
import { centreBox } from '../guidance/align.ts';
import type { BoxPassOptions } from './box-pass.ts';
import { layoutGrounded } from './layout-grounded.ts';
import {
  attentionSteps,
  frozenSteps,
  hasSinglePasses,
  lmdOptions,
  overallGuidance,
  totalSteps,
  withoutSegmenter,
} from './lmd-options.ts';
import type { Method, MethodContext } from './method.ts';
import { compatibilityOption } from './options.ts';

const beta = z.number().min(0).max(1).default(0.4);

const options = z.strictObject({
  ...lmdOptions,
  gligen: z.boolean().default(true).meta({
    title: 'GLIGEN',
    description: 'The layers that were trained to place objects.',
  }),
  perBoxGligenBeta: beta.meta({
    title: 'Steps with boxes, single passes',
    description: 'Share of the steps of a single pass, from the first, in which its box is in force.',
  }),
  overallGligenBeta: beta.meta({
    title: 'Steps with boxes',
    description: 'Share of the steps of the whole picture, from the first, in which the boxes are in force.',
  }),
  foregroundBlendingRatio: z.number().min(0).max(1).default(0.1).meta({
    title: 'Own noise of a box',
    description: 'How much each object differs from the noise of the picture.',
  }),
  centreBoxes: z.boolean().default(false).meta({
    title: 'Centre single objects',
    description:
      'Draws each object in the middle and moves it to its box, so that a box can be moved without drawing it again.',
  }),
  compatibility: compatibilityOption.meta({
    title: 'Details of the original',
    description: 'corrected: known mistakes of the original code are put right. reference: they are reproduced.',
  }),
});
type Options = z.infer<typeof options>;

function perBox({ steps }: Pick<MethodContext, 'steps'>, o: Options): BoxPassOptions | null {
  if (!hasSinglePasses(o)) return null;
  return {
    compatibility: o.compatibility,
    guidance: null,
    gligenBeta: o.gligen ? o.perBoxGligenBeta : null,
    blendingRatio: o.foregroundBlendingRatio,
    findBy: 'box',
    attentionFromStep: 0,
    mask: {
      refine: o.samRefinement,
      attentionThreshold: 0,
      confidence: o.maskConfidence,
      overlap: o.maskOverlap,
    },
    keptSteps: o.composition ? frozenSteps(steps, o.frozenStepRatio) : 0,
    attentionSteps: attentionSteps(o),
    fast: o.fastSchedule,
  };
}

/** LLM-grounded Diffusion with GLIGEN's layers: Lian et al., arXiv 2305.13655, section 3.2 (methods.md 5.8). */
export const lmdPlus: Method<typeof options> = {
  id: 'lmd_plus',
  title: 'LMD+',
  summary: 'Like LMD, with layers trained to place boxes: the most faithful method. Needs a GLIGEN checkpoint; slow.',
  needs: ['text_to_image', 'cross_attention', 'gligen'],
  options,
  presets: [
    { id: 'fast', title: 'Fast', options: { fastSchedule: true, attentionGuidance: false } },
    {
      id: 'balanced',
      title: 'Balanced',
      options: { fastSchedule: true, overallMaxIndexStep: 15, overallMaxIter: [2, 2, 2, 2, 2, 1] },
    },
    { id: 'faithful', title: 'Faithful', options: {} },
  ],
  defaults: { cfgScale: 7.5, sampler: 'ddim' },
  totalSteps,
  async *run(context, o) {
    const single = perBox(context, o);
    const outcome = yield* layoutGrounded(
      context,
      {
        perBox: single,
        place: (box) => (o.centreBoxes ? centreBox(box, { kind: 'horizontal' }) : box),
        align: o.centreBoxes ? { horizontalOnly: true } : null,
        composition: o.composition,
        frozenSteps: frozenSteps(context.steps, o.frozenStepRatio),
        guidance: overallGuidance(o),
        referenceWeight: o.referenceAttention ? o.referenceWeight : 0,
        gligenBeta: o.gligen ? o.overallGligenBeta : null,
      },
      o.compatibility,
    );
    const lacking = single !== null && o.samRefinement && context.segment === null;
    return lacking ? { ...outcome, warnings: [...outcome.warnings, withoutSegmenter('boxes')] } : outcome;
  },
};
