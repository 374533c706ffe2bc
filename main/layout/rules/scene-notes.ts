import { has } from './lexicon/traits.ts';
import type { Place, RelationKind, SpokenRelation } from './lexicon/relation-phrases.ts';
import type { NounPhrase } from './noun-phrase.ts';
import type { Relation, Thing } from './scene.ts';

/** Relations that say the same from the other side. */
const turned: Readonly<Record<Exclude<SpokenRelation, RelationKind>, RelationKind>> = {
  'surrounded-by': 'around',
  carrying: 'on',
  containing: 'inside',
  'ridden-by': 'riding',
};

const isTurned = (kind: SpokenRelation): kind is keyof typeof turned => Object.hasOwn(turned, kind);

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
    return this.things.findLast(
      ({ phrase: { head, modifiers } }) =>
        head === phrase.head && phrase.modifiers.every((word) => modifiers.includes(word)),
    );
  }

  /**
   * Notes how subjects stand to objects. Of a list that names its object, the last one is meant: "a bathtub, a sink and a mirror above the sink".
   */
  relate(kind: SpokenRelation, spoken: readonly Thing[], objects: readonly Thing[]): void {
    const others = spoken.filter((thing) => !objects.includes(thing));
    const subjects = others.length === spoken.length ? spoken : others.slice(-1);
    if (subjects.length === 0 || objects.length === 0) return;
    if (isTurned(kind)) this.relations.push({ kind: turned[kind], subjects: objects, objects: subjects });
    else this.relations.push({ kind, subjects, objects });
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
