import type { Box, Layout, Rect } from '../../../preload/contract/layout.ts';

/** How two captions' boxes are expected to stand to each other, in the words of a viewer. */
export type Expected =
  | 'left of'
  | 'right of'
  | 'above'
  | 'below'
  | 'on'
  | 'inside'
  | 'in front of'
  | 'behind'
  | 'beside'
  | 'around'
  | 'riding'
  | 'holding';

/** Relations whose boxes may cover each other. */
const covering: ReadonlySet<Expected> = new Set(['on', 'inside', 'in front of', 'behind', 'riding', 'holding']);

const right = (rect: Rect): number => rect.x + rect.width;
const bottom = (rect: Rect): number => rect.y + rect.height;
const middleX = (rect: Rect): number => rect.x + rect.width / 2;
const middleY = (rect: Rect): number => rect.y + rect.height / 2;

const meetX = (a: Rect, b: Rect): boolean => a.x < right(b) && b.x < right(a);
const meetY = (a: Rect, b: Rect): boolean => a.y < bottom(b) && b.y < bottom(a);
export const cover = (a: Rect, b: Rect): boolean => meetX(a, b) && meetY(a, b);
const within = (a: Rect, b: Rect): boolean =>
  a.x >= b.x && a.y >= b.y && right(a) <= right(b) && bottom(a) <= bottom(b);

const checks: Readonly<Record<Exclude<Expected, 'around'>, (a: Rect, b: Rect) => boolean>> = {
  'left of': (a, b) => right(a) <= b.x,
  'right of': (a, b) => a.x >= right(b),
  above: (a, b) => bottom(a) <= b.y && meetX(a, b),
  below: (a, b) => a.y >= bottom(b) && meetX(a, b),
  on: (a, b) => meetX(a, b) && bottom(a) > b.y && bottom(a) < bottom(b) && middleY(a) < middleY(b),
  inside: within,
  'in front of': (a, b) => cover(a, b) && bottom(a) > bottom(b),
  behind: (a, b) => cover(a, b) && bottom(a) < bottom(b),
  beside: (a, b) => meetY(a, b) && !meetX(a, b),
  riding: (a, b) => cover(a, b) && a.y < b.y && middleX(a) > b.x && middleX(a) < right(b),
  holding: (a, b) => cover(a, b),
};

/** Whose box must be drawn later, as it is nearer to the viewer. */
const nearer: Partial<Record<Expected, 'first' | 'second'>> = {
  on: 'first',
  inside: 'first',
  'in front of': 'first',
  riding: 'first',
  behind: 'second',
  holding: 'second',
};

/** Whether all boxes of one caption stand so to those of another. Things on, in or in front of several bases need only one of them. */
export function holds(layout: Layout, first: string, relation: Expected, second: string): boolean {
  const boxes = layout.boxes.map((box, index) => ({ ...box, index }));
  const [mine, theirs] = [first, second].map((caption) => boxes.filter((box) => box.caption === caption));
  if (!mine?.length || !theirs?.length) return false;
  if (relation === 'around') {
    return theirs.every(
      (inner) => mine.some((a) => right(a.rect) <= inner.rect.x) && mine.some((a) => a.rect.x >= right(inner.rect)),
    );
  }
  const front = nearer[relation];
  const holdsFor = (a: Box & { index: number }, b: Box & { index: number }): boolean =>
    checks[relation](a.rect, b.rect) &&
    (front === undefined || (front === 'first' ? a.index > b.index : b.index > a.index));
  if (relation === 'holding') return theirs.every((b) => mine.some((a) => holdsFor(a, b)));
  const needs = covering.has(relation) || relation === 'beside' ? 'some' : 'every';
  return mine.every((a) => theirs[needs]((b) => holdsFor(a, b)));
}

/** Pairs of boxes that cover each other although no relation puts them together. */
export function unwantedOverlaps(
  layout: Layout,
  relations: readonly (readonly [string, Expected, string])[],
): string[] {
  const clusters = clustersOf(relations.filter(([, relation]) => covering.has(relation)).map(([a, , b]) => [a, b]));
  return layout.boxes.flatMap((a, i) =>
    layout.boxes
      .slice(i + 1)
      .filter((b) => cover(a.rect, b.rect))
      .filter(
        (b) => a.caption === b.caption || !clusters.some((cluster) => cluster.has(a.caption) && cluster.has(b.caption)),
      )
      .map((b) => `${a.caption} × ${b.caption}`),
  );
}

/** Captions that are connected by pairs. */
function clustersOf(pairs: readonly (readonly [string, string])[]): Set<string>[] {
  return pairs.reduce<Set<string>[]>((clusters, pair) => {
    const joined = clusters.filter((cluster) => pair.some((caption) => cluster.has(caption)));
    const rest = clusters.filter((cluster) => !joined.includes(cluster));
    return [...rest, new Set([...pair, ...joined.flatMap((cluster) => [...cluster])])];
  }, []);
}

/** Boxes that leave the canvas. */
export const outside = ({ boxes, canvas }: Layout): string[] =>
  boxes
    .filter(({ rect }) => rect.x < 0 || rect.y < 0 || right(rect) > canvas.width || bottom(rect) > canvas.height)
    .map((box) => box.caption);
