import { gaussianFilter, segmentPrompt, thresholdMask, type Plane } from '../guidance/attention-mask.ts';
import { area, boxCells, boxMask, type Grid, type Mask } from '../guidance/grid.ts';
import { chooseMask, resizeMask } from '../guidance/mask-choice.ts';
import type { Tensor } from '../tensor.ts';
import type { NormalizedBox } from '../text/convert.ts';
import type { SegmentQuestion } from '../vision/segment.ts';
import type { MethodContext } from './method.ts';

export interface MaskOptions {
  /** Whether a segmenter refines the mask, where there is one. */
  readonly refine: boolean;
  /** Share of the range of the smoothed attention that counts as the object. */
  readonly attentionThreshold: number;
  /** Guesses of the segmenter below this confidence, or overlapping less with the coarse mask, are put back. */
  readonly confidence: number;
  readonly overlap: number;
}

/** What is known of the object before it is segmented. */
export interface ObjectHint {
  /** Where it was to be drawn. */
  readonly box: NormalizedBox;
  /** Attention to its word, if that is to tell where it came to stand; without it the box does. */
  readonly attention: Plane | null;
}

/** Of the attention map, in cells, before it is thresholded. */
const smoothing = 1.5;

/**
 * Cells that the object of a box's own pass covers, on the latent grid (methods.md 6). The segmenter is asked by a point of most attention, or by
 * the box; without one, the coarse mask itself is taken. An empty result gives way to the box (quirk Q13).
 * @param latents final latents of the pass
 */
export async function objectMask(
  context: MethodContext,
  latents: Tensor,
  { box, attention }: ObjectHint,
  options: MaskOptions,
): Promise<Mask> {
  const grid: Grid = { width: context.model.latentWidth, height: context.model.latentHeight };
  const smooth = attention && gaussianFilter(attention, smoothing);
  const coarse = smooth === null ? boxMask(box, grid) : thresholdMask(smooth, options.attentionThreshold);
  const mask =
    options.refine && context.segment !== null && area(coarse) > 0
      ? await refined(context, context.segment, latents, { box, smooth, coarse }, options)
      : resizeMask(coarse, grid);
  return area(mask) > 0 ? mask : boxMask(box, grid);
}

async function refined(
  context: MethodContext,
  segment: NonNullable<MethodContext['segment']>,
  latents: Tensor,
  { box, smooth, coarse }: { box: NormalizedBox; smooth: Plane | null; coarse: Mask },
  { confidence, overlap }: MaskOptions,
): Promise<Mask> {
  const picture = await context.decode(latents);
  const query: SegmentQuestion =
    smooth === null
      ? { box: boxCells(box, picture) }
      : { point: segmentPrompt(smooth, coarse, picture.width / smooth.width).point };
  const { masks, confidences } = await segment(picture, query);
  const grid = { width: context.model.latentWidth, height: context.model.latentHeight };
  const candidates = masks.map((mask) => resizeMask(mask, grid));
  const { index } = chooseMask(candidates, confidences, coarse, { belowConfidence: confidence, belowIou: overlap });
  return candidates[index] ?? boxMask(box, grid);
}
