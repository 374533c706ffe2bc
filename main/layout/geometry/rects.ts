import type { Box, Canvas, Layout, Rect } from '../../../preload/contract/layout.ts';

export type Axis = 'x' | 'y';

export const area = ({ width, height }: Rect): number => width * height;
export const centre = ({ x, y, width, height }: Rect): { x: number; y: number } => ({
  x: x + width / 2,
  y: y + height / 2,
});

export const shifted = (rect: Rect, dx: number, dy: number): Rect => ({ ...rect, x: rect.x + dx, y: rect.y + dy });

/** Scaled about its centre. */
export function scaledBy(rect: Rect, factor: number): Rect {
  const [width, height] = [rect.width * factor, rect.height * factor];
  return { x: rect.x + (rect.width - width) / 2, y: rect.y + (rect.height - height) / 2, width, height };
}

/** Area that two rectangles share. */
export function sharedArea(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** How much of the smaller of two rectangles lies under the other. */
export const overlapOf = (a: Rect, b: Rect): number => sharedArea(a, b) / Math.min(area(a), area(b));

const slack = 0.5; // scaled layouts miss whole pixels

export const isInside = ({ x, y, width, height }: Rect, canvas: Canvas): boolean =>
  x >= -slack && y >= -slack && x + width <= canvas.width + slack && y + height <= canvas.height + slack;

/** Moved into the canvas; shrunk only where it is larger than that. */
export function pushedInside(rect: Rect, canvas: Canvas): Rect {
  const width = Math.min(rect.width, canvas.width);
  const height = Math.min(rect.height, canvas.height);
  return {
    x: Math.min(Math.max(rect.x, 0), canvas.width - width),
    y: Math.min(Math.max(rect.y, 0), canvas.height - height),
    width,
    height,
  };
}

/** In whole pixels, as boxes are written. */
export function rounded({ x, y, width, height }: Rect): Rect {
  const [left, top] = [Math.round(x), Math.round(y)];
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.round(x + width) - left),
    height: Math.max(1, Math.round(y + height) - top),
  };
}

const factors = [1, 0.85, 0.7, 0.55, 0.4] as const;
const steps = 32;

/**
 * A place for a rectangle as near as possible to where it is, inside the canvas and apart from others; smaller where there
 * is no room otherwise. Where there is none at all, the place with the least overlap.
 */
export function freeSpot(wanted: Rect, others: readonly Rect[], canvas: Canvas): Rect {
  let best = pushedInside(wanted, canvas);
  let least = covered(best, others);
  for (const factor of factors) {
    if (least === 0) break;
    const rect = pushedInside(scaledBy(wanted, factor), canvas);
    let nearest = Infinity;
    for (const spot of spots(rect, canvas)) {
      const distance = Math.hypot(spot.x - rect.x, spot.y - rect.y);
      const under = covered(spot, others);
      if (under > least || (under === least && distance >= nearest)) continue;
      if (under < least) nearest = Infinity;
      [best, least, nearest] = [spot, under, distance];
    }
  }
  return rounded(best);
}

function* spots(rect: Rect, canvas: Canvas): Generator<Rect> {
  yield rect;
  const [freeX, freeY] = [canvas.width - rect.width, canvas.height - rect.height];
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; j <= steps; j++) yield { ...rect, x: (freeX * i) / steps, y: (freeY * j) / steps };
  }
}

const covered = (rect: Rect, others: readonly Rect[]): number =>
  others.reduce((sum, other) => sum + sharedArea(rect, other), 0) / area(rect);

export const visible = ({ boxes }: Layout): Box[] => boxes.filter((box) => !box.hidden);

/** The layout with other rectangles for some boxes, by id. */
export function withRects(layout: Layout, rects: ReadonlyMap<string, Rect>): Layout {
  const boxes = layout.boxes.map((box) => ({ ...box, rect: rects.get(box.id) ?? box.rect }));
  return { ...layout, boxes };
}

/** Ids that no box of the layout has. */
export function newIds(layout: Layout, count: number): string[] {
  const taken = new Set(layout.boxes.map((box) => box.id));
  const ids: string[] = [];
  for (let n = layout.boxes.length + 1; ids.length < count; n++) if (!taken.has(`box-${n}`)) ids.push(`box-${n}`);
  return ids;
}

/** A box with everything but caption and place as a new box has it. */
export const newBox = (id: string, caption: string, rect: Rect): Box => ({
  ...{ id, caption, rect, negative: '', seed: null, strength: 1, start: 0, end: 1, locked: false, hidden: false },
});
