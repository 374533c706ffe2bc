import type { Block, Piece } from './block.ts';
import { blockOf, moved, scaled } from './block.ts';
import type { RelationKind } from './lexicon/relation-phrases.ts';
import { has } from './lexicon/traits.ts';

/** Relations whose boxes lie over each other. */
export type OverlapKind = Extract<RelationKind, 'on' | 'inside' | 'in-front-of' | 'riding' | 'holding'>;

/** How far below its upper edge a base carries what is on it, as share of its height. */
function depthOn(base: Piece): number {
  const noun = base.thing.phrase.head;
  if (has('flat', noun)) return 0.6;
  if (has('seat', noun)) return 0.55;
  return has('surface', noun) ? 0.2 : 0.1;
}

/** Shrinks a block until it fits, but never below `least`. */
const fitted = (block: Block, width: number, height: number, least: number): Block =>
  scaled(block, Math.max(least, Math.min(1, width / block.width, height / block.height)));

/** How much larger a base must be to hold a block, `most` times at most. */
const growth = (block: Block, width: number, height: number, most: number): number =>
  Math.max(1, Math.min(most, Math.max(block.width / width, block.height / height)));

/** The factor by which a base grows before something is put on or into it. */
export function baseGrowth(kind: OverlapKind, block: Block, base: Piece): number {
  if (kind === 'on' && (has('surface', base.thing.phrase.head) || has('seat', base.thing.phrase.head)))
    return growth(block, base.width * 0.9, Infinity, 1.8);
  return kind === 'inside' ? growth(block, base.width * 0.7, base.height * 0.65, 2.4) : 1;
}

/** Puts a block on, into or before a base piece. Returns its pieces in the base's coordinates. */
export function placeOver(kind: OverlapKind, block: Block, base: Piece): Piece[] {
  const front = (placed: Block, x: number, y: number): Piece[] =>
    moved(placed.pieces, x, y).map((piece) => ({ ...piece, layer: piece.layer + base.layer + 1 }));
  const centre = base.x + base.width / 2;
  switch (kind) {
    case 'on': {
      const placed = fitted(block, base.width * 0.92, Infinity, 0.45);
      return front(placed, centre - placed.width / 2, base.y + base.height * depthOn(base) - placed.height);
    }
    case 'inside': {
      const placed = fitted(block, base.width * 0.8, base.height * 0.75, 0);
      return front(placed, centre - placed.width / 2, base.y + base.height * 0.88 - placed.height);
    }
    case 'riding': {
      const placed = fitted(block, base.width * 0.75, base.height * 1.5, 0.4);
      return front(placed, centre - placed.width / 2, base.y + base.height * 0.5 - placed.height);
    }
    case 'in-front-of': {
      const low = base.y + base.height + Math.min(block.height, base.height) * 0.12 - block.height;
      if (block.width <= base.width * 0.6 || block.height <= base.height * 0.7)
        return front(block, centre - block.width / 2, low);
      // What is as large as the base stands aside; what is much wider leaves the base's upper part to be seen.
      if (block.width <= base.width * 1.2) return front(block, base.x + base.width * 0.55, low);
      return front(block, centre - block.width / 2, Math.max(low, base.y + base.height * 0.3));
    }
    case 'holding':
      return inHands(block, base).flatMap(({ held, x, y }) => front(held, x, y));
  }
}

/** Where things are held: by a person in one hand or in both, by an animal in the mouth; balloons and umbrellas overhead. */
function inHands(block: Block, base: Piece): { held: Block; x: number; y: number }[] {
  const isPerson = has('person', base.thing.phrase.head);
  const half = Math.ceil(block.pieces.length / 2);
  const hands =
    isPerson && block.pieces.length > 1 ? [block.pieces.slice(half), block.pieces.slice(0, half)] : [block.pieces];
  return hands.map((pieces, hand) => {
    const held = blockOf(pieces);
    const noun = pieces[0]?.thing.phrase.head ?? '';
    const right = base.x + base.width - held.width * 0.3;
    const left = base.x - held.width * 0.7;
    const x = isPerson ? (hand === 0 ? right : left) : base.x + base.width / 2 - held.width / 2;
    if (has('sky', noun) || noun === 'umbrella') return { held, x, y: base.y + base.height * 0.2 - held.height };
    return { held, x, y: base.y + base.height * (isPerson ? 0.45 : 0.7) - held.height / 2 };
  });
}

/** Whether two pieces share more than an edge. */
export const overlap = (a: Piece, b: Piece): boolean =>
  a.x < b.x + b.width - 1e-9 &&
  b.x < a.x + a.width - 1e-9 &&
  a.y < b.y + b.height - 1e-9 &&
  b.y < a.y + a.height - 1e-9;

/** Joins what lies over a base with the block the base is in. */
export const joined = (base: Block, over: readonly Piece[]): Block => blockOf([...base.pieces, ...over]);
