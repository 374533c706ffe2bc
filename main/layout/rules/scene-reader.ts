import { Background } from './background.ts';
import { Discourse } from './discourse.ts';
import { Exclusions } from './exclusions.ts';
import { adjectives } from './lexicon/adjectives.ts';
import type { Place, SpokenRelation } from './lexicon/relation-phrases.ts';
import { sizeKnown } from './lexicon/sizes.ts';
import { has } from './lexicon/traits.ts';
import type { Verb } from './lexicon/verbs.ts';
import type { NounPhrase } from './noun-phrase.ts';
import type { Role } from './noun-role.ts';
import { relationOfPart, roleOf } from './noun-role.ts';
import type { Scene, Thing } from './scene.ts';
import { describe } from './scene-notes.ts';
import type { Segment } from './segments.ts';

/** Walks over the segments of a sentence and notes what each says: of things, of the background, or of what is excluded. */
export class SceneReader {
  private readonly discourse = new Discourse();
  private readonly background = new Background();
  private readonly exclusions = new Exclusions();

  /** What stands before the next noun. */
  private preposition: string | null = null;
  private verb: Verb | null = null;
  /** Whom a list after "with" belongs to. */
  private owners: readonly Thing[] = [];
  /** Whose captions the next noun after "and" may go on with. */
  private suffixed: readonly Thing[] = [];
  /** "and" or a comma came just before. */
  private joined = false;
  /** A comma came before the last preposition. */
  private apart = false;
  private afterCopula = false;
  /** The next place belongs to the background. */
  private skipPlace = false;

  get foundNothing(): boolean {
    return this.discourse.notes.things.length === 0 && this.background.isEmpty && this.exclusions.text === '';
  }

  take(segment: Segment, next: Segment | undefined): void {
    if (segment.type !== 'noun' && segment.type !== 'preposition') this.endVerb();
    if (segment.type !== 'noun' && segment.type !== 'and' && segment.type !== 'comma') this.endLists();
    switch (segment.type) {
      case 'noun':
        this.takeNoun(segment.phrase, next);
        break;
      case 'pronoun':
        this.discourse.takePronoun(/^(?:them|they|both|these|those|all)$/.test(segment.text));
        break;
      case 'relation':
        this.exclusions.end();
        this.discourse.begin(segment.kind, segment.text, this.joined);
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
    const { things, relations } = this.discourse.notes;
    return { things, relations, background: this.background.text, negative: this.exclusions.text };
  }

  private takeNoun(phrase: NounPhrase, next: Segment | undefined): void {
    const { verb, preposition, discourse } = this;
    this.preposition = null;
    this.verb = null;
    if (this.exclusions.take(phrase, this.joined, next)) return;
    const alone = this.joined && verb === null && preposition === null && !sizeKnown(phrase.head);
    if ((this.afterCopula || alone) && isAdjective(phrase) && discourse.speakers.length > 0) {
      describe(discourse.speakers, phrase.text);
      discourse.closeGroup();
      return;
    }
    const role = roleOf(phrase, {
      relation: discourse.open,
      preposition,
      verb,
      owners: discourse.speakers,
      suffixed: this.joined && this.suffixed.length > 0,
      joined: this.joined,
      apart: this.apart,
      first: discourse.notes.things.length === 0 && !this.background.hasScene,
      onlyScene: discourse.notes.things.length === 0 && this.background.hasScene,
      known: discourse.notes.known(phrase) !== undefined,
      next,
    });
    if (role.type === 'thing') this.takeThing(phrase, role.relation, role.list);
    else {
      discourse.abandon();
      this.takeRole(phrase, role, next);
    }
  }

  private takeThing(phrase: NounPhrase, said: SpokenRelation | undefined, list: boolean): void {
    const { discourse } = this;
    if (discourse.open !== null) {
      discourse.addObject(discourse.open, discourse.notes.thingOf(phrase));
      return;
    }
    if (list) this.owners = discourse.speakers;
    const listed = said === undefined && this.joined && this.owners.length > 0;
    const relation = listed ? relationOfPart(phrase, this.owners, true) : said;
    if (relation === undefined) discourse.name(phrase, this.joined && this.suffixed.length === 0);
    else discourse.relate(relation, listed ? this.owners : discourse.speakers, phrase);
  }

  /** A noun that gets no box. */
  private takeRole(phrase: NounPhrase, role: Exclude<Role, { type: 'thing' }>, next: Segment | undefined): void {
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
        if (!this.joined || this.suffixed.length === 0) this.suffixed = this.discourse.speakers;
        for (const owner of this.suffixed) owner.suffix += ` ${role.text}`;
        break;
      case 'nothing':
        break;
    }
  }

  private takePlace(place: Place, text: string, next: Segment | undefined): void {
    const skip = this.skipPlace || (this.exclusions.isOpen && /ground|distance/.test(text));
    this.skipPlace = false;
    this.exclusions.end();
    if (skip) return;
    if (text.includes('sky')) this.background.suggestScene('the sky');
    this.discourse.put(place, this.joined, next !== undefined && next.type !== 'stop');
  }

  private takePreposition(text: string): void {
    this.exclusions.end();
    this.discourse.abandon();
    if (this.verb === null || !governs(this.verb, text)) this.endVerb();
    this.preposition = text;
    this.apart = this.joined;
    if (text !== 'with') this.discourse.endFront();
  }

  private takeVerb(verb: Verb, text: string): void {
    this.exclusions.end();
    this.discourse.abandon();
    const needsLife = /^(?:hold|ride|wear|toward)$/.test(verb.kind) || (this.joined && verb.kind !== 'flight');
    if (verb.form === 'ing' && needsLife && !this.discourse.speakers.some(isAlive)) this.discourse.resume(isAlive);
    if (verb.kind === 'have') this.preposition = 'with';
    else this.verb = verb.kind === 'describe' || verb.form === 'ing' ? { ...verb, ing: text } : verb;
  }

  /** A verb without an object: "a dog running". */
  private endVerb(): void {
    const { verb } = this;
    this.verb = null;
    if (verb === null || verb.form === 'ed') return;
    const speakers = this.discourse.speakers.filter((thing, i, all) => i === all.length - 1 || isAlive(thing));
    if (verb.kind === 'flight') for (const thing of speakers) thing.flying = true;
    if (verb.kind === 'flight' || verb.kind === 'action') describe(speakers, verb.ing);
  }

  private endLists(): void {
    this.owners = [];
    this.suffixed = [];
  }

  private endClause(): void {
    this.endVerb();
    this.endLists();
    this.discourse.endClause();
    this.exclusions.end();
    this.preposition = null;
  }
}

/** "is black and white", "…, closed, …": what only looks like a noun phrase. */
const isAdjective = ({ determiner, head, modifiers }: NounPhrase): boolean =>
  determiner === 'none' && [head, ...modifiers].every((word) => adjectives.has(word) || word === 'and');

/** "a ball and a dog running": the ball does not run. */
const isAlive = ({ phrase }: Thing): boolean => has('person', phrase.head) || has('animal', phrase.head);

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
