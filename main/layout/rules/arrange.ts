import type { Canvas, Rect } from '../../../preload/contract/layout.ts';
import { bandTops, toBands } from './bands.ts';
import type { Piece } from './block.ts';
import { gap, moved, scaled } from './block.ts';
import type { Cluster } from './cluster.ts';
import { fitLines } from './lines.ts';
import type { Thing } from './scene.ts';
import { spread } from './spread.ts';

export interface PlacedPiece {
  readonly thing: Thing;
  readonly layer: number;
  readonly rect: Rect;
}

/** Puts clusters on the canvas: sky above ground, left to right as said, on common baselines, as large as they fit. */
export function arrange(clusters: readonly Cluster[], canvas: Canvas): PlacedPiece[] {
  const bands = toBands(clusters);
  const { scale, lines } = fitLines(
    bands.map((band) => band.clusters),
    canvas,
  );
  const heights = lines.map((band) => band.reduce((sum, line) => sum + (line.height + gap) * scale, -gap * scale));
  const tops = bandTops(bands, heights, canvas);
  return lines.flatMap((band, i) => {
    let baseline = tops[i] ?? 0;
    return band.flatMap((line) => {
      baseline += line.height * scale;
      const pieces = spread(line.clusters, scale, canvas.width).flatMap(({ cluster, x }) => {
        const block = scaled(cluster.block, scale);
        return moved(block.pieces, x, baseline - block.height);
      });
      baseline += gap * scale;
      return pieces.map((piece) => ({ thing: piece.thing, layer: piece.layer, rect: toRect(piece, canvas) }));
    });
  });
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
