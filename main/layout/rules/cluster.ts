import type { Block, Piece } from './block.ts';
import { blockOf, centreX, grid, inRow } from './block.ts';
import { boxesOf } from './caption.ts';
import type { Place } from './lexicon/relation-phrases.ts';
import { sizeOf } from './lexicon/sizes.ts';
import { has } from './lexicon/traits.ts';
import type { Thing } from './scene.ts';

/** A block with what decides where in the picture it goes. */
export interface Cluster {
  readonly block: Block;
  readonly place: Place;
  readonly high: boolean;
}

/** Whether something flies. */
export const isSky = ({ phrase, flying }: Thing): boolean => flying || has('sky', phrase.head);

/** Whether something is seen high in a picture: in the sky or on a wall. */
export const isHigh = (thing: Thing): boolean => isSky(thing) || has('wall', thing.phrase.head);

/** One of a thing, at the origin. */
export function pieceOf(thing: Thing): Piece {
  const { side, aspect } = sizeOf(thing.phrase.head, thing.phrase.modifiers);
  const width = side * Math.sqrt(aspect);
  return { thing, x: 0, y: 0, width, height: side / Math.sqrt(aspect), layer: 0 };
}

/** All of a thing as one block: in a row while they are few. */
export function blockOfThing(thing: Thing, columns = usualColumns(boxesOf(thing))): Block {
  return grid(pieceOf(thing), boxesOf(thing), columns);
}

const usualColumns = (count: number): number => (count <= 3 ? count : Math.ceil(Math.sqrt(count)));

/** The pieces of some things. */
export const piecesOf = (block: Block, things: readonly Thing[]): Piece[] =>
  block.pieces.filter((piece) => things.includes(piece.thing));

/** Where a block goes as a whole: nowhere in particular along an axis when its things are said to be on both sides. */
export function commonPlace(things: readonly Thing[]): Place {
  const columns = new Set(things.flatMap(({ place }) => place.column ?? []));
  const rows = new Set(things.flatMap(({ place }) => place.row ?? []));
  const [column] = columns;
  const [row] = rows;
  return {
    ...(column !== undefined && columns.size === 1 ? { column } : {}),
    ...(row !== undefined && rows.size === 1 ? { row } : {}),
  };
}

/** Splits a block into parts of about equally many pieces, in order. */
export function shared(block: Block, parts: number): Block[] {
  const count = Math.min(parts, block.pieces.length);
  const per = block.pieces.length / count;
  return Array.from({ length: count }, (_, i) =>
    blockOf(block.pieces.slice(Math.round(i * per), Math.round((i + 1) * per))),
  );
}

/** Middle of some things within a block. */
export function middle(block: Block, things: readonly Thing[]): number {
  const xs = piecesOf(block, things).map(centreX);
  return xs.length === 0 ? block.width / 2 : (Math.min(...xs) + Math.max(...xs)) / 2;
}

/** Two blocks in a row; what flies is raised beside what stands, unless they are said to be close. */
export function beside(mine: Block, theirs: Block, lift: boolean): Block {
  const [flies, others] = [mine, theirs].map((block) => block.pieces.every((piece) => isSky(piece.thing)));
  const lifts = lift && flies !== others ? [flies ? theirs.height * 0.6 : 0, others ? mine.height * 0.6 : 0] : [];
  return inRow([mine, theirs], lifts);
}

/** The parts of a thing that is many, for the two sides of something. */
export function halvesOf(thing: Thing): Block[] {
  const count = boxesOf(thing);
  const counts = [Math.ceil(count / 2), Math.floor(count / 2)].filter((half) => half > 0);
  return counts.map((half) => grid(pieceOf(thing), half, Math.ceil(half / 2)));
}
