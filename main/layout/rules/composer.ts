import type { Block, Piece } from './block.ts';
import { blockOf, bounds, inRow, scaled, stacked } from './block.ts';
import { boxesOf } from './caption.ts';
import type { Cluster } from './cluster.ts';
import { beside, blockOfThing, commonPlace, halvesOf, isHigh, middle, pieceOf, piecesOf, shared } from './cluster.ts';
import type { OverlapKind } from './overlap.ts';
import { baseGrowth, joined, overlap, placeOver } from './overlap.ts';
import type { Relation, Thing } from './scene.ts';

/** A relation whose boxes lie over each other. */
export type LaidRelation = Relation & { readonly kind: OverlapKind };

/** Joins the blocks of things, one relation after the other. */
export class Composer {
  private readonly blocks = new Map<Thing, { block: Block }>();
  private readonly done = new Set<object>();

  /** Puts the subjects over the objects, in front of them. */
  lay({ kind, subjects, objects }: LaidRelation): void {
    const holder = this.join(objects, (blocks) => inRow(blocks));
    const free = subjects.filter((thing) => this.blocks.get(thing) !== holder);
    if (free.length === 0) return;
    if (kind === 'on') for (const thing of free) this.holder(thing, Math.min(8, boxesOf(thing)));
    const above = this.join(free, (blocks) => inRow(blocks, [], 0.02));
    const over = this.over(kind, above.block, objects);
    const layer = Math.min(...piecesOf(holder.block, objects).map((piece) => piece.layer));
    const others = holder.block.pieces.filter((piece) => !objects.includes(piece.thing) && piece.layer >= layer);
    if (over.some((piece) => others.some((other) => overlap(piece, other)))) {
      this.merge([above, holder], inRow([holder.block, above.block]));
    } else this.merge([above, holder], joined(holder.block, over));
  }

  /** As many bases as there are share what lies over them; what stands in front stands before all of them. */
  private over(kind: OverlapKind, block: Block, objects: readonly Thing[]): Piece[] {
    const holder = this.join(objects, (blocks) => inRow(blocks));
    const basesNow = (): Piece[] => {
      const pieces = piecesOf(holder.block, objects);
      return kind === 'in-front-of' ? [bounds(pieces)] : pieces;
    };
    const shares = shared(block, basesNow().length);
    const factor = Math.max(...basesNow().map((base, i) => baseGrowth(kind, shares[i] ?? block, base)));
    holder.block = scaled(holder.block, factor);
    const bases = basesNow();
    return shares.flatMap((share, i) => {
      const base = bases[i];
      return base === undefined ? [] : placeOver(kind, share, base);
    });
  }

  /** Puts subjects and objects beside or above each other. */
  align({ kind, subjects, objects }: Relation): void {
    const [first, second] = [subjects[0], objects[0]];
    if (first === undefined || second === undefined) return;
    if (kind === 'between' || kind === 'around') {
      this.enclose(kind === 'between' ? subjects : objects, kind === 'between' ? objects : subjects);
      return;
    }
    if (kind !== 'above') this.narrow([...subjects, ...objects]);
    const known = this.holder(second);
    const free = subjects.filter((thing) => this.holder(thing) !== known);
    if (free.length === 0) return;
    const mine = this.join(free, (blocks) => inRow(blocks));
    const theirs = this.join(
      objects.filter((thing) => this.holder(thing) !== mine),
      (blocks) => inRow(blocks),
    );
    if (kind === 'above') {
      const block = stacked(mine.block, theirs.block, middle(mine.block, free), middle(theirs.block, objects));
      this.merge([mine, theirs], block);
    } else this.merge([mine, theirs], beside(mine.block, theirs.block, kind === 'left-of'));
  }

  /** Inner things between two outer ones, or between the halves of one that is many. */
  private enclose(inner: readonly Thing[], outer: readonly Thing[]): void {
    this.narrow([...inner, ...outer]);
    const core = this.join(inner, (blocks) => inRow(blocks));
    const [first, ...others] = outer
      .filter((thing) => this.holder(thing) !== core)
      .toSorted((a, b) => columnOrder(a) - columnOrder(b));
    if (first === undefined) return;
    const left = this.holder(first);
    const rights = [...new Set(others.map((thing) => this.holder(thing)))].filter((holder) => holder !== left);
    const isAlone = left.block.pieces.every((piece) => piece.thing === first);
    const [half, otherHalf] = rights.length === 0 && isAlone ? halvesOf(first) : [left.block];
    const row = [half, core.block, otherHalf, ...rights.map((holder) => holder.block)];
    this.merge([core, left, ...rights], inRow(row.filter((block) => block !== undefined)));
  }

  /** Lets many things in a row stand in two lines, so that they need not be small. */
  private narrow(things: readonly Thing[]): void {
    const count = things.reduce((sum, thing) => sum + boxesOf(thing), 0);
    if (count > 3) for (const thing of things) this.holder(thing, Math.ceil(boxesOf(thing) / 2));
  }

  /** The blocks a thing brings into the picture; those it shares are given out once. */
  clustersOf(thing: Thing): Cluster[] {
    const holder = this.blocks.get(thing);
    if (holder === undefined) {
      const one = thing.place.column !== undefined && thing.place.column !== 'centre';
      const count = boxesOf(thing);
      const blocks = one
        ? [blockOfThing(thing, count <= 3 ? 1 : Math.ceil(count / 4))]
        : Array.from({ length: count }, () => blockOf([pieceOf(thing)]));
      return blocks.map((block) => ({ block, place: thing.place, high: isHigh(thing) }));
    }
    if (this.done.has(holder)) return [];
    this.done.add(holder);
    const things = [...new Set(holder.block.pieces.map((piece) => piece.thing))];
    return [{ block: holder.block, place: commonPlace(things), high: things.every(isHigh) }];
  }

  private holder(thing: Thing, columns?: number): { block: Block } {
    const known = this.blocks.get(thing);
    if (known !== undefined) return known;
    const holder = { block: blockOfThing(thing, columns) };
    this.blocks.set(thing, holder);
    return holder;
  }

  /** Brings things into one block. */
  private join(things: readonly Thing[], arrange: (blocks: Block[]) => Block): { block: Block } {
    const holders = [...new Set(things.map((thing) => this.holder(thing)))];
    const [only] = holders;
    if (only !== undefined && holders.length === 1) return only;
    return this.merge(holders, arrange(holders.map((holder) => holder.block)));
  }

  private merge(holders: readonly { block: Block }[], block: Block): { block: Block } {
    const holder = { block };
    for (const [thing, old] of this.blocks) if (holders.includes(old)) this.blocks.set(thing, holder);
    return holder;
  }
}

const columnOrder = ({ place }: Thing): number => ['left', 'centre', 'right'].indexOf(place.column ?? 'centre');
