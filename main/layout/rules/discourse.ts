import type { Place, SpokenRelation } from './lexicon/relation-phrases.ts';
import type { NounPhrase } from './noun-phrase.ts';
import type { Thing } from './scene.ts';
import { SceneNotes, isRoomy, isUnplaced, putAt } from './scene-notes.ts';

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

/** Keeps track of what a sentence is speaking of, so that relations, places and pronouns find their things. */
export class Discourse {
  readonly notes = new SceneNotes();
  /** The relation that waits for an object. */
  open: OpenRelation | null = null;
  /** What a coming relation, place or verb speaks of. */
  private group: readonly Thing[] = [];
  /** The group came in as an object, so that a noun after "and" begins a new one. */
  private groupIsObject = false;
  /** The last relation's subjects: "a cat on a mat and left of a dog" goes on with the cat. */
  private subjects: readonly Thing[] = [];
  private front: Front | null = null;
  /** The sentence puts places before things: "on the left a cat and on the right a dog". */
  private frontStyle = false;
  private clauseHasNoun = false;

  /** What the next word speaks of: nothing at the beginning of a clause. */
  get speakers(): readonly Thing[] {
    return this.clauseHasNoun ? this.group : [];
  }

  /** A thing by itself; with `goesOn` it joins the things before it: "a cat and a dog". */
  name(phrase: NounPhrase, goesOn: boolean): void {
    const thing = this.notes.thingOf(phrase);
    const joins = goesOn && !this.groupIsObject && this.group.every(isUnplaced);
    this.group = joins ? [...this.group, thing] : [thing];
    this.groupIsObject = false;
    this.clauseHasNoun = true;
    if (this.front === null) return;
    if ('place' in this.front) putAt([thing], this.front.place);
    else this.notes.relate(this.front.relation.kind, [thing], this.front.relation.objects);
  }

  /** A thing that subjects stand to; without subjects the relation waits for them. */
  relate(kind: SpokenRelation, subjects: readonly Thing[], object: NounPhrase): void {
    this.close({ kind, text: '', subjects, objects: [this.notes.thingOf(object)] });
  }

  begin(kind: SpokenRelation, text: string, joined: boolean): void {
    this.abandon();
    const fronted = !this.clauseHasNoun || (joined && this.frontStyle);
    const subjects = joined && this.subjects.length > 0 ? this.subjects : this.group;
    this.front = null;
    this.open = { kind, text, subjects: fronted ? [] : subjects, objects: [] };
  }

  addObject(open: OpenRelation, thing: Thing): void {
    open.objects.push(thing);
    const complete = open.kind !== 'between' || open.objects.length === 2 || thing.phrase.count > 1;
    if (complete) this.close(open);
  }

  /** Ends a relation that found no object, or only the first of two. */
  abandon(): void {
    const { open } = this;
    this.open = null;
    if (open !== null) this.notes.relate('beside', open.subjects, open.objects);
  }

  /** @param goesOn whether more is said in this clause, so that the place may belong to what follows */
  put(place: Place, joined: boolean, goesOn: boolean): void {
    this.abandon();
    if (!this.clauseHasNoun || (joined && this.frontStyle && goesOn)) {
      this.front = { place };
      this.frontStyle = true;
    } else {
      this.front = null;
      putAt(this.group, place);
    }
  }

  /** "it" is the last thing that does not ask for it itself, "them" are all of these; between "them" are the last two. */
  takePronoun(many: boolean): void {
    const { open } = this;
    const others = this.notes.things.filter((thing) => !open?.subjects.includes(thing));
    if (open && many) {
      for (const thing of others.slice(open.kind === 'between' ? -2 : 0, -1)) open.objects.push(thing);
    }
    const meant = others.at(-1) ?? (open && open.subjects.length > 1 ? open.subjects[0] : undefined);
    if (meant === undefined) return;
    if (open) this.addObject(open, meant);
    else {
      this.group = [meant];
      this.clauseHasNoun = true;
    }
  }

  /** Goes back to the subjects of the last relation, if they can do what comes: "a man on a bench, reading a newspaper". */
  resume(can: (thing: Thing) => boolean): void {
    if (this.clauseHasNoun && this.subjects.some(can)) this.group = this.subjects;
  }

  /** Something was said of the group; a noun after "and" begins a new one. */
  closeGroup(): void {
    this.groupIsObject = true;
  }

  /** What stood in front has found its subject. */
  endFront(): void {
    this.front = null;
  }

  endClause(): void {
    this.abandon();
    this.front = null;
    this.subjects = [];
    this.clauseHasNoun = false;
  }

  private close(open: OpenRelation): void {
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
}
