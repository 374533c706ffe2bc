import { z } from 'zod';
import type { Layout } from '../../../preload/contract/layout.ts';
import { boxesToDraw } from './boxes.ts';

/** Updates per step of the paper: many at first, when the layout is decided. */
export const paperIterations: readonly number[] = [
  ...Array<number>(5).fill(4),
  ...Array<number>(5).fill(3),
  ...Array<number>(10).fill(2),
  ...Array<number>(10).fill(1),
];

const share = z.number().min(0).max(1);
const scale = z.number().min(0).max(10_000);
const steps = z.int().min(0).max(1000);
const iterations = z.array(z.int().min(0).max(100)).min(1);
const toggle = z.boolean().default(true);

/** Switches and numbers that LMD and LMD+ share; the defaults are those of both (methods.md 5.1). */
export const lmdOptions = {
  perBoxPass: toggle.meta({
    title: 'Each object on its own first',
    description: 'Draws every box alone, then composes the picture from them. Off: the whole picture at once.',
  }),
  attentionGuidance: toggle.meta({
    title: 'Attention guidance',
    description: 'Pulls the attention of each caption into its box.',
  }),
  referenceAttention: toggle.meta({
    title: 'Reference attention',
    description: 'Spreads attention within a box as it was when its object was drawn alone.',
  }),
  composition: toggle.meta({
    title: 'Latent composition',
    description: 'Starts the picture from the objects drawn alone, and holds to them in its frozen steps.',
  }),
  samRefinement: toggle.meta({
    title: 'SAM masks',
    description: 'Cuts objects out along their outline, where a segmenter is installed.',
  }),
  frozenStepRatio: share.default(0.5).meta({
    title: 'Frozen steps',
    description: 'Share of the steps, from the first, that hold to the objects drawn alone.',
  }),
  fastSchedule: z.boolean().default(false).meta({
    title: 'Fast single passes',
    description: 'Takes every other late step of the single passes. For the sampler ddim.',
  }),
  overallLossScale: scale.default(5).meta({
    title: 'Loss scale',
    description: 'How far each update moves the picture towards its boxes.',
  }),
  overallLossThreshold: z.number().min(0).default(5).meta({
    title: 'Loss threshold',
    description: 'Guidance ends when the loss is this small.',
  }),
  overallMaxIter: iterations.default([...paperIterations]).meta({
    title: 'Updates per step',
    description: 'Most updates in each step; the last number goes on.',
  }),
  overallMaxIndexStep: steps.default(30).meta({
    title: 'Guided steps',
    description: 'How many steps, from the first, are guided.',
  }),
  foregroundTop: share.default(0.2).meta({
    title: 'Strongest cells inside',
    description: 'Share of the cells of a box that have to attend to its words.',
  }),
  backgroundTop: share.default(0.2).meta({
    title: 'Strongest cells outside',
    description: 'Share of the cells outside that must not.',
  }),
  foregroundWeight: scale.default(1).meta({ title: 'Weight inside', description: 'Of attention missing in the box.' }),
  backgroundWeight: scale.default(4).meta({ title: 'Weight outside', description: 'Of attention beyond the box.' }),
  referenceWeight: scale.default(2).meta({
    title: 'Reference weight',
    description: 'Weight of the reference attention within the loss.',
  }),
  maskConfidence: share.default(0.85).meta({
    title: 'Mask confidence',
    description: 'Masks that the segmenter is less sure of are put back.',
  }),
  maskOverlap: share.default(0.25).meta({
    title: 'Mask overlap',
    description: 'Masks that overlap less with where the object was expected are put back.',
  }),
};

/** Options of the attention guidance in single passes. */
export const perBoxGuidanceOptions = {
  perBoxLossScale: scale.default(5).meta({
    title: 'Loss scale, single passes',
    description: 'How far each update moves an object into its box.',
  }),
  perBoxLossThreshold: z.number().min(0).default(5).meta({
    title: 'Loss threshold, single passes',
    description: 'Guidance of a single pass ends when its loss is this small.',
  }),
  perBoxMaxIter: iterations.default([...paperIterations]).meta({
    title: 'Updates per step, single passes',
    description: 'Most updates in each step; the last number goes on.',
  }),
};

export type LmdOptions = z.infer<z.ZodObject<typeof lmdOptions>>;

/** Steps that hold to the objects drawn alone. */
export const frozenSteps = (steps: number, ratio: number): number => Math.trunc(steps * ratio);

/** Top-k loss and update loop of the whole picture. */
export const overallGuidance = (o: LmdOptions) =>
  o.attentionGuidance
    ? {
        lossScale: o.overallLossScale,
        lossThreshold: o.overallLossThreshold,
        maxIter: o.overallMaxIter,
        maxIndexStep: o.overallMaxIndexStep,
        foregroundTop: o.foregroundTop,
        backgroundTop: o.backgroundTop,
        foregroundWeight: o.foregroundWeight,
        backgroundWeight: o.backgroundWeight,
      }
    : null;

/** Steps of single passes whose attention the whole picture is guided by. */
export const attentionSteps = (o: LmdOptions): number =>
  o.attentionGuidance && o.referenceAttention ? o.overallMaxIndexStep : 0;

/** Whether single passes are of any use. */
export const hasSinglePasses = (o: LmdOptions): boolean => o.perBoxPass && (o.composition || attentionSteps(o) > 0);

/** Denoising steps of all passes together. */
export function totalSteps(layout: Layout, steps: number, o: LmdOptions): number {
  if (!hasSinglePasses(o)) return steps;
  const kept = Math.max(o.composition ? frozenSteps(steps, o.frozenStepRatio) : 0, attentionSteps(o));
  const single = o.fastSchedule && kept < steps - 1 ? kept + Math.floor((steps - kept) / 2) : steps;
  return steps + boxesToDraw(layout).length * single;
}

export const withoutSegmenter = (what: string): string =>
  `No segmenter is installed: objects were cut out by their ${what} instead of their outline.`;
