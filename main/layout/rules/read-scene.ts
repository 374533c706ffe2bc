import { Background } from './background.ts';
import type { RelationKind, SpokenRelation } from './lexicon/relation-phrases.ts';
import type { Verb } from './lexicon/verbs.ts';
import type { NounPhrase } from './noun-phrase.ts';
import type { Governor } from './noun-role.ts';
import { relationOfPart, roleOf } from './noun-role.ts';
import type { Relation, Scene, Thing } from './scene.ts';
import type { Segment } from './segments.ts';
import { toSegments } from './segments.ts';
import { fallbackPhrase } from './fallback.ts';
import { toWords } from './words.ts';

/** A relation whose objects are still to come. */
interface OpenRelation {
  readonly kind: SpokenRelation;
  /** As typed: kept for the background when no thing follows. */
  readonly text: string;
  /** Empty when the relation stands before its subject: "on the table is a cup". */
  readonly subjects: readonly Thing[];
  readonly objects: Thing[];
}

/** Reads a prompt: its things with their counts and places, how they stand to each other, the background and what is excluded. */
export function readScene(prompt: string): Scene {
  const sentence = toWords(prompt);
  const reader = new SceneReader();
  const segments = toSegments(sentence);
  segments.forEach((segment, i) => reader.take(segment, segments[i + 1]));
  const scene = reader.finish();
  if (scene.things.length > 0 || !reader.foundNothing) return scene;
  return { ...scene, things: [newThing(fallbackPhrase(prompt, segments))] };
}

const newThing = (phrase: NounPhrase): Thing => ({ phrase, actions: [], suffix: '', place: {}, flying: false });

/** Walks over the segments of a sentence and keeps in mind what the next one can speak of. */
class SceneReader {
  private readonly things: Thing[] = [];
  private readonly relations: Relation[] = [];
  private readonly negatives: string[] = [];
  private readonly background = new Background();

  /** What a coming relation, place or verb speaks of. */
  private group: readonly Thing[] = [];
  /** The last relation's subjects: "a cat on a mat and left of a dog" goes on with the cat. */
  private subjects: readonly Thing[] = [];
  /** The group is the object of a relation, so that a noun after "and" begins a new one. */
  private groupIsObject = false;
  /** "and" or a comma came just before. */
  private joined = false;
  /** A comma came before the last preposition. */
  private apart = false;
  /** The next place belongs to the background. */
  private skipPlace = false;
  private governor: Governor | null = null;
  private open: OpenRelation | null = null;
  /** A relation or a place that waits for its subject. */
  private front: { relation: OpenRelation | null; place: Thing['place'] } | null = null;
  private frontStyle = false;
  /** Whom a list after "with" belongs to. */
  private owners: readonly Thing[] = [];
  private verb: Verb | null = null;
  /** Captions that the next noun after "and" may go on with. */
  private suffixed: readonly Thing[] = [];
  private excluding: NounPhrase['determiner'] | 'first' | null = null;
  private clauseHasNoun = false;

  get foundNothing(): boolean {
    return this.background.isEmpty && this.negatives.length === 0;
  }

  take(segment: Segment, next: Segment | undefined): void {
    if (segment.type !== 'noun' && segment.type !== 'preposition') this.endVerb();
    if (!['noun', 'and', 'comma'].includes(segment.type)) this.endLists();
    switch (segment.type) {
      case 'noun':
        this.takeNoun(segment.phrase, next);
        break;
      case 'pronoun':
        this.takePronoun();
        break;
      case 'relation':
        this.takeRelation(segment.kind, segment.text);
        break;
      case 'place':
        this.takePlace(segment, next);
        break;
      case 'exclusion':
        this.excluding = 'first';
        break;
      case 'preposition':
        this.takePreposition(segment.text);
        break;
      case 'verb':
        this.takeVerb(segment.verb, segment.text);
        break;
      case 'stop':
        this.endClause();
        break;
      case 'and':
      case 'comma':
      case 'copula':
      case 'clause':
        break;
    }
    this.joined = segment.type === 'and' || segment.type === 'comma';
  }

  finish(): Scene {
    this.endClause();
    return {
      things: this.things,
      relations: this.relations,
      background: this.background.text,
      negative: this.negatives.join(', '),
    };
  }

  private takeNoun(phrase: NounPhrase, next: Segment | undefined): void {
    const { verb } = this;
    const governor = this.governor;
    this.governor = null;
    this.verb = null;
    if (this.takeExcluded(phrase)) return;
    const role = roleOf(phrase, {
      governor: this.open ? { type: 'relation', kind: this.open.kind, text: this.open.text } : governor,
      verb,
      owners: this.speakers,
      suffixed: this.joined && this.suffixed.length > 0,
      joined: this.joined,
      apart: this.apart,
      first: this.things.length === 0 && !this.background.hasScene,
      next,
    });
    switch (role.type) {
      case 'medium':
        this.background.setMedium(role.text);
        return;
      case 'nothing':
        return;
      case 'scene':
        this.background.setScene(phrase);
        this.clearOpen();
        return;
      case 'place':
        this.background.addPlace(role.preposition, phrase);
        this.clearOpen();
        return;
      case 'detail':
        this.background.addDetail(role.text);
        this.skipPlace = next?.type === 'place';
        this.clearOpen();
        return;
      case 'suffix': {
        const owners = this.suffixed.length > 0 && this.joined ? this.suffixed : this.group;
        for (const owner of owners) owner.suffix += ` ${role.text}`;
        this.suffixed = owners;
        return;
      }
      case 'thing':
        this.takeThing(phrase, role.relation, role.list);
    }
  }

  /** A noun that gets boxes: a new thing, or one that was named before ("the table"). */
  private takeThing(phrase: NounPhrase, said: SpokenRelation | undefined, list: boolean): void {
    const thing = this.known(phrase) ?? this.add(phrase);
    if (this.open) {
      this.addObject(this.open, thing);
      return;
    }
    if (list) this.owners = this.group;
    const listed = said === undefined && this.joined && this.owners.length > 0;
    const relation = listed ? relationOfPart(phrase, this.owners, true) : said;
    if (relation === undefined) this.groupWith(thing);
    else this.attach(relation, listed ? this.owners : this.speakers, thing);
    if (this.front && said === undefined) this.takeFront(this.front, thing);
  }

  /** What a preposition or verb speaks of: nothing at the beginning of a clause. */
  private get speakers(): readonly Thing[] {
    return this.clauseHasNoun ? this.group : [];
  }

  private groupWith(thing: Thing): void {
    const goesOn = this.joined && !this.groupIsObject && this.group.every(isUnplaced);
    this.group = goesOn ? [...this.group, thing] : [thing];
    this.groupIsObject = false;
    this.clauseHasNoun = true;
  }

  private attach(relation: SpokenRelation, subjects: readonly Thing[], object: Thing): void {
    this.closeRelation({ kind: relation, text: '', subjects, objects: [object] });
  }

  private takeFront(front: NonNullable<SceneReader['front']>, thing: Thing): void {
    thing.place = { ...thing.place, ...front.place };
    if (front.relation) this.relate(front.relation.kind, [thing], front.relation.objects);
  }

  private takePronoun(): void {
    const known = this.things.filter((thing) => !this.open?.subjects.includes(thing));
    const last = known.at(-1);
    if (this.open && last) this.addObject(this.open, last);
    else if (!this.open && last) this.group = [last];
    this.clauseHasNoun = this.things.length > 0;
  }

  private takeRelation(kind: SpokenRelation, text: string): void {
    this.excluding = null;
    const fronted = !this.clauseHasNoun || (this.joined && this.frontStyle);
    const subjects = this.joined && this.subjects.length > 0 ? this.subjects : this.group;
    this.clearOpen();
    this.front = null;
    this.open = { kind, text, subjects: fronted ? [] : subjects, objects: [] };
  }

  private takePlace(segment: Extract<Segment, { type: 'place' }>, next: Segment | undefined): void {
    if (segment.text.includes('sky')) this.background.suggestScene('the sky');
    const skip = this.skipPlace || (this.excluding !== null && /ground|distance/.test(segment.text));
    this.skipPlace = false;
    this.excluding = null;
    if (skip) return;
    const fronted =
      !this.clauseHasNoun || (this.joined && this.frontStyle && next?.type !== undefined && next.type !== 'stop');
    this.clearOpen();
    if (fronted) {
      this.front = { relation: null, place: segment.place };
      this.frontStyle = true;
      return;
    }
    for (const thing of this.group) thing.place = { ...thing.place, ...segment.place };
    this.front = null;
  }

  private takePreposition(text: string): void {
    this.excluding = null;
    this.clearOpen();
    if (!this.verb || !/^(?:at|to|toward|towards|with|on|in|by|of|as|for|after|into)$/.test(text)) this.endVerb();
    this.governor = { type: 'preposition', text };
    this.apart = this.joined;
    if (text !== 'with') this.front = null;
  }

  private takeVerb(verb: Verb, text: string): void {
    this.excluding = null;
    this.clearOpen();
    if (verb.kind === 'have') this.governor = { type: 'preposition', text: 'with' };
    else this.verb = { ...verb, ing: verb.form === 'ed' && verb.kind === 'describe' ? text : verb.ing };
  }

  private takeExcluded(phrase: NounPhrase): boolean {
    const { excluding } = this;
    if (excluding === null) return false;
    if (excluding !== 'first' && (!this.joined || excluding !== phrase.determiner)) {
      this.excluding = null;
      return false;
    }
    this.excluding = phrase.determiner;
    this.negatives.push(phrase.typed.replace(/^(?:an?|any|the|single) /i, ''));
    return true;
  }

  private known(phrase: NounPhrase): Thing | undefined {
    if (phrase.determiner !== 'definite') return undefined;
    return this.things.findLast((thing) => thing.phrase.head === phrase.head && !this.open?.subjects.includes(thing));
  }

  private add(phrase: NounPhrase): Thing {
    const thing = newThing(phrase);
    this.things.push(thing);
    return thing;
  }

  private addObject(open: OpenRelation, thing: Thing): void {
    open.objects.push(thing);
    const complete = open.kind !== 'between' || open.objects.length === 2 || thing.phrase.count > 1;
    if (complete) this.closeRelation(open);
  }

  private closeRelation(open: OpenRelation): void {
    this.open = null;
    if (open.subjects.length > 0) {
      this.relate(open.kind, open.subjects, open.objects);
      this.group = open.objects.slice(-1);
      this.groupIsObject = true;
      this.clauseHasNoun = true;
    } else {
      this.front = { relation: open, place: {} };
      this.frontStyle = true;
    }
  }

  private relate(kind: SpokenRelation, subjects: readonly Thing[], objects: readonly Thing[]): void {
    this.subjects = subjects;
    const turned = turnedRelations.get(kind);
    if (turned === undefined) this.relations.push({ kind: kind as RelationKind, subjects, objects });
    else this.relations.push({ kind: turned, subjects: objects, objects: subjects });
  }

  /** Ends a relation that found no object, or only the first of two. */
  private clearOpen(): void {
    const { open } = this;
    this.open = null;
    if (open && open.objects.length > 0 && open.subjects.length > 0) this.relate('beside', open.subjects, open.objects);
  }

  /** A verb without an object: "a dog running". */
  private endVerb(): void {
    const { verb } = this;
    this.verb = null;
    if (!verb || !this.clauseHasNoun) return;
    for (const thing of this.group) {
      if (verb.kind === 'flight') thing.flying = true;
      const describes = (verb.kind === 'action' || verb.kind === 'flight') && verb.form !== 'ed';
      if (describes && !thing.phrase.proper && !thing.actions.includes(verb.ing)) thing.actions.push(verb.ing);
    }
  }

  private endLists(): void {
    this.owners = [];
    this.suffixed = [];
  }

  private endClause(): void {
    this.endVerb();
    this.clearOpen();
    this.endLists();
    this.governor = null;
    this.excluding = null;
    this.front = null;
    this.subjects = [];
    this.clauseHasNoun = false;
  }
}

const turnedRelations: ReadonlyMap<SpokenRelation, RelationKind> = new Map([
  ['surrounded-by', 'around'],
  ['carrying', 'on'],
  ['containing', 'inside'],
]);

const isUnplaced = (thing: Thing): boolean => thing.place.column === undefined && thing.place.row === undefined;
