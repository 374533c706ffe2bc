import type { Cluster } from './cluster.ts';
import type { LaidRelation } from './composer.ts';
import { Composer } from './composer.ts';
import type { RelationKind } from './lexicon/relation-phrases.ts';
import { has } from './lexicon/traits.ts';
import type { Relation, Scene } from './scene.ts';

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
  const [laid, others] = [relations.filter(isLaid), relations.filter((relation) => !isLaid(relation))];
  for (const relation of laid) {
    // Things that stand on a table together are put in their order first.
    for (const other of others) {
      if ([...other.subjects, ...other.objects].every((thing) => relation.subjects.includes(thing)))
        composer.align(other);
    }
    composer.lay(relation);
  }
  for (const other of others) composer.align(other);
  return scene.things.flatMap((thing) => composer.clustersOf(thing));
}

const isLaid = (relation: Relation): relation is LaidRelation => overlapping.has(relation.kind);

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
