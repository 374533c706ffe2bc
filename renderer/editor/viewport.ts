import type { Canvas } from '../../preload/contract/layout.ts';
import type { Point } from './geometry.ts';

/** A place in CSS pixels from the stage's corner. Other field names than `Point`, so that the two spaces can not be mixed up. */
export interface ScreenPoint {
  readonly left: number;
  readonly top: number;
}

/** screen = canvas · scale + offset. */
export interface Viewport {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

export const zoomLimits = { minimum: 0.1, maximum: 8 } as const;

export const toCanvas = (view: Viewport, at: ScreenPoint): Point => ({
  x: (at.left - view.left) / view.scale,
  y: (at.top - view.top) / view.scale,
});

export const toScreen = (view: Viewport, at: Point): ScreenPoint => ({
  left: at.x * view.scale + view.left,
  top: at.y * view.scale + view.top,
});

const limit = (scale: number): number => Math.min(Math.max(scale, zoomLimits.minimum), zoomLimits.maximum);

/** Zooms by a factor while the canvas point under `at` stays where it is. */
export function zoomAt(view: Viewport, at: ScreenPoint, factor: number): Viewport {
  const fixed = toCanvas(view, at);
  const scale = limit(view.scale * factor);
  return { scale, left: at.left - fixed.x * scale, top: at.top - fixed.y * scale };
}

export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** The whole canvas, centred in the stage inside the insets. */
export function fit(canvas: Canvas, stage: { width: number; height: number }, insets: Insets): Viewport {
  const room = {
    width: Math.max(1, stage.width - insets.left - insets.right),
    height: Math.max(1, stage.height - insets.top - insets.bottom),
  };
  const scale = limit(Math.min(room.width / canvas.width, room.height / canvas.height));
  return {
    scale,
    left: insets.left + (room.width - canvas.width * scale) / 2,
    top: insets.top + (room.height - canvas.height * scale) / 2,
  };
}

export const pan = (view: Viewport, dx: number, dy: number): Viewport => ({
  ...view,
  left: view.left + dx,
  top: view.top + dy,
});
