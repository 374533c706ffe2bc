import { Background } from './background.ts';
import { Exclusions } from './exclusions.ts';
import { adjectives } from './lexicon/adjectives.ts';
import type { Place, SpokenRelation } from './lexicon/relation-phrases.ts';
import type { Verb } from './lexicon/verbs.ts';
import type { NounPhrase } from './noun-phrase.ts';
import type { Governor } from './noun-role.ts';
import { relationOfPart, roleOf } from './noun-role.ts';
import type { Scene, Thing } from './scene.ts';
import { SceneNotes, describe, isRoomy, isUnplaced, putAt } from './scene-notes.ts';
import type { Segment } from './segments.ts';

/** A relation whose objects are still to come. */
interface OpenRelation {
  readonly kind: SpokenRelation;
  /** As typed: kept for the background when its object turns out to be a scene. */
  readonly text: string;
  /** Empty when the relation stands before its subject: "on the table is a cup". */
  readonly subjects: readonly Thing[];
  readonly objects: Thing[];
}

/** What waits for its subject: "on the left is …", "on the table is …". */
type Front = { readonly place: Place } | { readonly relation: OpenRelation };

/** Walks over the segments of a sentence and keeps in mind what the next one can speak of. */
export class SceneReader {
  private readonly notes = new SceneNotes();
  private readonly background = new Background();
  private readonly exclusions = new Exclusions();

  /** What a coming relation, place or verb speaks of. */
  private group: readonly Thing[] = [];
  /** The group came in as an object, so that a noun after "and" begins a new one. */
  private groupIsObject = false;
  /** The last relation's subjects: "a cat on a mat and left of a dog" goes on with the cat. */
  private subjects: readonly Thing[] = [];
  /** Whom a list after "with" belongs to. */
  private owners: readonly Thing[] = [];
  /** Whose captions the next noun after "and" may go on with. */
  private suffixed: readonly Thing[] = [];

  private governor: Governor | null = null;
  private verb: Verb | null = null;
  private open: OpenRelation | null = null;
  private front: Front | null = null;
  /** The sentence puts places before things: "on the left a cat and on the right a dog". */
  private frontStyle = false;

  /** "and" or a comma came just before. */
  private joined = false;
  /** A comma came before the last preposition. */
  private apart = false;
  private afterCopula = false;
  private clauseHasNoun = false;
  /** The next place belongs to the background. */
  private skipPlace = false;

  get foundNothing(): boolean {
    return this.notes.things.length === 0 && this.background.isEmpty && this.exclusions.text === '';
  }

  take(segment: Segment, next: Segment | undefined): void {
    if (segment.type !== 'noun' && segment.type !== 'preposition') this.endVerb();
    if (segment.type !== 'noun' && segment.type !== 'and' && segment.type !== 'comma') this.endLists();
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
        this.takePlace(segment.place, segment.text, next);
        break;
      case 'exclusion':
        this.exclusions.start();
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
    this.afterCopula = segment.type === 'copula';
  }

  finish(): Scene {
    this.endClause();
    const { things, relations } = this.notes;
    return { things, relations, background: this.background.text, negative: this.exclusions.text };
  }

  private takeNoun(phrase: NounPhrase, next: Segment | undefined): void {
    const { verb, open } = this;
    const governor = open ? ({ type: 'relation', kind: open.kind, text: open.text } as const) : this.governor;
    this.governor = null;
    this.verb = null;
    if (this.exclusions.take(phrase, this.joined, next)) return;
    if (this.afterCopula && phrase.determiner === 'none' && adjectives.has(phrase.head)) {
      describe(this.speakers, phrase.text);
      return;
    }
    const role = roleOf(phrase, {
      governor,
      verb,
      owners: this.speakers,
      suffixed: this.joined && this.suffixed.length > 0,
      joined: this.joined,
      apart: this.apart,
      first: this.notes.things.length === 0 && !this.background.hasScene,
      known: this.notes.known(phrase) !== undefined,
      next,
    });
    if (role.type === 'thing') {
      this.takeThing(phrase, role.relation, role.list);
      return;
    }
    this.clearOpen();
    switch (role.type) {
      case 'medium':
        this.background.setMedium(role.text);
        break;
      case 'scene':
        this.background.setScene(phrase);
        break;
      case 'place':
        this.background.addPlace(role.preposition, phrase);
        break;
      case 'detail':
        this.background.addDetail(role.text);
        this.skipPlace = next?.type === 'place';
        break;
      case 'suffix':
        if (!this.joined || this.suffixed.length === 0) this.suffixed = this.speakers;
        for (const owner of this.suffixed) owner.suffix += ` ${role.text}`;
        break;
      case 'nothing':
        break;
    }
  }

  private takeThing(phrase: NounPhrase, said: SpokenRelation | undefined, list: boolean): void {
    const thing = this.notes.thingOf(phrase);
    if (this.open) {
      this.addObject(this.open, thing);
      return;
    }
    if (list) this.owners = this.group;
    const listed = said === undefined && this.joined && this.owners.length > 0;
    const relation = listed ? relationOfPart(phrase, this.owners, true) : said;
    if (relation !== undefined) {
      this.closeRelation({
        kind: relation,
        text: '',
        subjects: listed ? this.owners : this.speakers,
        objects: [thing],
      });
      return;
    }
    const goesOn = this.joined && !this.groupIsObject && this.suffixed.length === 0 && this.group.every(isUnplaced);
    this.group = goesOn ? [...this.group, thing] : [thing];
    this.groupIsObject = false;
    this.clauseHasNoun = true;
    if (this.front !== null) this.bringForward(this.front, thing);
  }

  private bringForward(front: Front, thing: Thing): void {
    if ('place' in front) putAt([thing], front.place);
    else this.notes.relate(front.relation.kind, [thing], front.relation.objects);
  }

  /** What a preposition or verb speaks of: nothing at the beginning of a clause. */
  private get speakers(): readonly Thing[] {
    return this.clauseHasNoun ? this.group : [];
  }

  /** "it" is the last thing that does not ask for it itself. */
  private takePronoun(): void {
    const { open } = this;
    const others = this.notes.things.filter((thing) => !open?.subjects.includes(thing));
    const meant = others.at(-1) ?? (open && open.subjects.length > 1 ? open.subjects[0] : undefined);
    if (meant === undefined) return;
    if (open) this.addObject(open, meant);
    else this.group = [meant];
    this.clauseHasNoun = true;
  }

  private takeRelation(kind: SpokenRelation, text: string): void {
    this.exclusions.end();
    this.clearOpen();
    const fronted = !this.clauseHasNoun || (this.joined && this.frontStyle);
    const subjects = this.joined && this.subjects.length > 0 ? this.subjects : this.group;
    this.front = null;
    this.open = { kind, text, subjects: fronted ? [] : subjects, objects: [] };
  }

  private takePlace(place: Place, text: string, next: Segment | undefined): void {
    const skip = this.skipPlace || (this.exclusions.isOpen && /ground|distance/.test(text));
    this.skipPlace = false;
    this.exclusions.end();
    if (skip) return;
    this.clearOpen();
    if (text.includes('sky')) this.background.suggestScene('the sky');
    const goesOn = next !== undefined && next.type !== 'stop';
    if (!this.clauseHasNoun || (this.joined && this.frontStyle && goesOn)) {
      this.front = { place };
      this.frontStyle = true;
    } else {
      this.front = null;
      putAt(this.group, place);
    }
  }

  private takePreposition(text: string): void {
    this.exclusions.end();
    this.clearOpen();
    if (this.verb === null || !governs(this.verb, text)) this.endVerb();
    this.governor = { type: 'preposition', text };
    this.apart = this.joined;
    if (text !== 'with') this.front = null;
  }

  private takeVerb(verb: Verb, text: string): void {
    this.exclusions.end();
    this.clearOpen();
    if (verb.kind === 'have') this.governor = { type: 'preposition', text: 'with' };
    else this.verb = verb.kind === 'describe' ? { ...verb, ing: text } : verb;
  }

  private addObject(open: OpenRelation, thing: Thing): void {
    open.objects.push(thing);
    const complete = open.kind !== 'between' || open.objects.length === 2 || thing.phrase.count > 1;
    if (complete) this.closeRelation(open);
  }

  private closeRelation(open: OpenRelation): void {
    const { kind, subjects, objects } = open;
    this.open = null;
    if (subjects.length === 0) {
      this.front = { relation: open };
      this.frontStyle = true;
      return;
    }
    this.notes.relate(kind, this.sharing(open), objects);
    this.subjects = subjects;
    // Who holds something is still whom the sentence is about: "a man reading a newspaper on a bench".
    this.group = kind === 'holding' ? subjects : objects.slice(-1);
    this.groupIsObject = true;
    this.clauseHasNoun = true;
  }

  /** "a vase left of a lamp on a table": what carries the one carries the other. */
  private sharing({ kind, subjects, objects }: OpenRelation): readonly Thing[] {
    const last = this.notes.relations.at(-1);
    const sameLevel = last !== undefined && ['left-of', 'right-of', 'beside', 'between'].includes(last.kind);
    const spoken = sameLevel && last.objects.some((thing) => subjects.includes(thing));
    if (!spoken || kind !== 'on' || !objects.every(isRoomy)) return subjects;
    return [...last.subjects, ...last.objects];
  }

  /** Ends a relation that found no object, or only the first of two. */
  private clearOpen(): void {
    const { open } = this;
    this.open = null;
    if (open !== null) this.notes.relate('beside', open.subjects, open.objects);
  }

  /** A verb without an object: "a dog running". */
  private endVerb(): void {
    const { verb } = this;
    this.verb = null;
    if (verb === null || verb.form === 'ed') return;
    if (verb.kind === 'flight') for (const thing of this.speakers) thing.flying = true;
    if (verb.kind === 'flight' || verb.kind === 'action') describe(this.speakers, verb.ing);
  }

  private endLists(): void {
    this.owners = [];
    this.suffixed = [];
  }

  private endClause(): void {
    this.endVerb();
    this.clearOpen();
    this.endLists();
    this.exclusions.end();
    this.governor = null;
    this.front = null;
    this.subjects = [];
    this.clauseHasNoun = false;
  }
}

/** Whether a verb and a preposition make one: "looking at", "riding on", "covered with". */
function governs(verb: Verb, preposition: string): boolean {
  switch (verb.kind) {
    case 'describe':
      return /^(?:with|in|by|of|as|for)$/.test(preposition);
    case 'toward':
      return /^(?:at|to|towards?|after|into|with|by)$/.test(preposition);
    case 'ride':
      return preposition === 'on' || preposition === 'in';
    default:
      return false;
  }
}
