import { roundHalfEven } from '../sampling/spacing.ts';
import type { NormalizedBox } from '../text/convert.ts';
import type { Grid, Mask } from './grid.ts';

/** Where a box stands while its object is drawn alone. */
export type Placement =
  | { readonly kind: 'horizontal' }
  | { readonly kind: 'centered' }
  | { readonly kind: 'floor'; readonly padding: number };

/**
 * A box moved to the middle for the pass that draws it alone (methods.md 3.4): horizontally always; vertically not at all, to the middle, or to
 * `padding` above the floor. A box too tall for its padding reaches above the canvas (quirk Q12).
 */
export function centreBox([x0, y0, x1, y1]: NormalizedBox, placement: Placement): NormalizedBox {
  const [w, h] = [x1 - x0, y1 - y0];
  const [left, right] = [0.5 - w / 2, 0.5 + w / 2];
  switch (placement.kind) {
    case 'horizontal':
      return [left, y0, right, y1];
    case 'centered':
      return [left, 0.5 - h / 2, right, 0.5 + h / 2];
    case 'floor':
      return [left, 1 - placement.padding - h, right, 1 - placement.padding];
  }
}

/** A way to move, in shares of the canvas. */
export type Offset = readonly [x: number, y: number];

/**
 * Centre of mass of a mask in shares of the grid, from cell indices without the half cell (quirk Q14); null for an empty mask.
 * The mean index is a float32 value, as in the Python implementation.
 */
export function maskCentre({ width, height, cells }: Mask): Offset | null {
  let [mass, x, y] = [0, 0, 0];
  cells.forEach((cell, i) => {
    mass += cell;
    x += cell * (i % width);
    y += cell * Math.floor(i / width);
  });
  return mass === 0 ? null : [Math.fround(x / mass) / width, Math.fround(y / mass) / height];
}

/** How far a mask has to move so that its centre is that of the box (methods.md 3.5); an empty mask stays where it is. */
export function alignmentOffset(mask: Mask, [x0, y0, x1, y1]: NormalizedBox, horizontalOnly: boolean): Offset {
  const centre = maskCentre(mask);
  if (centre === null) return [0, 0];
  return [(x0 + x1) / 2 - centre[0], horizontalOnly ? 0 : (y0 + y1) / 2 - centre[1]];
}

/** An offset in whole cells. Moves are quantised to eighths of the grid, so that all grids move by the same share (quirk Q15). */
export const offsetCells = ([x, y]: Offset, { width, height }: Grid): readonly [dx: number, dy: number] => [
  roundHalfEven((roundHalfEven(x * 8) * width) / 8) + 0,
  roundHalfEven((roundHalfEven(y * 8) * height) / 8) + 0,
];

/**
 * Moves the content of planes by an offset. Vacated cells are 0, content that leaves the grid is lost.
 * @param data (planes…, height, width, inner), row-major: latents have inner 1, attention maps one value per token
 */
export function shiftPlanes<T extends Float32Array | Uint8Array>(data: T, grid: Grid, offset: Offset, inner = 1): T {
  const [dx, dy] = offsetCells(offset, grid);
  const { width, height } = grid;
  const moved = data.slice().fill(0) as T;
  const length = Math.max(width - Math.abs(dx), 0) * inner;
  const [from, to] = [Math.max(-dx, 0), Math.max(dx, 0)];
  for (let plane = 0; plane < data.length; plane += width * height * inner)
    for (let y = Math.max(dy, 0); y < Math.min(height, height + dy) && length > 0; y++) {
      const source = plane + ((y - dy) * width + from) * inner;
      moved.set(data.subarray(source, source + length), plane + (y * width + to) * inner);
    }
  return moved;
}

export const shiftMask = (mask: Mask, offset: Offset): Mask => ({
  ...mask,
  cells: shiftPlanes(mask.cells, mask, offset),
});
