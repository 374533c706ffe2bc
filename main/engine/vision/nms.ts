import type { NormalizedBox } from '../text/convert.ts';

export interface ScoredBox {
  readonly box: NormalizedBox;
  readonly score: number;
  /** Index of the class. */
  readonly label: number;
}

/**
 * Non-maximum suppression (methods.md 7.5): the box with the highest score is kept and what overlaps it is dropped, until none is left.
 * Of equal scores the last comes first. What overlaps without a number (two boxes without area) is dropped, too (corrections.md 5, 6).
 * @param threshold of intersection over union; a box stays strictly below it
 * @returns in falling order of score
 */
export function suppressOverlaps<B extends ScoredBox>(boxes: readonly B[], threshold: number): B[] {
  const kept: B[] = [];
  let rest = boxes.toSorted((a, b) => a.score - b.score);
  for (let best = rest.pop(); best !== undefined; best = rest.pop()) {
    const { box } = best;
    kept.push(best);
    rest = rest.filter((other) => overlap(box, other.box) < threshold);
  }
  return kept;
}

/** The same among the boxes of each class on its own; classes in increasing order. */
export function suppressOverlapsByClass<B extends ScoredBox>(boxes: readonly B[], threshold: number): B[] {
  const labels = [...new Set(boxes.map(({ label }) => label))].sort((a, b) => a - b);
  return labels.flatMap((label) =>
    suppressOverlaps(
      boxes.filter((box) => box.label === label),
      threshold,
    ),
  );
}

/** Intersection over union; NaN when both boxes have no area. */
export function overlap(a: NormalizedBox, b: NormalizedBox): number {
  const width = Math.max(Math.min(a[2], b[2]) - Math.max(a[0], b[0]), 0);
  const height = Math.max(Math.min(a[3], b[3]) - Math.max(a[1], b[1]), 0);
  const both = width * height;
  return both / (area(a) + area(b) - both);
}

const area = ([x0, y0, x1, y1]: NormalizedBox): number => (x1 - x0) * (y1 - y0);
