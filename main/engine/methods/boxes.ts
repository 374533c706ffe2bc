import { AppError } from '../../../preload/contract/errors.ts';
import type { Box, Layout } from '../../../preload/contract/layout.ts';

export interface DrawableLayout {
  /** With the boxes that can not be drawn hidden. */
  readonly layout: Layout;
  readonly warnings: readonly string[];
}

const name = ({ caption }: Box, index: number): string =>
  caption.trim() === '' ? `box ${index + 1}` : `the box “${caption.trim().slice(0, 60)}”`;

/**
 * Checks the boxes before work starts. One that lies wholly outside the canvas is hidden, with a warning.
 * @throws AppError bad_layout naming a box whose rectangle is no rectangle
 */
export function drawable(layout: Layout): DrawableLayout {
  const warnings: string[] = [];
  const { width, height } = layout.canvas;
  const boxes = layout.boxes.map((box, index): Box => {
    if (box.hidden) return box;
    const { rect } = box;
    const usable =
      [rect.x, rect.y, rect.width, rect.height].every(Number.isFinite) && rect.width > 0 && rect.height > 0;
    if (!usable)
      throw new AppError(
        'bad_layout',
        `${capital(name(box, index))} has no valid rectangle (${rect.x}, ${rect.y}, ${rect.width} × ${rect.height}). Nothing was drawn; draw the box again.`,
      );
    if (rect.x < width && rect.y < height && rect.x + rect.width > 0 && rect.y + rect.height > 0) return box;
    warnings.push(`${capital(name(box, index))} lies outside the picture and was left out.`);
    return { ...box, hidden: true };
  });
  return { layout: { ...layout, boxes }, warnings };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The boxes that get a pass of their own. */
export const boxesToDraw = (layout: Layout): readonly Box[] =>
  drawable(layout).layout.boxes.filter((box) => !box.hidden && box.caption.trim() !== '');

/** Whether a box of the layout is in force at step i of `of`. */
export function inForce(layout: Layout, index: number, i: number, of: number): boolean {
  const { start = 0, end = 1 } = layout.boxes[index] ?? {};
  return i >= Math.trunc(start * of) && i < Math.trunc(end * of);
}
