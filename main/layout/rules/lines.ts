import type { Canvas } from '../../../preload/contract/layout.ts';
import { gap } from './block.ts';
import type { Cluster } from './cluster.ts';

/** Clusters side by side. Lengths in block units. */
export interface Line {
  readonly clusters: readonly Cluster[];
  readonly width: number;
  readonly height: number;
}

export interface FittedLines {
  /** Pixels per block unit. */
  readonly scale: number;
  /** The lines of every band. */
  readonly lines: readonly (readonly Line[])[];
}

/** Share of the canvas that things may take. */
const fill = 0.92;
/** Largest side of one thing, as share of the shorter side. */
const largest = 0.72;
/** How much a few small things are enlarged at most. */
const mostGrowth = 3;
/** Things go into a further line only if they are shrunk below this in one, and grow by `worthwhile` with it. */
const crowded = 0.8;
const worthwhile = 1.12;

/** Breaks bands into lines so that everything can be drawn as large as possible on one scale. */
export function fitLines(bands: readonly (readonly Cluster[])[], canvas: Canvas): FittedLines {
  const counts = bands.map(() => 1);
  let best = measure(bands, counts, canvas);
  const shorter = Math.min(canvas.width, canvas.height);
  while (best.scale < crowded * shorter) {
    const candidates = counts.flatMap((count, i) => {
      if (count >= mostLines(bands[i] ?? [])) return [];
      const more = counts.map((n, j) => (i === j ? n + 1 : n));
      return [{ index: i, fitted: measure(bands, more, canvas) }];
    });
    const better = candidates.reduce<(typeof candidates)[number] | null>(
      (top, candidate) => (candidate.fitted.scale > (top?.fitted.scale ?? best.scale * worthwhile) ? candidate : top),
      null,
    );
    if (better === null) break;
    counts[better.index] = (counts[better.index] ?? 1) + 1;
    best = better.fitted;
  }
  return best;
}

/** Things with columns of their own stay in one line, unless there are many. */
const mostLines = (clusters: readonly Cluster[]): number =>
  clusters.length <= 6 && clusters.some(({ place }) => place.column !== undefined) ? 1 : clusters.length;

function measure(bands: readonly (readonly Cluster[])[], counts: readonly number[], canvas: Canvas): FittedLines {
  const lines = bands.map((clusters, i) => breakInto(clusters, counts[i] ?? 1));
  const all = lines.flat();
  const height = all.reduce((total, line) => total + line.height, 0) + gap * (all.length - 1);
  const shorter = Math.min(canvas.width, canvas.height);
  const pieces = bands.flat().flatMap((cluster) => cluster.block.pieces);
  const side = Math.max(...pieces.map((piece) => Math.max(piece.width, piece.height)));
  const upright = bands.length > 1 || bands.flat().length <= 4;
  const halves = bands
    .flat()
    .map(({ block, place }) =>
      Math.min(
        place.column === 'left' || place.column === 'right' ? (canvas.width * 0.44) / block.width : Infinity,
        upright && (place.row === 'top' || place.row === 'bottom') ? (canvas.height * 0.44) / block.height : Infinity,
      ),
    );
  const scale = Math.min(
    shorter * mostGrowth,
    (shorter * largest) / side,
    (canvas.height * fill) / height,
    ...all.map((line) => (canvas.width * fill) / line.width),
    ...halves,
  );
  return { scale, lines };
}

/** Clusters in their order, in lines of about equal width. */
function breakInto(clusters: readonly Cluster[], count: number): Line[] {
  const total = clusters.reduce((sum, { block }) => sum + block.width, 0);
  const lines: Cluster[][] = Array.from({ length: count }, () => []);
  let passed = 0;
  for (const cluster of clusters) {
    const at = Math.min(count - 1, Math.floor(((passed + cluster.block.width / 2) / total) * count));
    lines[at]?.push(cluster);
    passed += cluster.block.width;
  }
  return lines
    .filter((line) => line.length > 0)
    .map((line) => ({
      clusters: line,
      width: line.reduce((sum, { block }) => sum + block.width, 0) + gap * (line.length - 1),
      height: Math.max(...line.map(({ block }) => block.height)),
    }));
}
