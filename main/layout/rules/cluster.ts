import { boxesOf } from './caption.ts';
import type { Place } from './lexicon/relation-phrases.ts';
import { sizeOf } from './lexicon/sizes.ts';
import { has } from './lexicon/traits.ts';
import type { Block, Piece } from './block.ts';
import { grid } from './block.ts';
import type { Thing } from './scene.ts';

/** A block with what decides where in the picture it goes. */
export interface Cluster {
  readonly block: Block;
  readonly place: Place;
  readonly high: boolean;
}

/** Whether something is seen high in a picture. */
export const isHigh = ({ phrase, flying }: Thing): boolean =>
  flying || has('sky', phrase.head) || has('wall', phrase.head);

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

function usualColumns(count: number): number {
  if (count <= 3) return count;
  return Math.min(8, Math.ceil(Math.sqrt(count * 1.3)));
}
