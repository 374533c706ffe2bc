import type { Block, Piece } from './block.ts';
import { blockOf, bounds, centreX, inRow, scaled, stacked } from './block.ts';
import { boxesOf } from './caption.ts';
import type { Cluster } from './cluster.ts';
import { blockOfThing, isHigh, pieceOf } from './cluster.ts';
import type { Place, RelationKind } from './lexicon/relation-phrases.ts';
import { has } from './lexicon/traits.ts';
import type { OverlapKind } from './overlap.ts';
import { baseGrowth, joined, overlap, placeOver } from './overlap.ts';
import type { Relation, Scene, Thing } from './scene.ts';

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
  const relations = together(scene.relations.map(turned));
  const [overlaps, others] = [relations.filter(isOverlap), relations.filter((relation) => !isOverlap(relation))];
  for (const overlap of overlaps) {
    // Things that stand on a table together are put in their order first.
    for (const other of others) {
      if ([...other.subjects, ...other.objects].every((thing) => overlap.subjects.includes(thing)))
        composer.align(other);
    }
    composer.lay(overlap);
  }
  for (const other of others) composer.align(other);
  return scene.things.flatMap((thing) => composer.clustersOf(thing));
}

const isOverlap = ({ kind }: Relation): boolean => overlapping.has(kind);

/** What lies over the same thing in the same way is laid there at once, side by side. */
function together(relations: readonly Relation[]): Relation[] {
  const found: Relation[] = [];
  for (const relation of relations) {
    const at = found.findIndex(
      ({ kind, objects }) => overlapping.has(kind) && kind === relation.kind && objects[0] === relation.objects[0],
    );
    const same = found[at];
    if (same === undefined) found.push(relation);
    else found[at] = { ...same, subjects: [...same.subjects, ...relation.subjects] };
  }
  return found;
}

/** Relations that are others seen from the other side. */
function turned(relation: Relation): Relation {
  const { kind, subjects, objects } = relation;
  const back = { subjects: objects, objects: subjects };
  if (kind === 'right-of') return { kind: 'left-of', ...back };
  if (kind === 'below') return { kind: 'above', ...back };
  if (kind === 'behind') return { kind: 'in-front-of', ...back };
  if (kind === 'holding') return { kind: 'holding', ...back };
  const [only] = subjects;
  if (kind === 'around' && subjects.length === 1 && only?.phrase.count === 1) {
    return has('ring', only.phrase.head) ? { kind: 'inside', ...back } : { ...relation, kind: 'beside' };
  }
  return relation;
}

class Composer {
  private readonly blocks = new Map<Thing, { block: Block }>();
  private readonly done = new Set<object>();

  /** Puts the subjects over the objects, in front of them. */
  lay({ kind, subjects, objects }: Relation): void {
    const holder = this.join(objects, (blocks) => inRow(blocks));
    const free = subjects.filter((thing) => this.blocks.get(thing) !== holder);
    if (free.length === 0) return;
    if (kind === 'on') for (const thing of free) this.holder(thing, Math.min(8, boxesOf(thing)));
    const above = this.join(free, (blocks) => inRow(blocks, [], 0.02));
    const over = this.over(kind as OverlapKind, above.block, objects);
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
    const [first, ...others] = outer
      .filter((thing) => this.holder(thing) !== core)
      .toSorted((a, b) => columnOrder(a) - columnOrder(b));
    if (first === undefined) return;
    const left = this.holder(first);
    const rights = [...new Set(others.map((thing) => this.holder(thing)))].filter((holder) => holder !== left);
    const isAlone = left.block.pieces.every((piece) => piece.thing === first);
    const [half, otherHalf] = rights.length === 0 && isAlone ? shared(left.block, 2) : [left.block];
    const row = [half, core.block, otherHalf, ...rights.map((holder) => holder.block)];
    this.merge([core, left, ...rights], inRow(row.filter((block) => block !== undefined)));
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

const piecesOf = (block: Block, things: readonly Thing[]): Piece[] =>
  block.pieces.filter((piece) => things.includes(piece.thing));

const columnOrder = ({ place }: Thing): number => ['left', 'centre', 'right'].indexOf(place.column ?? 'centre');

/** Where a block goes as a whole: nowhere in particular along an axis when its things are said to be on both sides. */
function commonPlace(things: readonly Thing[]): Place {
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
function shared(block: Block, parts: number): Block[] {
  const count = Math.min(parts, block.pieces.length);
  const per = block.pieces.length / count;
  return Array.from({ length: count }, (_, i) =>
    blockOf(block.pieces.slice(Math.round(i * per), Math.round((i + 1) * per))),
  );
}

/** Middle of some things within a block. */
function middle(block: Block, things: readonly Thing[]): number {
  const xs = piecesOf(block, things).map(centreX);
  return xs.length === 0 ? block.width / 2 : (Math.min(...xs) + Math.max(...xs)) / 2;
}

/** Two blocks in a row; what flies is raised beside what stands, unless they are said to be close. */
function beside(blocks: readonly [Block, Block], things: readonly (readonly Thing[])[], lift: boolean): Block {
  const [mine, theirs] = things.map((list) => list.every(isHigh));
  const lifts = lift && mine !== theirs ? [mine ? blocks[1].height * 0.6 : 0, theirs ? blocks[0].height * 0.6 : 0] : [];
  return inRow(blocks, lifts);
}
