import { z } from 'zod';

/** Canvas sizes: any multiple of 64 from 256 to 1024, square or not. */
export const canvasSchema = z.object({
  width: z.int().min(256).max(1024).multipleOf(64),
  height: z.int().min(256).max(1024).multipleOf(64),
});
export type Canvas = z.infer<typeof canvasSchema>;

/** A rectangle in canvas pixels, origin top left. May reach outside the canvas. */
export const rectSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
});
export type Rect = z.infer<typeof rectSchema>;

export const boxSchema = z.object({
  id: z.string().min(1),
  /** What stands in the box, with its article: "a red car". */
  caption: z.string(),
  rect: rectSchema,
  /** What this box must not show; added to the negative prompt of the box's own pass. */
  negative: z.string().default(''),
  /** Seed of the box's own pass; null derives it from the image's seed. */
  seed: z.int().min(0).nullable().default(null),
  /** Multiplies this box's share of the guidance loss. */
  strength: z.number().min(0).max(5).default(1),
  /** Shares of the steps between which this box is in force; outside of them only its caption is, in the prompt. */
  start: z.number().min(0).max(1).default(0),
  end: z.number().min(0).max(1).default(1),
  locked: z.boolean().default(false),
  hidden: z.boolean().default(false),
});
export type Box = z.infer<typeof boxSchema>;

/**
 * The one document: what stage 1 writes, the studio edits and stage 2 draws.
 * Boxes are ordered back to front.
 */
export const layoutSchema = z.object({
  version: z.literal(1).default(1),
  canvas: canvasSchema.default({ width: 512, height: 512 }),
  /** The sentence the user typed; empty for a layout drawn by hand. */
  prompt: z.string().max(100_000).default(''),
  background: z.string().default(''),
  negative: z.string().default(''),
  /** Prompt of the whole picture; null derives it from background and captions. */
  overall: z.string().nullable().default(null),
  boxes: z.array(boxSchema).max(100).default([]),
});
export type Layout = z.infer<typeof layoutSchema>;
