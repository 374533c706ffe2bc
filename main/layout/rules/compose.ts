import type { Block, Piece } from './block.ts';
import { blockOf, centreX, inRow, scaled, stacked } from './block.ts';
import { boxesOf } from './caption.ts';
import { blockOfThing, isHigh, pieceOf } from './cluster.ts';
import type { Place, RelationKind } from './lexicon/relation-phrases.ts';
import type { OverlapKind } from './overlap.ts';
import { baseGrowth, joined, overlap, placeOver } from './overlap.ts';
import type { Relation, Scene, Thing } from './scene.ts';

/** A block with what decides where in the picture it goes. */
export interface Cluster {
  block: Block;
  readonly place: Place;
  readonly high: boolean;
}

const overlapping: ReadonlySet<RelationKind> = new Set<RelationKind>([
  'on',
  'inside',
  'in-front-of',
  'riding',
  'holding',
]);

/** Turns what a scene says into blocks in which every relation holds. Relations that contradict earlier ones are left out. */
export function compose(scene: Scene): Cluster[] {
  const composer = new Composer();
  const relations = scene.relations.map(turned);
  for (const relation of relations) if (overlapping.has(relation.kind)) composer.lay(relation);
  for (const relation of relations) if (!overlapping.has(relation.kind)) composer.align(relation);
  return scene.things.flatMap((thing) => composer.clustersOf(thing));
}

/** Relations that are others seen from the other side. */
function turned(relation: Relation): Relation {
  const { kind, subjects, objects } = relation;
  const back = { subjects: objects, objects: subjects };
  if (kind === 'right-of') return { kind: 'left-of', ...back };
  if (kind === 'below') return { kind: 'above', ...back };
  if (kind === 'behind') return { kind: 'in-front-of', ...back };
  if (kind === 'holding') return { kind: 'holding', ...back };
  const single = subjects.length === 1 && subjects[0]?.phrase.count === 1;
  if (kind === 'around' && single) return { kind: 'inside', ...back };
  return relation;
}

class Composer {
  private readonly blocks = new Map<Thing, { block: Block }>();
  private readonly done = new Set<object>();

  /** Puts the subjects over the first of the objects, in front of it. */
  lay({ kind, subjects, objects }: Relation): void {
    const base = objects[0];
    const free = subjects.filter((thing) => base !== undefined && this.holder(thing) !== this.holder(base));
    if (base === undefined || free.length === 0) return;
    const above = this.join(free, (blocks) => inRow(blocks, [], 0.02));
    const holder = this.holder(base);
    const over = this.over(kind as OverlapKind, above.block, base);
    const others = holder.block.pieces.filter((piece) => piece.thing !== base);
    if (over.some((piece) => others.some((other) => overlap(piece, other)))) {
      this.merge([above, holder], inRow([holder.block, above.block]));
    } else this.merge([above, holder], joined(holder.block, over));
  }

  /** As many bases as there are share what lies over them. */
  private over(kind: OverlapKind, block: Block, base: Thing): Piece[] {
    const holder = this.holder(base);
    const bases = holder.block.pieces.filter((piece) => piece.thing === base);
    const shares = shared(block, bases.length);
    const factor = Math.max(...shares.map((share, i) => baseGrowth(kind, share, bases[i] ?? pieceOf(base))));
    holder.block = scaled(holder.block, factor);
    const grown = holder.block.pieces.filter((piece) => piece.thing === base);
    return shares.flatMap((share, i) => {
      const under = grown[i];
      return under === undefined ? [] : placeOver(kind, share, under);
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
    } else this.merge([mine, theirs], beside([mine.block, theirs.block], [free, objects], kind === 'left-of'));
  }

  /** Inner things between two outer ones, or between the halves of one that is many. */
  private enclose(inner: readonly Thing[], outer: readonly Thing[]): void {
    const core = this.join(inner, (blocks) => inRow(blocks));
    const free = outer.filter((thing) => this.holder(thing) !== core);
    const [one, ...rest] = free;
    if (one === undefined) return;
    if (rest.length === 0 && this.blocks.get(one)?.block.pieces.every((piece) => piece.thing === one)) {
      const holder = this.holder(one);
      const [left, right] = shared(holder.block, boxesOf(one) > 1 ? 2 : 1);
      this.merge([core, holder], inRow([left, core.block, right].filter((block) => block !== undefined)));
      return;
    }
    const others = this.join(rest, (blocks) => inRow(blocks));
    const left = this.holder(one);
    if (left === others) return;
    this.merge([left, core, others], inRow([left.block, core.block, others.block]));
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
    const place = things.reduceRight<Place>((found, { place }) => ({ ...found, ...place }), {});
    return [{ block: holder.block, place, high: things.every(isHigh) }];
  }

  private holder(thing: Thing): { block: Block } {
    const known = this.blocks.get(thing);
    if (known !== undefined) return known;
    const holder = { block: blockOfThing(thing) };
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

/** Splits a block into parts of about equally many pieces, in order. */
function shared(block: Block, parts: number): Block[] {
  const count = Math.min(parts, block.pieces.length);
  const per = block.pieces.length / count;
  return Array.from({ length: count }, (_, i) =>
    blockOf(block.pieces.slice(Math.round(i * per), Math.round((i + 1) * per))),
  );
}

/** Middle of some things within a block. */
function middle(block: Block, things: readonly Thing[]): number {
  const pieces = block.pieces.filter((piece) => things.includes(piece.thing));
  const xs = pieces.map(centreX);
  return xs.length === 0 ? block.width / 2 : (Math.min(...xs) + Math.max(...xs)) / 2;
}

/** Two blocks in a row; what flies is raised beside what stands, unless they are said to be close. */
function beside(blocks: readonly [Block, Block], things: readonly (readonly Thing[])[], lift: boolean): Block {
  const [mine, theirs] = things.map((list) => list.every(isHigh));
  const lifts = lift && mine !== theirs ? [mine ? blocks[1].height * 0.6 : 0, theirs ? blocks[0].height * 0.6 : 0] : [];
  return inRow(blocks, lifts);
}
