import { z } from 'zod';

/** Whether quirks of the Python implementation are corrected or reproduced (methods.md 8). */
export const compatibilityOption = z.enum(['corrected', 'reference']).default('corrected');

/** Options of the update loop; the defaults are the method's. */
export const guidanceOptions = (defaults: { scale: number; threshold: number; iterations: number; steps: number }) => ({
  overallLossScale: z.number().min(0).max(10_000).default(defaults.scale).meta({
    title: 'Loss scale',
    description: 'How far each update moves the picture towards its boxes.',
  }),
  overallLossThreshold: z.number().min(0).default(defaults.threshold).meta({
    title: 'Loss threshold',
    description: 'Guidance ends when the loss is this small.',
  }),
  overallMaxIter: z.int().min(0).max(100).default(defaults.iterations).meta({
    title: 'Updates per step',
    description: 'Most updates in one step; each costs about as much as a step.',
  }),
  overallMaxIndexStep: z.int().min(0).max(1000).default(defaults.steps).meta({
    title: 'Guided steps',
    description: 'How many steps, from the first, are guided.',
  }),
});
