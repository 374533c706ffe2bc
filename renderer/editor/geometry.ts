import type { Canvas, Rect } from '../../preload/contract/layout.ts';

/** A point in canvas pixels, the space of every `Rect`. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export const handles = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type Handle = (typeof handles)[number];

/** Smallest side a gesture leaves, in canvas pixels. */
export const minimumSide = 8;
/** How much of a box a gesture keeps on the canvas, in canvas pixels, so that it can always be picked up again. */
export const visibleMargin = 16;

export const right = (rect: Rect): number => rect.x + rect.width;
export const bottom = (rect: Rect): number => rect.y + rect.height;

export function contains(rect: Rect, point: Point, tolerance = 0): boolean {
  return (
    point.x >= rect.x - tolerance &&
    point.x <= right(rect) + tolerance &&
    point.y >= rect.y - tolerance &&
    point.y <= bottom(rect) + tolerance
  );
}

export function intersects(a: Rect, b: Rect): boolean {
  return a.x < right(b) && right(a) > b.x && a.y < bottom(b) && bottom(a) > b.y;
}

/** The rectangle between two corners; either may be the upper left one. May be empty. */
export function between(a: Point, b: Point): Rect {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** Smallest rectangle around all; null for none. */
export function bounds(rects: readonly Rect[]): Rect | null {
  if (rects.length === 0) return null;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  return { x, y, width: Math.max(...rects.map(right)) - x, height: Math.max(...rects.map(bottom)) - y };
}

export function translate(rect: Rect, dx: number, dy: number): Rect {
  return { ...rect, x: rect.x + dx, y: rect.y + dy };
}

/** Whole pixels, edges rounded (not the size), so that neighbours that touch keep touching. */
export function roundRect(rect: Rect): Rect {
  const x = Math.round(rect.x);
  const y = Math.round(rect.y);
  return {
    x,
    y,
    width: Math.max(1, Math.round(right(rect)) - x),
    height: Math.max(1, Math.round(bottom(rect)) - y),
  };
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Moves a rectangle so that at least `visibleMargin` of it (or all, if it is smaller) lies on the canvas in both directions. */
export function keepReachable(rect: Rect, canvas: Canvas): Rect {
  const marginX = Math.min(visibleMargin, rect.width);
  const marginY = Math.min(visibleMargin, rect.height);
  return {
    ...rect,
    x: clamp(rect.x, marginX - rect.width, canvas.width - marginX),
    y: clamp(rect.y, marginY - rect.height, canvas.height - marginY),
  };
}

/** The offset nearest to (dx, dy) that keeps every rectangle reachable. */
export function reachableOffset(rects: readonly Rect[], canvas: Canvas, dx: number, dy: number): Point {
  let x = dx;
  let y = dy;
  for (const rect of rects) {
    const kept = keepReachable(translate(rect, x, y), canvas);
    x = kept.x - rect.x;
    y = kept.y - rect.y;
  }
  return { x, y };
}

/** Where the eight handles sit. */
export function handlePoint(rect: Rect, handle: Handle): Point {
  const x = handle.includes('w') ? rect.x : handle.includes('e') ? right(rect) : rect.x + rect.width / 2;
  const y = handle.startsWith('n') ? rect.y : handle.startsWith('s') ? bottom(rect) : rect.y + rect.height / 2;
  return { x, y };
}

/** The handle under the pointer, corners first; null if none is within `radius` (canvas pixels). */
export function handleAt(rect: Rect, point: Point, radius: number): Handle | null {
  const corners: Handle[] = ['nw', 'ne', 'se', 'sw'];
  const sides: Handle[] = ['n', 'e', 's', 'w'];
  const near = (handle: Handle): boolean => {
    const at = handlePoint(rect, handle);
    return Math.abs(at.x - point.x) <= radius && Math.abs(at.y - point.y) <= radius;
  };
  return corners.find(near) ?? sides.find(near) ?? null;
}

export interface ResizeOptions {
  /** Keep width : height. */
  readonly ratio?: boolean;
  /** Grow to both sides of the centre. */
  readonly centre?: boolean;
}

/** The rectangle after dragging one handle by (dx, dy). It never flips and never gets smaller than `minimumSide`. */
export function resize(rect: Rect, handle: Handle, dx: number, dy: number, options: ResizeOptions = {}): Rect {
  const horizontal = handle.includes('e') ? 1 : handle.includes('w') ? -1 : 0;
  const vertical = handle.startsWith('s') ? 1 : handle.startsWith('n') ? -1 : 0;
  const times = options.centre === true ? 2 : 1;
  let width = Math.max(minimumSide, rect.width + horizontal * dx * times);
  let height = Math.max(minimumSide, rect.height + vertical * dy * times);
  if (options.ratio === true) {
    const scaleX = width / rect.width;
    const scaleY = height / rect.height;
    const wanted = horizontal === 0 ? scaleY : vertical === 0 ? scaleX : Math.max(scaleX, scaleY);
    const scale = Math.max(wanted, minimumSide / Math.min(rect.width, rect.height));
    width = rect.width * scale;
    height = rect.height * scale;
  }
  // The side opposite the handle stays; an axis without a handle grows about its middle.
  const anchor = (direction: number): number =>
    options.centre === true || direction === 0 ? 0.5 : direction > 0 ? 0 : 1;
  return {
    x: rect.x + (rect.width - width) * anchor(horizontal),
    y: rect.y + (rect.height - height) * anchor(vertical),
    width,
    height,
  };
}

/** Where `rect` goes when the group around it is resized from one rectangle to another. */
export function mapRect(rect: Rect, from: Rect, to: Rect): Rect {
  const scaleX = to.width / from.width;
  const scaleY = to.height / from.height;
  return {
    x: to.x + (rect.x - from.x) * scaleX,
    y: to.y + (rect.y - from.y) * scaleY,
    width: Math.max(1, rect.width * scaleX),
    height: Math.max(1, rect.height * scaleY),
  };
}
