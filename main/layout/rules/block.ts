import type { Thing } from './scene.ts';

/** One box to be. Lengths here are shares of the canvas' shorter side, until the blocks are fitted to it. */
export interface Piece {
  readonly thing: Thing;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Stands in front of what has a lower one. */
  readonly layer: number;
}

/** Pieces with fixed positions to each other; their bounds begin at 0, 0. */
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly pieces: readonly Piece[];
}

export const gap = 0.05;

const right = (piece: Piece): number => piece.x + piece.width;
const bottom = (piece: Piece): number => piece.y + piece.height;

export const centreX = (piece: Piece): number => piece.x + piece.width / 2;

/** One piece in the place of several. */
export function bounds(pieces: readonly Piece[]): Piece {
  const [first] = pieces;
  if (first === undefined) throw new RangeError('bounds of nothing');
  const [x, y] = [Math.min(...pieces.map((piece) => piece.x)), Math.min(...pieces.map((piece) => piece.y))];
  const layer = Math.max(...pieces.map((piece) => piece.layer));
  return {
    thing: first.thing,
    x,
    y,
    width: Math.max(...pieces.map(right)) - x,
    height: Math.max(...pieces.map(bottom)) - y,
    layer,
  };
}

/** A block of pieces, moved so that its bounds begin at 0, 0. */
export function blockOf(pieces: readonly Piece[]): Block {
  const { x, y, width, height } = bounds(pieces);
  return { width, height, pieces: moved(pieces, -x, -y) };
}

export const moved = (pieces: readonly Piece[], dx: number, dy: number): Piece[] =>
  pieces.map((piece) => ({ ...piece, x: piece.x + dx, y: piece.y + dy }));

export const scaled = ({ width, height, pieces }: Block, factor: number): Block => ({
  width: width * factor,
  height: height * factor,
  pieces: pieces.map((piece) => ({
    ...piece,
    x: piece.x * factor,
    y: piece.y * factor,
    width: piece.width * factor,
    height: piece.height * factor,
  })),
});

/** Blocks from left to right on a common baseline. `lifts` raises some of them above it. */
export function inRow(blocks: readonly Block[], lifts: readonly number[] = [], between = gap): Block {
  let x = 0;
  const pieces = blocks.flatMap((block, i) => {
    const placed = moved(block.pieces, x, -block.height - (lifts[i] ?? 0));
    x += block.width + between;
    return placed;
  });
  return blockOf(pieces);
}

/** The upper block right above the lower one, so that the two given pieces stand in one vertical line. */
export function stacked(upper: Block, lower: Block, upperX: number, lowerX: number): Block {
  return blockOf([...moved(upper.pieces, lowerX - upperX, -upper.height - gap), ...lower.pieces]);
}

/** Equal pieces in rows of `columns`; a last row that is not full is centred. */
export function grid(piece: Piece, count: number, columns: number): Block {
  const [stepX, stepY] = [piece.width + gap * 0.6, piece.height + gap * 0.6];
  const pieces = Array.from({ length: count }, (_, i): Piece => {
    const row = Math.floor(i / columns);
    const missing = Math.max(0, (row + 1) * columns - count);
    return { ...piece, x: ((i % columns) + missing / 2) * stepX, y: row * stepY };
  });
  return blockOf(pieces);
}
