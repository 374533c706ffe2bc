import { AppError } from '../../preload/contract/errors.ts';
import { roundHalfEven } from './round.ts';

/** A box as an answer names it: x, y, width and height in pixels of the 512-pixel square. */
export interface NamedBox {
  name: string;
  box: readonly number[];
}

export interface FilterOptions {
  /** Stretch the layout to the canvas even if every box lies inside. */
  scale: boolean;
  /** `reference` repeats the reference's double vertical correction (spec quirk Q3). */
  compatibility?: 'corrected' | 'reference';
}

const side = 512;
const largestScale = 3;

type Kept = [name: string, x: number, y: number, width: number, height: number];

/**
 * Drops boxes that hold nothing or everything, and fits the rest to the canvas when one leaves it (spec 1.4).
 * @returns the boxes that stay, in whole pixels, names without their trailing periods
 * @throws AppError bad_layout when a box has neither four numbers nor none
 */
export function filterBoxes(boxes: readonly NamedBox[], options: FilterOptions): NamedBox[] {
  const kept: Kept[] = [];
  let scale = options.scale;
  for (const { name, box } of boxes) {
    if (box.length === 0) continue;
    const [x, y, width, height] = fourNumbers(name, box);
    if (width <= 0 || height <= 0 || (width >= side && height >= side) || x > side || y > side) continue;
    if (x < 0 || y < 0 || x + width > side || y + height > side) scale = true;
    kept.push([name, x, y, width, height]);
  }
  const fitted = scale && kept.length > 0 ? fit(kept, options.compatibility ?? 'corrected') : kept;
  return fitted.map(([name, ...box]) => ({ name: name.replace(/\.+$/, ''), box: box.map(roundHalfEven) }));
}

function fourNumbers(name: string, box: readonly number[]): [number, number, number, number] {
  const [x, y, width, height] = box;
  if (box.length !== 4 || x === undefined || y === undefined || width === undefined || height === undefined) {
    throw new AppError('bad_layout', `The box of "${name}" needs four numbers: x, y, width, height.`);
  }
  return [x, y, width, height];
}

/** Moves the layout to the left edge and grows it until one axis is full, three times at most. */
function fit(kept: readonly Kept[], compatibility: 'corrected' | 'reference'): Kept[] {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [, x, y, width, height] of kept) {
    left = Math.min(left, x);
    right = Math.max(right, x + width);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + height);
  }
  const scale = Math.min(side / (right - left), side / (bottom - top), largestScale);
  let shift = top * scale < 0 ? -(top * scale) : 0;
  if (bottom * scale + shift >= side) {
    shift -= compatibility === 'reference' ? bottom * scale - side : bottom * scale + shift - side;
  }
  return kept.map(([name, x, y, width, height]) => {
    const above = Math.min(y * scale + shift, 0); // rounding may leave a sliver above the canvas
    return [name, (x - left) * scale, y * scale + shift - above, width * scale, height * scale - above];
  });
}
