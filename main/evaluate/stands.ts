import type { Box, Rect } from '../../preload/contract/layout.ts';

/** How boxes can be expected to stand to others, in the words of a viewer. */
export const standings = [
  'left of',
  'right of',
  'above',
  'below',
  'lower than',
  'on',
  'inside',
  'in front of',
  'behind',
  'beside',
  'around',
  'touching',
  'riding',
  'holding',
] as const;
export type Standing = (typeof standings)[number];

/** Relations whose boxes may cover each other. */
export const covering: ReadonlySet<Standing> = new Set<Standing>([
  'on',
  'inside',
  'in front of',
  'behind',
  'touching',
  'riding',
  'holding',
]);

const right = (rect: Rect): number => rect.x + rect.width;
const bottom = (rect: Rect): number => rect.y + rect.height;
const middleX = (rect: Rect): number => rect.x + rect.width / 2;
const middleY = (rect: Rect): number => rect.y + rect.height / 2;

const meetX = (a: Rect, b: Rect): boolean => a.x < right(b) && b.x < right(a);
const meetY = (a: Rect, b: Rect): boolean => a.y < bottom(b) && b.y < bottom(a);
export const cover = (a: Rect, b: Rect): boolean => meetX(a, b) && meetY(a, b);
const within = (a: Rect, b: Rect): boolean =>
  a.x >= b.x && a.y >= b.y && right(a) <= right(b) && bottom(a) <= bottom(b);

const checks: Readonly<Record<Exclude<Standing, 'around'>, (a: Rect, b: Rect) => boolean>> = {
  'left of': (a, b) => right(a) <= b.x,
  'right of': (a, b) => a.x >= right(b),
  above: (a, b) => bottom(a) <= b.y && meetX(a, b),
  below: (a, b) => a.y >= bottom(b) && meetX(a, b),
  'lower than': (a, b) => middleY(a) > middleY(b),
  on: (a, b) => meetX(a, b) && bottom(a) > b.y && bottom(a) < bottom(b) && middleY(a) < middleY(b),
  inside: within,
  'in front of': (a, b) => cover(a, b) && bottom(a) > bottom(b),
  behind: (a, b) => cover(a, b) && bottom(a) < bottom(b),
  beside: (a, b) => meetY(a, b) && !meetX(a, b),
  touching: cover,
  riding: (a, b) => cover(a, b) && a.y < b.y && middleX(a) > b.x && middleX(a) < right(b),
  holding: cover,
};

/** Whose box must be drawn later, as it is nearer to the viewer. */
const nearer: Partial<Record<Standing, 'first' | 'second'>> = {
  on: 'first',
  inside: 'first',
  'in front of': 'first',
  riding: 'first',
  behind: 'second',
  holding: 'second',
};

/** Box and its place in the order of drawing. */
export type Placed = Pick<Box, 'rect'> & { readonly index: number };

/** Whether all of some boxes stand so to others. Things on, in or in front of several bases need only one of them. */
export function stand(mine: readonly Placed[], standing: Standing, theirs: readonly Placed[]): boolean {
  if (mine.length === 0 || theirs.length === 0) return false;
  if (standing === 'around') {
    return theirs.every(
      (inner) => mine.some((a) => right(a.rect) <= inner.rect.x) && mine.some((a) => a.rect.x >= right(inner.rect)),
    );
  }
  const front = nearer[standing];
  const holdsFor = (a: Placed, b: Placed): boolean =>
    checks[standing](a.rect, b.rect) &&
    (front === undefined || (front === 'first' ? a.index > b.index : b.index > a.index));
  if (standing === 'holding') return theirs.every((b) => mine.some((a) => holdsFor(a, b)));
  const needs = covering.has(standing) || standing === 'beside' ? 'some' : 'every';
  return mine.every((a) => theirs[needs]((b) => holdsFor(a, b)));
}
