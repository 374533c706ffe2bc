import { z } from 'zod';
import { centreBox, type Placement } from '../guidance/align.ts';
import type { BoxPassOptions } from './box-pass.ts';
import { layoutGrounded } from './layout-grounded.ts';
import {
  attentionSteps,
  frozenSteps,
  hasSinglePasses,
  lmdOptions,
  overallGuidance,
  perBoxGuidanceOptions,
  totalSteps,
  withoutSegmenter,
} from './lmd-options.ts';
import type { Method, MethodContext } from './method.ts';
import { compatibilityOption } from './options.ts';

const options = z.strictObject({
  ...lmdOptions,
  ...perBoxGuidanceOptions,
  perBoxMaxIndexStep: z.int().min(0).max(1000).default(30).meta({
    title: 'Guided steps, single passes',
    description: 'How many steps of a single pass, from the first, are guided.',
  }),
  foregroundBlendingRatio: z.number().min(0).max(1).default(0.01).meta({
    title: 'Own noise of a box',
    description: 'How much each object differs from the noise of the picture.',
  }),
  centreBoxes: z.boolean().default(true).meta({
    title: 'Centre single objects',
    description: 'Draws each object in the middle, where models draw best, and moves it to its box afterwards.',
  }),
  verticalPlacement: z.enum(['floor', 'centered', 'keep']).default('floor').meta({
    title: 'Height of centred objects',
    description: 'floor: a little above the lower edge. centered: in the middle. keep: as in the layout.',
  }),
  floorPadding: z.number().min(0).max(1).default(0.2).meta({
    title: 'Above the lower edge',
    description: 'Share of the height that stays free below a centred object.',
  }),
  horizontalShiftOnly: z.boolean().default(false).meta({
    title: 'Move sideways only',
    description: 'Keeps the height at which an object was drawn.',
  }),
  attentionThreshold: z.number().min(0).max(1).default(0.25).meta({
    title: 'Attention threshold',
    description: 'Share of the strongest attention that counts as the object.',
  }),
  attentionFromStep: z.int().min(0).max(1000).default(10).meta({
    title: 'Attention from step',
    description: 'From this step on attention tells where an object stands.',
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
    guidance: {
      lossScale: o.perBoxLossScale,
      lossThreshold: o.perBoxLossThreshold,
      maxIter: o.perBoxMaxIter,
      maxIndexStep: o.attentionGuidance ? o.perBoxMaxIndexStep : 0,
      foregroundTop: o.foregroundTop,
      backgroundTop: o.backgroundTop,
      foregroundWeight: o.foregroundWeight,
      backgroundWeight: o.backgroundWeight,
    },
    gligenBeta: null,
    blendingRatio: o.foregroundBlendingRatio,
    findBy: 'attention',
    attentionFromStep: o.attentionFromStep,
    mask: {
      refine: o.samRefinement,
      attentionThreshold: o.attentionThreshold,
      confidence: o.maskConfidence,
      overlap: o.maskOverlap,
    },
    keptSteps: o.composition ? frozenSteps(steps, o.frozenStepRatio) : 0,
    attentionSteps: attentionSteps(o),
    fast: o.fastSchedule,
  };
}

function placement({ verticalPlacement, floorPadding }: Options): Placement {
  if (verticalPlacement === 'floor') return { kind: 'floor', padding: floorPadding };
  return { kind: verticalPlacement === 'centered' ? 'centered' : 'horizontal' };
}

/** LLM-grounded Diffusion without training: Lian et al., arXiv 2305.13655 (methods.md 5.7). */
export const lmd: Method<typeof options> = {
  id: 'lmd',
  title: 'LMD',
  summary:
    'Draws each object on its own, then the picture from them, guided by attention. Works with every checkpoint; slow.',
  needs: ['text_to_image', 'cross_attention'],
  options,
  presets: [
    {
      id: 'fast',
      title: 'Fast',
      options: {
        fastSchedule: true,
        perBoxMaxIndexStep: 10,
        overallMaxIndexStep: 10,
        perBoxMaxIter: [1],
        overallMaxIter: [1],
      },
    },
    {
      id: 'balanced',
      title: 'Balanced',
      options: {
        fastSchedule: true,
        perBoxMaxIndexStep: 20,
        overallMaxIndexStep: 20,
        perBoxMaxIter: [2, 2, 2, 2, 2, 1],
        overallMaxIter: [2, 2, 2, 2, 2, 1],
      },
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
        place: (box) => (o.centreBoxes ? centreBox(box, placement(o)) : box),
        align: o.centreBoxes ? { horizontalOnly: o.horizontalShiftOnly } : null,
        composition: o.composition,
        frozenSteps: frozenSteps(context.steps, o.frozenStepRatio),
        guidance: overallGuidance(o),
        referenceWeight: o.referenceAttention ? o.referenceWeight : 0,
        gligenBeta: null,
      },
      o.compatibility,
    );
    const lacking = single !== null && o.samRefinement && context.segment === null;
    return lacking ? { ...outcome, warnings: [...outcome.warnings, withoutSegmenter('attention')] } : outcome;
  },
};
