import type { Box, Layout, Rect } from '../../../preload/contract/layout.ts';
import { area, freeSpot, isInside, overlapOf, rounded, shifted, visible, withRects } from '../geometry/rects.ts';
import type { Check, Finding } from './finding.ts';
import { quoted } from './finding.ts';
import type { Wishes } from './wishes.ts';

/** Share of the smaller box from which on two boxes compete for the same place. */
const noticeable = 0.1;

const apart: ReadonlySet<string> = new Set(['left-of', 'right-of', 'above', 'below', 'beside', 'between']);

/** Boxes over each other, unless the sentence wants them so: a man riding a horse. */
export const overlaps: Check = (layout, wishes) => {
  const boxes = visible(layout);
  return boxes.flatMap((one, i) =>
    boxes
      .slice(i + 1)
      .filter((other) => overlapOf(one.rect, other.rect) > noticeable && !belongTogether(one, other, wishes))
      .map((other) => findingOf(one, other)),
  );
};

function findingOf(one: Box, other: Box): Finding {
  const free = [one, other].filter((box) => !box.locked).toSorted((a, b) => area(a.rect) - area(b.rect));
  const [mover] = free;
  const stays = mover === one ? other : one;
  return {
    code: 'overlap',
    boxes: [one.id, other.id],
    message:
      one.caption === other.caption
        ? `Two of ${quoted([one.caption])} overlap.`
        : `${quoted([one.caption, other.caption])} overlap.`,
    fix:
      mover === undefined
        ? null
        : { title: `Move ${quoted([mover.caption])} aside`, apply: (now) => movedAside(now, mover, stays) },
  };
}

function belongTogether(one: Box, other: Box, { thingOf, relations }: Wishes): boolean {
  const [a, b] = [thingOf(one), thingOf(other)];
  if (a === undefined || b === undefined) return false;
  return relations.some(
    ({ kind, subjects, objects }) =>
      !apart.has(kind) &&
      ((subjects.includes(a) && objects.includes(b)) || (subjects.includes(b) && objects.includes(a))),
  );
}

/** The shortest way out, else the nearest free place. */
function movedAside(layout: Layout, mover: Box, stays: Box): Layout {
  const others = visible(layout)
    .filter(({ id }) => id !== mover.id)
    .map(({ rect }) => rect);
  const fits = (rect: Rect): boolean =>
    isInside(rect, layout.canvas) && others.every((other) => overlapOf(rect, other) <= noticeable);
  const [a, b] = [mover.rect, stays.rect];
  const ways: [number, number][] = [
    [b.x - (a.x + a.width), 0],
    [b.x + b.width - a.x, 0],
    [0, b.y - (a.y + a.height)],
    [0, b.y + b.height - a.y],
  ];
  const [shortest] = ways
    .toSorted((one, other) => Math.hypot(...one) - Math.hypot(...other))
    .map(([dx, dy]) => shifted(a, dx, dy))
    .filter(fits);
  return withRects(layout, new Map([[mover.id, shortest ? rounded(shortest) : freeSpot(a, others, layout.canvas)]]));
}
