import type { Canvas, Rect } from '../../../preload/contract/layout.ts';
import type { Piece } from './block.ts';
import { moved, scaled } from './block.ts';
import type { Cluster } from './compose.ts';
import { fitLines } from './lines.ts';
import type { Thing } from './scene.ts';

export interface PlacedPiece {
  readonly thing: Thing;
  readonly layer: number;
  readonly rect: Rect;
}

type Band = 'top' | 'middle' | 'bottom';

/** Where the ground meets the lower edge of what stands on it, as share of the height. */
const baseline = 0.9;

function bandOf({ place, high }: Cluster, lonely: boolean): Band {
  if (place.row !== undefined) return place.row;
  return high && !lonely ? 'top' : 'middle';
}

/** Puts blocks on the canvas: sky above ground, left to right as said, as large as they fit. */
export function arrange(clusters: readonly Cluster[], canvas: Canvas): PlacedPiece[] {
  const lonely = clusters.every((cluster) => cluster.high);
  const bands = (['top', 'middle', 'bottom'] as const)
    .map((band) => ({ band, clusters: clusters.filter((cluster) => bandOf(cluster, lonely) === band) }))
    .filter(({ clusters: members }) => members.length > 0);
  const { scale, lines } = fitLines(
    bands.map((band) => band.clusters),
    canvas,
  );
  const heights = lines.map((band) => band.map((line) => line.height * scale));
  const tops = bandTops(
    bands.map(({ band }) => band),
    heights.map((band) => sum(band) + (band.length - 1) * lineGap * canvas.height),
    canvas,
    clusters.length === 1,
  );
  return bands.flatMap((_, b) => {
    let y = tops[b] ?? 0;
    return (lines[b] ?? []).flatMap((line, i) => {
      const height = heights[b]?.[i] ?? 0;
      const pieces = spread(line.clusters, scale, canvas.width).flatMap(({ cluster, x }) => {
        const block = scaled(cluster.block, scale);
        return moved(block.pieces, x, y + height - block.height);
      });
      y += height + lineGap * canvas.height;
      return pieces.map((piece) => ({ thing: piece.thing, layer: piece.layer, rect: toRect(piece, canvas) }));
    });
  });
}

export const lineGap = 0.03;
const margin = 0.04;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Upper edge of every band. */
function bandTops(bands: readonly Band[], heights: readonly number[], canvas: Canvas, single: boolean): number[] {
  const free = canvas.height - sum(heights);
  const floor = canvas.height * baseline;
  const least = canvas.height * margin;
  if (bands.length === 1) {
    const height = heights[0] ?? 0;
    if (bands[0] === 'top') return [Math.min(canvas.height * 0.1, free / 2)];
    const resting = single ? free / 2 : Math.max(free / 2, Math.min(floor - height, canvas.height * 0.62 - height / 2));
    return [Math.min(resting, free - Math.min(least, free / 2))];
  }
  // The first band at the top, the last on the ground, one between them in the middle of what is left.
  const first = Math.min(canvas.height * 0.06, free / (bands.length + 1));
  const last = Math.max(
    Math.min(floor - (heights.at(-1) ?? 0), canvas.height),
    canvas.height - (heights.at(-1) ?? 0) - free / (bands.length + 1),
  );
  const lastTop = Math.min(last, canvas.height - (heights.at(-1) ?? 0) - Math.min(least, free / (bands.length + 1)));
  if (bands.length === 2) return [first, lastTop];
  const from = first + (heights[0] ?? 0);
  return [first, from + (lastTop - from - (heights[1] ?? 0)) / 2, lastTop];
}

/** Left edges of the clusters of one line: said columns at the edges and in the middle, others evenly. */
function spread(clusters: readonly Cluster[], scale: number, width: number): { cluster: Cluster; x: number }[] {
  const of = (column: string): Cluster[] => clusters.filter(({ place }) => (place.column ?? 'centre') === column);
  const [left, centre, right] = [of('left'), of('centre'), of('right')];
  const room = (group: readonly Cluster[]): number => sum(group.map((cluster) => cluster.block.width * scale));
  const all = room(clusters);
  const space = Math.max(0, (width - all) / (clusters.length + 1));
  const step = Math.min(space, width * 0.1);
  const placed: { cluster: Cluster; x: number }[] = [];
  const put = (group: readonly Cluster[], from: number): number => {
    let x = from;
    for (const cluster of group) {
      placed.push({ cluster, x });
      x += cluster.block.width * scale + step;
    }
    return x - step;
  };
  const edge = Math.min(width * 0.06, space);
  const leftEnd = left.length > 0 ? put(left, edge) : 0;
  const rightStart = width - edge - room(right) - step * Math.max(0, right.length - 1);
  const [from, to] = [left.length > 0 ? leftEnd : 0, right.length > 0 ? rightStart : width];
  const inner = room(centre) + step * Math.max(0, centre.length - 1);
  put(centre, from + (to - from - inner) / 2);
  put(right, rightStart);
  return placed;
}

/** Whole pixels inside the canvas. Edges are rounded, not sizes, so that boxes that do not touch stay apart. */
function toRect(piece: Piece, { width, height }: Canvas): Rect {
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));
  const x = clamp(piece.x, width - 1);
  const y = clamp(piece.y, height - 1);
  return {
    x,
    y,
    width: Math.max(1, clamp(piece.x + piece.width, width) - x),
    height: Math.max(1, clamp(piece.y + piece.height, height) - y),
  };
}
