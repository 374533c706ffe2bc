import type { Layout } from '../../../preload/contract/layout.ts';
import type { Standing } from '../../../main/evaluate/stands.ts';
import { cover, covering, stand } from '../../../main/evaluate/stands.ts';

/** Whether all boxes of one caption stand so to those of another. */
export function holds(layout: Layout, first: string, standing: Standing, second: string): boolean {
  const boxes = layout.boxes.map((box, index) => ({ ...box, index }));
  const of = (caption: string) => boxes.filter((box) => box.caption === caption);
  return stand(of(first), standing, of(second));
}

/** Pairs of boxes that cover each other although no relation puts them together. */
export function unwantedOverlaps(
  layout: Layout,
  relations: readonly (readonly [string, Standing, string])[],
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
    .filter(
      ({ rect: { x, y, width, height } }) => x < 0 || y < 0 || x + width > canvas.width || y + height > canvas.height,
    )
    .map((box) => box.caption);
