import type { Box, Canvas, Rect } from '../../../preload/contract/layout.ts';
import type { Warning } from '../../../preload/contract/stage1.ts';
import { newBox } from '../geometry/rects.ts';

/** Two corners, in whatever unit. */
export interface Corners {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** A rectangle as corners in units of which the canvas has so many on each side. */
export function cornersOf({ x, y, width, height }: Rect, canvas: Canvas, units: number, digits: number): Corners {
  const share = (value: number, side: number): number => Number(((value / side) * units).toFixed(digits));
  return {
    x0: share(x, canvas.width),
    y0: share(y, canvas.height),
    x1: share(x + width, canvas.width),
    y1: share(y + height, canvas.height),
  };
}

/** Named boxes given by corners, on a canvas; what holds nothing is left out and told. Corners may come in any order. */
export function boxesFrom(
  named: readonly { name: string; corners: Corners; hidden?: boolean }[],
  scale: { x: number; y: number },
  warnings: Warning[],
): Box[] {
  return named.flatMap(({ name, corners, hidden = false }, i): Box[] => {
    const [left, right] = [corners.x0 * scale.x, corners.x1 * scale.x].toSorted((a, b) => a - b);
    const [top, bottom] = [corners.y0 * scale.y, corners.y1 * scale.y].toSorted((a, b) => a - b);
    if (left === undefined || right === undefined || top === undefined || bottom === undefined) return [];
    if (right - left <= 0 || bottom - top <= 0) {
      warnings.push({ code: 'box_dropped', message: `"${name}" has no visible box and was left out.` });
      return [];
    }
    const rect = { x: left, y: top, width: right - left, height: bottom - top };
    return [{ ...newBox(`box-${i + 1}`, name, rect), hidden }];
  });
}
