import type { Grid, Mask } from '../guidance/grid.ts';

/** Logits of a mask, one per cell, row-major. */
export interface Logits extends Grid {
  readonly values: Float32Array;
}

/**
 * A mask of the picture's size: what SAM's post-processing makes of its coarse logits. They are enlarged to the model's square, the part
 * that holds the picture is enlarged to the picture, and what is above 0 is in.
 * @param fitted size of the picture inside the model's square
 * @param square side of the model's square in pixels
 */
export function upscaleMask(logits: Logits, fitted: Grid, square: number, picture: Grid): Mask {
  const inSquare = enlarge(logits, { width: square, height: square }, fitted);
  const { values } = enlarge(inSquare, picture, picture);
  return { width: picture.width, height: picture.height, cells: Uint8Array.from(values, (v) => (v > 0 ? 1 : 0)) };
}

/** Bilinear interpolation with half-pixel centres and without antialiasing, as PyTorch's; of the result only the top left part is made. */
function enlarge(source: Logits, to: Grid, { width, height }: Grid): Logits {
  const columns = neighbours(source.width, to.width).slice(0, width);
  const rows = neighbours(source.height, to.height).slice(0, height);
  const values = new Float32Array(width * height);
  const at = (index: number): number => source.values[index] ?? 0;
  for (const [y, row] of rows.entries()) {
    const [top, bottom] = [row.first * source.width, row.second * source.width];
    for (const [x, { first, second, share }] of columns.entries()) {
      const above = at(top + first) * (1 - share) + at(top + second) * share;
      const below = at(bottom + first) * (1 - share) + at(bottom + second) * share;
      values[y * width + x] = above * (1 - row.share) + below * row.share;
    }
  }
  return { width, height, values };
}

/** For each of `to` cells the two of `from` cells around its centre, and the share of the second. */
function neighbours(from: number, to: number): { first: number; second: number; share: number }[] {
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.max(((i + 0.5) * from) / to - 0.5, 0);
    const first = Math.floor(centre);
    return { first, second: Math.min(first + 1, from - 1), share: centre - first };
  });
}
