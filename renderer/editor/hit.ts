import type { Box, Rect } from '../../preload/contract/layout.ts';
import { bounds, contains, intersects, type Point } from './geometry.ts';

/** Hidden and locked boxes never catch the mouse. */
export const reachable = (boxes: readonly Box[]): Box[] => boxes.filter((box) => !box.hidden && !box.locked);

/** Boxes under a point, front first. `tolerance` in canvas pixels makes tiny boxes easier to catch. */
export function boxesAt(boxes: readonly Box[], point: Point, tolerance = 0): Box[] {
  return reachable(boxes)
    .filter((box) => contains(box.rect, point, tolerance))
    .reverse();
}

/** The box below the current one at this point, wrapping to the front: what Alt-click selects next. */
export function cycleAt(boxes: readonly Box[], point: Point, current: string | undefined): Box | undefined {
  const stack = boxesAt(boxes, point);
  const index = stack.findIndex((box) => box.id === current);
  return stack[(index + 1) % Math.max(1, stack.length)];
}

/** Boxes that a marquee touches. */
export const boxesIn = (boxes: readonly Box[], area: Rect): Box[] =>
  reachable(boxes).filter((box) => intersects(box.rect, area));

/** The frame that carries the handles: around all selected boxes that can be moved. */
export const selectionFrame = (boxes: readonly Box[], selection: readonly string[]): Rect | null =>
  bounds(
    reachable(boxes)
      .filter((box) => selection.includes(box.id))
      .map((box) => box.rect),
  );
