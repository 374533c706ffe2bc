import type { Box, Canvas, Layout, Rect } from '../../preload/contract/layout.ts';
import { bounds, keepReachable, mapRect, reachableOffset, roundRect, translate } from './geometry.ts';

/** Pure edits of a layout. An edit that changes nothing returns the same layout, so that it is no step of the history. */

export const emptyLayout = (): Layout => ({
  version: 1,
  canvas: { width: 512, height: 512 },
  prompt: '',
  background: '',
  negative: '',
  overall: null,
  boxes: [],
});

export const findBox = (layout: Layout, id: string): Box | undefined => layout.boxes.find((box) => box.id === id);

/** The lowest free id of the form box-n. */
export function freeId(boxes: readonly Box[]): string {
  const taken = new Set(boxes.map((box) => box.id));
  let n = boxes.length + 1;
  while (taken.has(`box-${n}`)) n += 1;
  return `box-${n}`;
}

export function newBox(layout: Layout, rect: Rect, caption: string): Box {
  return {
    id: freeId(layout.boxes),
    caption,
    rect: roundRect(rect),
    negative: '',
    seed: null,
    strength: 1,
    start: 0,
    end: 1,
    locked: false,
    hidden: false,
  };
}

export const addBoxes = (layout: Layout, boxes: readonly Box[]): Layout =>
  boxes.length === 0 ? layout : { ...layout, boxes: [...layout.boxes, ...boxes] };

function mapBoxes(layout: Layout, change: (box: Box) => Box): Layout {
  const boxes = layout.boxes.map(change);
  return boxes.every((box, index) => box === layout.boxes[index]) ? layout : { ...layout, boxes };
}

export function updateBox(layout: Layout, id: string, patch: Partial<Box>): Layout {
  return mapBoxes(layout, (box) => {
    if (box.id !== id) return box;
    const keys = Object.keys(patch) as (keyof Box)[];
    return keys.every((key) => Object.is(box[key], patch[key])) ? box : { ...box, ...patch };
  });
}

const sameRect = (a: Rect, b: Rect): boolean =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

/** Gives boxes new places; locked ones keep theirs. */
export function placeBoxes(layout: Layout, places: ReadonlyMap<string, Rect>): Layout {
  return mapBoxes(layout, (box) => {
    const place = places.get(box.id);
    if (place === undefined || box.locked) return box;
    const rect = keepReachable(roundRect(place), layout.canvas);
    return sameRect(rect, box.rect) ? box : { ...box, rect };
  });
}

/** Removes boxes; locked ones stay. */
export function removeBoxes(layout: Layout, ids: readonly string[]): Layout {
  const boxes = layout.boxes.filter((box) => box.locked || !ids.includes(box.id));
  return boxes.length === layout.boxes.length ? layout : { ...layout, boxes };
}

/** Moves boxes together by whole pixels, as far as all of them stay reachable. */
export function nudge(layout: Layout, ids: readonly string[], dx: number, dy: number): Layout {
  const moved = layout.boxes.filter((box) => ids.includes(box.id) && !box.locked);
  const offset = reachableOffset(
    moved.map((box) => box.rect),
    layout.canvas,
    dx,
    dy,
  );
  return placeBoxes(layout, new Map(moved.map((box) => [box.id, translate(box.rect, offset.x, offset.y)])));
}

/** Copies with ids of their own, a little down and right, unlocked, in front. Returns the layout and the copies' ids. */
export function pasteBoxes(layout: Layout, boxes: readonly Box[], offset = 16): { layout: Layout; ids: string[] } {
  let next = layout;
  const ids: string[] = [];
  for (const box of boxes) {
    const id = freeId(next.boxes);
    const rect = keepReachable(translate(box.rect, offset, offset), layout.canvas);
    next = addBoxes(next, [{ ...box, id, rect, locked: false }]);
    ids.push(id);
  }
  return { layout: next, ids };
}

/** Puts one box at another place of the order, 0 = at the very back. */
export function reorder(layout: Layout, id: string, index: number): Layout {
  const box = findBox(layout, id);
  if (box === undefined) return layout;
  const rest = layout.boxes.filter((other) => other.id !== id);
  const at = Math.min(Math.max(index, 0), rest.length);
  if (layout.boxes.indexOf(box) === at) return layout;
  return { ...layout, boxes: [...rest.slice(0, at), box, ...rest.slice(at)] };
}

/** One step towards the front (+1) or the back (−1). */
export const shiftOrder = (layout: Layout, id: string, by: 1 | -1): Layout =>
  reorder(layout, id, layout.boxes.findIndex((box) => box.id === id) + by);

/** The layout on a canvas of another size: boxes keep their share of it. */
export function resizeCanvas(layout: Layout, canvas: Canvas): Layout {
  if (canvas.width === layout.canvas.width && canvas.height === layout.canvas.height) return layout;
  const from = { x: 0, y: 0, ...layout.canvas };
  const to = { x: 0, y: 0, ...canvas };
  const boxes = layout.boxes.map((box) => ({ ...box, rect: roundRect(mapRect(box.rect, from, to)) }));
  return { ...layout, canvas, boxes };
}

/** A layout that has just been written, with every box within reach. */
export const adoptLayout = (written: Layout): Layout => ({
  ...written,
  boxes: written.boxes.map((box) => ({ ...box, rect: keepReachable(box.rect, written.canvas) })),
});

export const edges = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const;
export type Edge = (typeof edges)[number];

/** Puts boxes at one edge, or on one middle line, of the smallest rectangle around them. Locked ones stay and do not count. */
export function alignBoxes(layout: Layout, ids: readonly string[], edge: Edge): Layout {
  const moved = layout.boxes.filter((box) => ids.includes(box.id) && !box.locked);
  const frame = bounds(moved.map((box) => box.rect));
  if (frame === null) return layout;
  const share = { left: 0, top: 0, centre: 0.5, middle: 0.5, right: 1, bottom: 1 }[edge];
  const place = (rect: Rect): Rect =>
    edge === 'left' || edge === 'centre' || edge === 'right'
      ? { ...rect, x: frame.x + (frame.width - rect.width) * share }
      : { ...rect, y: frame.y + (frame.height - rect.height) * share };
  return placeBoxes(layout, new Map(moved.map((box) => [box.id, place(box.rect)])));
}
