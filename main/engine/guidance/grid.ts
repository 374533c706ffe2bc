import { roundHalfEven } from '../sampling/spacing.ts';
import type { NormalizedBox } from '../text/convert.ts';

/** Size of a grid in cells: latents, an attention map, or pixels. */
export interface Grid {
  readonly width: number;
  readonly height: number;
}

/** Columns [x0, x1) and rows [y0, y1) of a grid. Branded: not to be mixed up with shares of the canvas or pixels of another grid. */
export type CellBox = readonly [x0: number, y0: number, x1: number, y1: number] & { readonly space?: 'cells' };

/** Which cells of a grid belong to something: 0 or 1 per cell, row-major. */
export interface Mask extends Grid {
  readonly cells: Uint8Array;
}

/**
 * The cells of a box (methods.md 2.3). Width and height are rounded on their own, so that a box keeps its size wherever it stands.
 * Clipped to the grid, except that a box wholly left of or above it has a negative end: it covers no cell.
 */
export function boxCells([x0, y0, x1, y1]: NormalizedBox, { width, height }: Grid): CellBox {
  const [left, top] = [roundHalfEven(x0 * width), roundHalfEven(y0 * height)];
  const [right, bottom] = [left + roundHalfEven((x1 - x0) * width), top + roundHalfEven((y1 - y0) * height)];
  return [Math.max(left, 0), Math.max(top, 0), Math.min(right, width), Math.min(bottom, height)];
}

export const emptyMask = ({ width, height }: Grid): Mask => ({ width, height, cells: new Uint8Array(width * height) });

/** Mask of a rectangle of cells, clipped to the grid. */
export function cellMask([x0, y0, x1, y1]: CellBox, grid: Grid): Mask {
  const mask = emptyMask(grid);
  const [left, right] = [Math.max(x0, 0), Math.min(x1, grid.width)];
  if (right <= left) return mask;
  for (let y = Math.max(y0, 0); y < Math.min(y1, grid.height); y++)
    mask.cells.fill(1, y * grid.width + left, y * grid.width + right);
  return mask;
}

export const boxMask = (box: NormalizedBox, grid: Grid): Mask => cellMask(boxCells(box, grid), grid);

/** Cells that belong to any of the boxes. */
export function unionMask(boxes: readonly NormalizedBox[], grid: Grid): Mask {
  const masks = boxes.map((box) => boxMask(box, grid));
  return { ...grid, cells: emptyMask(grid).cells.map((_, i) => (masks.some(({ cells }) => cells[i] === 1) ? 1 : 0)) };
}

export const area = ({ cells }: Mask): number => cells.reduce((sum, cell) => sum + cell, 0);

/** The smallest rectangle around the mask's cells; null for an empty mask. */
export function bounds({ width, height, cells }: Mask): CellBox | null {
  let [x0, y0, x1, y1] = [width, height, 0, 0];
  cells.forEach((cell, i) => {
    if (cell === 0) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
  });
  return x1 === 0 ? null : [x0, y0, x1, y1];
}

/** The mask's bounding rectangle, one cell larger on each side. */
export function enlargedBounds(mask: Mask): CellBox | null {
  const box = bounds(mask);
  if (box === null) return null;
  const [x0, y0, x1, y1] = box;
  return [Math.max(x0 - 1, 0), Math.max(y0 - 1, 0), Math.min(x1 + 1, mask.width), Math.min(y1 + 1, mask.height)];
}
