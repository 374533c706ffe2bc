import type { Place, RelationKind } from './lexicon/relation-phrases.ts';
import type { NounPhrase } from './noun-phrase.ts';

/** Something that gets a box, or several alike. */
export interface Thing {
  readonly phrase: NounPhrase;
  /** Participles that go before the noun: "running". */
  readonly actions: string[];
  /** What follows the noun: " with a red hat". */
  suffix: string;
  place: Place;
  /** Is said to fly or float. */
  flying: boolean;
}

export interface Relation {
  readonly kind: RelationKind;
  readonly subjects: readonly Thing[];
  readonly objects: readonly Thing[];
}

/** What a sentence says, before anything has a position. */
export interface Scene {
  readonly things: readonly Thing[];
  readonly relations: readonly Relation[];
  readonly background: string;
  readonly negative: string;
}
