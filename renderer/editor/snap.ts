import type { Canvas, Rect } from '../../preload/contract/layout.ts';
import { bottom, right, type Handle } from './geometry.ts';

/** A line to show while something sits on it, in canvas pixels. */
export interface Guide {
  readonly axis: 'x' | 'y';
  readonly at: number;
}

export interface Snapped {
  readonly dx: number;
  readonly dy: number;
  readonly guides: readonly Guide[];
}

type Axis = Guide['axis'];

/** Edges and centres of the canvas and of every other box along one axis. */
function targets(axis: Axis, others: readonly Rect[], canvas: Canvas): number[] {
  const size = axis === 'x' ? canvas.width : canvas.height;
  return [
    0,
    size / 2,
    size,
    ...others.flatMap((rect) =>
      axis === 'x' ? [rect.x, rect.x + rect.width / 2, right(rect)] : [rect.y, rect.y + rect.height / 2, bottom(rect)],
    ),
  ];
}

/** The smallest shift that puts one of `lines` on a target, if it is within the threshold. */
function nearest(
  lines: readonly number[],
  candidates: readonly number[],
  threshold: number,
): { shift: number; at: number } | null {
  let best: { shift: number; at: number } | null = null;
  for (const line of lines) {
    for (const at of candidates) {
      const shift = at - line;
      if (Math.abs(shift) <= threshold && (best === null || Math.abs(shift) < Math.abs(best.shift)))
        best = { shift, at };
    }
  }
  return best;
}

function snapLines(
  xs: readonly number[],
  ys: readonly number[],
  others: readonly Rect[],
  canvas: Canvas,
  threshold: number,
): Snapped {
  const x = nearest(xs, targets('x', others, canvas), threshold);
  const y = nearest(ys, targets('y', others, canvas), threshold);
  const guides: Guide[] = [];
  if (x !== null) guides.push({ axis: 'x', at: x.at });
  if (y !== null) guides.push({ axis: 'y', at: y.at });
  return { dx: x?.shift ?? 0, dy: y?.shift ?? 0, guides };
}

/** Correction that aligns a moved rectangle's edges or centre with its surroundings. `threshold` in canvas pixels. */
export function snapMove(rect: Rect, others: readonly Rect[], canvas: Canvas, threshold: number): Snapped {
  const xs = [rect.x, rect.x + rect.width / 2, right(rect)];
  const ys = [rect.y, rect.y + rect.height / 2, bottom(rect)];
  return snapLines(xs, ys, others, canvas, threshold);
}

/** The same for the edges that a handle drags. */
export function snapHandle(
  rect: Rect,
  handle: Handle,
  others: readonly Rect[],
  canvas: Canvas,
  threshold: number,
): Snapped {
  const xs = handle.includes('w') ? [rect.x] : handle.includes('e') ? [right(rect)] : [];
  const ys = handle.startsWith('n') ? [rect.y] : handle.startsWith('s') ? [bottom(rect)] : [];
  return snapLines(xs, ys, others, canvas, threshold);
}
