import type { Cluster } from './cluster.ts';

export interface Spread {
  readonly cluster: Cluster;
  /** Left edge in pixels. */
  readonly x: number;
}

const edge = 0.06;
const widestStep = 0.1;

/** Spreads the clusters of a line: what is said to be left or right at the edges, everything else in the room between. */
export function spread(clusters: readonly Cluster[], scale: number, width: number): Spread[] {
  const [left, centre, right] = (['left', 'centre', 'right'] as const).map((column) =>
    clusters.filter(({ place }) => (place.column ?? 'centre') === column),
  );
  const taken = clusters.reduce((sum, { block }) => sum + block.width * scale, 0);
  const air = Math.max(0, (width - taken) / (clusters.length + 1));
  const step = Math.min(air, widestStep * width);
  const margin = Math.min(air, edge * width);
  const lengthOf = (group: readonly Cluster[] = []): number =>
    group.reduce((sum, { block }) => sum + block.width * scale + step, -step);
  const lay = (group: readonly Cluster[] = [], from: number): Spread[] => {
    let x = from;
    return group.map((cluster) => {
      const at = x;
      x += cluster.block.width * scale + step;
      return { cluster, x: at };
    });
  };
  const from = left?.length ? margin + lengthOf(left) : 0;
  const to = right?.length ? width - margin - lengthOf(right) : width;
  return [...lay(left, margin), ...lay(centre, from + (to - from - lengthOf(centre)) / 2), ...lay(right, to)];
}
