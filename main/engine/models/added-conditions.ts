import type { Grid } from '../guidance/grid.ts';
import { addedWidths, type UnetConfig } from './unet-config.ts';

/** What SDXL is told about the picture: one row for each half of classifier-free guidance. */
export interface PictureFacts {
  readonly uncond: readonly number[];
  readonly cond: readonly number[];
}

/** SDXL's added conditions of one checkpoint. */
export interface AddedConditions {
  /** Width of the pooled text. */
  readonly pooled: number;
  /** How many numbers about the picture: 6 for SDXL base, 5 for the refiner. */
  readonly ids: number;
}

/** @param pooled width of the pooled text */
export function addedConditions(config: UnetConfig, pooled: number): AddedConditions | null {
  const widths = addedWidths(config);
  return widths === null ? null : { pooled, ids: Math.max(1, Math.floor((widths.all - pooled) / widths.each)) };
}

/** The refiner's numbers: size, crop and one aesthetic score. */
export const refinerIds = 5;

/** Aesthetic scores that the published pipeline asks for: diffusers' StableDiffusionXLImg2ImgPipeline. */
const scores = { uncond: 2.5, cond: 6 } as const;

/**
 * Micro-conditioning of Podell et al., arXiv 2307.01952, section 2.2: the picture is as large as it was and not cropped.
 * @param size of the picture in pixels
 */
export function pictureFacts({ ids }: AddedConditions, { width, height }: Grid): PictureFacts {
  const whole = [height, width, 0, 0];
  if (ids === refinerIds) return { uncond: [...whole, scores.uncond], cond: [...whole, scores.cond] };
  const row = [...whole, height, width].slice(0, ids);
  return { uncond: row, cond: row };
}
