import type { Box, Canvas, Layout, Rect } from '../../../preload/contract/layout.ts';
import { area, centre, freeSpot, pushedInside, rounded, visible } from '../geometry/rects.ts';
import { isHigh } from '../rules/cluster.ts';
import { sizeOf } from '../rules/lexicon/sizes.ts';
import { readScene } from '../rules/read-scene.ts';
import type { Thing } from '../rules/scene.ts';

/** Least and largest side of a new box, as shares of the canvas' shorter side. */
const [leastSide, largestSide] = [0.1, 0.5];
const gap = 0.02;

/** How large a thing is among the boxes there are. */
export function sizeFor(thing: Thing, layout: Layout): { width: number; height: number } {
  const shorter = Math.min(layout.canvas.width, layout.canvas.height);
  const units = visible(layout)
    .flatMap(({ caption, rect }) => {
      const head = readScene(caption).things[0];
      return head === undefined ? [] : [Math.sqrt(area(rect)) / sizeOf(head.phrase.head, head.phrase.modifiers).side];
    })
    .toSorted((a, b) => a - b);
  const { side, aspect } = sizeOf(thing.phrase.head, thing.phrase.modifiers);
  const unit = units[Math.floor(units.length / 2)] ?? (shorter * 0.4) / side;
  const length = Math.min(Math.max(side * unit, shorter * leastSide), shorter * largestSide);
  return { width: length * Math.sqrt(aspect), height: length / Math.sqrt(aspect) };
}

/** Where something of this size goes that is said to be somewhere, or nowhere in particular, free of other boxes. */
export function spotFor(
  { width, height }: { width: number; height: number },
  place: Thing['place'],
  high: boolean,
  layout: Layout,
  without: ReadonlySet<string> = new Set(),
): Rect {
  const { canvas } = layout;
  const x = place.column === 'left' ? 0.2 : place.column === 'right' ? 0.8 : 0.5;
  const y = place.row === 'top' || (high && place.row === undefined) ? 0.2 : place.row === 'middle' ? 0.5 : 0.85;
  const fromTop = place.row === undefined && !high ? canvas.height * y - height : canvas.height * y - height / 2;
  const wanted = { x: canvas.width * x - width / 2, y: fromTop, width, height };
  return freeSpot(wanted, rectsOf(layout, without), canvas);
}

export const isHighUp = (thing: Thing): boolean => isHigh(thing);

const rectsOf = (layout: Layout, without: ReadonlySet<string>): Rect[] =>
  visible(layout)
    .filter(({ id }) => !without.has(id))
    .map(({ rect }) => rect);

/** Where something goes that stands in this relation to a box. */
export function spotBeside(
  size: { width: number; height: number },
  relation: string,
  to: Box,
  layout: Layout,
  without: ReadonlySet<string> = new Set(),
): Rect {
  const { canvas } = layout;
  const wanted = besideOf(size, relation, to.rect, canvas);
  if (overlapping.test(relation)) return rounded(pushedInside(wanted, canvas));
  return freeSpot(wanted, rectsOf(layout, without), canvas);
}

const overlapping = /^(?:on|onto|on top of|in|into|inside|in front of|behind|riding|holding|in-front-of)$/;

function besideOf(
  { width, height }: { width: number; height: number },
  relation: string,
  to: Rect,
  canvas: Canvas,
): Rect {
  const space = gap * canvas.width;
  const { x, y } = centre(to);
  const standing = { y: to.y + to.height - height, width, height };
  const hanging = { x: x - width / 2, width, height };
  const left = { ...standing, x: to.x - width - space };
  const right = { ...standing, x: to.x + to.width + space };
  if (/left/.test(relation)) return left;
  if (/right/.test(relation)) return right;
  if (/^(?:above|over)$/.test(relation)) return { ...hanging, y: to.y - height - space };
  if (/^(?:below|under|underneath|beneath)$/.test(relation)) return { ...hanging, y: to.y + to.height + space };
  if (/^(?:on|onto|on top of|riding)$/.test(relation)) return { ...hanging, y: to.y + to.height * 0.15 - height };
  if (/^(?:in|into|inside)$/.test(relation)) return { ...hanging, y: y - height / 2 };
  if (/front|behind|holding/.test(relation)) return { ...standing, x: to.x + to.width * 0.55 };
  return right.x + width <= canvas.width ? right : left;
}
