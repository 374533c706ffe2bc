import { area, type Grid, type Mask } from './grid.ts';

/**
 * A mask on a coarser grid, as bilinear interpolation without antialiasing and "not zero is in" make it (methods.md 6.3): a cell is in if any
 * of the up to four pixels around its centre is.
 */
export function resizeMask(mask: Mask, grid: Grid): Mask {
  const around = (cell: number, from: number, to: number): readonly [number, number] => {
    const centre = ((cell + 0.5) * from) / to - 0.5;
    return [Math.max(Math.floor(centre), 0), Math.min(Math.ceil(centre), from - 1)];
  };
  const rows = Array.from({ length: grid.height }, (_, y) => around(y, mask.height, grid.height));
  const columns = Array.from({ length: grid.width }, (_, x) => around(x, mask.width, grid.width));
  const at = (x: number, y: number): number => mask.cells[y * mask.width + x] ?? 0;
  const cells = rows.flatMap(([top, bottom]) =>
    columns.map(([left, right]) => at(left, top) | at(right, top) | at(left, bottom) | at(right, bottom)),
  );
  return { ...grid, cells: Uint8Array.from(cells) };
}

/** Intersection over union of two masks of the same grid. */
function overlap(a: Mask, b: Mask): number {
  const both = a.cells.reduce((sum, cell, i) => sum + (cell & (b.cells[i] ?? 0)), 0);
  return both / (area(a) + area(b) - both + 1e-6);
}

export interface MaskChoice {
  readonly index: number;
  /** Overlap of each mask with the coarse one. */
  readonly ious: readonly number[];
  readonly scores: readonly number[];
}

/**
 * Chooses one of the segmenter's masks (methods.md 6.3): the largest, with those it is unsure of, or that miss the coarse mask, put back.
 * @param confidences float32, as the segmenter gives them
 */
export function chooseMask(
  masks: readonly Mask[],
  confidences: Float32Array,
  coarse: Mask,
  { belowConfidence, belowIou }: { readonly belowConfidence: number; readonly belowIou: number },
): MaskChoice {
  const areas = masks.map(area);
  const largest = Math.max(...areas);
  const ious = masks.map((mask) => overlap(resizeMask(mask, coarse), coarse));
  const scores = areas.map(
    (size, k) =>
      size -
      ((confidences[k] ?? 0) < Math.fround(belowConfidence) ? largest : 0) -
      ((ious[k] ?? 0) < belowIou ? largest : 0),
  );
  return { index: scores.indexOf(Math.max(...scores)), ious, scores };
}
