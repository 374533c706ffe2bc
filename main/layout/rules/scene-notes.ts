import { has } from './lexicon/traits.ts';
import type { Place, RelationKind, SpokenRelation } from './lexicon/relation-phrases.ts';
import type { NounPhrase } from './noun-phrase.ts';
import type { Relation, Thing } from './scene.ts';

const turnedRelations: ReadonlyMap<SpokenRelation, RelationKind> = new Map([
  ['surrounded-by', 'around'],
  ['carrying', 'on'],
  ['containing', 'inside'],
]);

/** The things and relations found so far. */
export class SceneNotes {
  readonly things: Thing[] = [];
  readonly relations: Relation[] = [];

  /** The thing a phrase speaks of: "the table" is the table named before, any other phrase a new thing. */
  thingOf(phrase: NounPhrase): Thing {
    const known = this.known(phrase);
    if (known !== undefined) return known;
    const thing = newThing(phrase);
    this.things.push(thing);
    return thing;
  }

  known(phrase: NounPhrase): Thing | undefined {
    if (phrase.determiner !== 'definite') return undefined;
    return this.things.findLast((thing) => thing.phrase.head === phrase.head);
  }

  /** Notes how subjects stand to objects; a thing in both roles is taken as object. */
  relate(kind: SpokenRelation, spoken: readonly Thing[], objects: readonly Thing[]): void {
    const subjects = spoken.filter((thing) => !objects.includes(thing));
    if (subjects.length === 0 || objects.length === 0) return;
    const turned = turnedRelations.get(kind);
    if (turned === undefined) this.relations.push({ kind: kind as RelationKind, subjects, objects });
    else this.relations.push({ kind: turned, subjects: objects, objects: subjects });
  }
}

export const newThing = (phrase: NounPhrase): Thing => ({ phrase, actions: [], suffix: '', place: {}, flying: false });

/** Sets a place; what was said before stays where the new place says nothing. */
export function putAt(things: readonly Thing[], place: Place): void {
  for (const thing of things) thing.place = { ...thing.place, ...place };
}

export const isUnplaced = ({ place }: Thing): boolean => place.column === undefined && place.row === undefined;

/** Whether there is room for several things on something. */
export const isRoomy = ({ phrase }: Thing): boolean =>
  has('surface', phrase.head) ||
  has('flat', phrase.head) ||
  /^(?:bed|sofa|couch|bench|board|bridge)$/.test(phrase.head);

/** "a dog" + "running" → "a running dog". A name takes no adjective. */
export function describe(things: readonly Thing[], adjective: string): void {
  for (const { phrase, actions } of things) {
    if (!phrase.proper && !actions.includes(adjective) && !phrase.modifiers.includes(adjective))
      actions.push(adjective);
  }
}
