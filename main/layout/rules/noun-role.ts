import { namesLandscape, namesScene } from './background.ts';
import { colours } from './lexicon/adjectives.ts';
import type { SpokenRelation } from './lexicon/relation-phrases.ts';
import { buildingNouns, massNouns, mediumNouns, moodNouns, styleWords } from './lexicon/scene-words.ts';
import { sizeOf } from './lexicon/sizes.ts';
import { has } from './lexicon/traits.ts';
import type { Verb } from './lexicon/verbs.ts';
import type { NounPhrase } from './noun-phrase.ts';
import type { Thing } from './scene.ts';
import type { Segment } from './segments.ts';

export interface NounContext {
  /** A relation that waits for its object. */
  readonly relation: { readonly kind: SpokenRelation; readonly text: string } | null;
  readonly preposition: string | null;
  readonly verb: Verb | null;
  /** What the phrase could belong to. */
  readonly owners: readonly Thing[];
  /** The noun before went into a caption. */
  readonly suffixed: boolean;
  readonly joined: boolean;
  /** A comma stands before the preposition. */
  readonly apart: boolean;
  /** Neither a thing nor a scene was named yet. */
  readonly first: boolean;
  /** A scene was named, and no thing. */
  readonly onlyScene: boolean;
  /** The phrase speaks of a thing that was named before. */
  readonly known: boolean;
  readonly next: Segment | undefined;
}

/** What a noun phrase is in its sentence. */
export type Role =
  | { readonly type: 'medium'; readonly text: string }
  | { readonly type: 'nothing' }
  | { readonly type: 'scene' }
  /** Of the background, after its preposition. */
  | { readonly type: 'place'; readonly preposition: string }
  | { readonly type: 'detail'; readonly text: string }
  /** Part of the owners' captions. */
  | { readonly type: 'suffix'; readonly text: string }
  /** A thing; `relation` is how the owners stand to it; `list` when things after "and" belong to the owners too. */
  | { readonly type: 'thing'; readonly relation?: SpokenRelation; readonly list: boolean };

const thing = (relation?: SpokenRelation, list = false): Role =>
  relation === undefined ? { type: 'thing', list } : { type: 'thing', relation, list };

/** Decides what a noun phrase is for. */
export function roleOf(phrase: NounPhrase, context: NounContext): Role {
  const { relation, preposition, verb, owners } = context;
  if (relation !== null) return roleAfterRelation(phrase, relation.text, relation.kind, context);
  if (verb !== null && owners.length > 0) return roleAfterVerb(phrase, verb, preposition);
  return preposition === null ? roleAlone(phrase, context) : roleAfterPreposition(phrase, preposition, context);
}

function roleAlone(phrase: NounPhrase, { joined, suffixed, first, next }: NounContext): Role {
  const isTag = moodNouns.has(phrase.head) || styleWords.has(phrase.noun) || /^\d+(?:k|mm)$/.test(phrase.noun);
  if (joined && phrase.determiner === 'none' && isTag) return { type: 'detail', text: `, ${phrase.typed}` };
  if (suffixed && (has('part', phrase.head) || phrase.determiner === 'none'))
    return { type: 'suffix', text: `and ${phrase.typed}` };
  if (phrase.head === 'scene' && first) return phrase.modifiers.length > 0 ? { type: 'scene' } : { type: 'nothing' };
  if (first && mediumNouns.has(phrase.head) && shows(next)) return { type: 'medium', text: phrase.typed };
  const far = next?.type === 'place' && /background|distance/.test(next.text);
  if (far && (namesScene(phrase) || namesLandscape(phrase))) return { type: 'detail', text: `with ${phrase.typed}` };
  return namesScene(phrase) ? { type: 'scene' } : thing();
}

/** Whether what follows tells what a picture shows, not where it hangs: "a photo of", "a poster on a wall". */
function shows(next: Segment | undefined): boolean {
  if (next?.type === 'preposition') return !/^(?:on|at|by)$/.test(next.text);
  if (next?.type === 'verb') return !/^(?:hang|mount|lean|stand|lie)$/.test(next.verb.base);
  return next?.type === 'clause' || next?.type === 'exclusion';
}

/** Things that are one of a kind and fill a part of the picture: "under the moon". */
const isBackdrop = (phrase: NounPhrase): boolean =>
  namesScene(phrase) || (phrase.determiner === 'definite' && namesLandscape(phrase));

function roleAfterRelation(phrase: NounPhrase, text: string, kind: SpokenRelation, context: NounContext): Role {
  if (context.known) return thing();
  const sides = kind === 'between' && phrase.plural; // each of them has a place
  if (isBackdrop(phrase) && !(sides && phrase.determiner === 'number')) return { type: 'place', preposition: text };
  const level = /^(?:left-of|right-of|below)$/.test(kind) || (kind === 'above' && !isWater(phrase)) || sides;
  const near = namesLandscape(phrase) && (context.owners.length > 0 || context.onlyScene) && !level;
  return near ? { type: 'place', preposition: text } : thing();
}

const isWater = (phrase: NounPhrase): boolean =>
  /^(?:lake|river|pond|creek|stream|pool|waterfall|canal|bay|puddle)$/.test(phrase.head);

function roleAfterVerb(phrase: NounPhrase, verb: Verb, preposition: string | null): Role {
  const said = [verb.ing, preposition, phrase.typed].filter((text) => text !== null).join(' ');
  const own = /^(?:his|her|its|their) /i.test(phrase.typed);
  if (verb.kind === 'wear' || verb.kind === 'describe') return { type: 'suffix', text: said };
  const isOnSelf = own && has('part', phrase.head) && verb.kind !== 'hold' && verb.kind !== 'ride'; // "combing her hair"
  if (preposition === null && (isOnSelf || isActivity(verb, phrase))) return { type: 'suffix', text: said };
  if (isBackdrop(phrase) || (namesLandscape(phrase) && verb.kind !== 'ride')) {
    return preposition === null ? { type: 'scene' } : { type: 'place', preposition };
  }
  if (verb.kind === 'ride') return thing('riding');
  if (preposition === 'on') return thing('on');
  const inHand = has('handheld', phrase.head) && (/^(?:play|fly)$/.test(verb.base) || own);
  if (verb.kind === 'hold' || inHand) return thing('holding');
  if (verb.base === 'drive') return thing('inside');
  if (preposition === 'in') return has('container', phrase.head) ? thing('inside') : { type: 'place', preposition };
  return thing('beside');
}

/** What is done rather than seen: "playing football", "shaking hands", "drinking water". */
const isActivity = (verb: Verb, phrase: NounPhrase): boolean =>
  verb.kind !== 'ride' &&
  phrase.determiner === 'none' &&
  !phrase.proper &&
  (!phrase.plural || verb.base === 'play' || has('part', phrase.head));

function roleAfterPreposition(phrase: NounPhrase, preposition: string, context: NounContext): Role {
  const { owners } = context;
  if (preposition === 'with') return roleAfterWith(phrase, context);
  if (preposition === 'of')
    return owners.length > 0 ? { type: 'suffix', text: `of ${phrase.typed}` } : roleAlone(phrase, context);
  if (/^(?:in|on)$/.test(preposition) && manner.test(phrase.text)) return { type: 'nothing' };
  if (preposition === 'on' && owners.length > 0 && isOwnGround(phrase, owners)) return { type: 'nothing' };
  if (isBackdrop(phrase) && !context.known) return { type: 'place', preposition };
  if (owners.length === 0 && preposition !== 'on' && preposition !== 'in') return thing();
  switch (preposition) {
    case 'in':
    case 'into': {
      if (isWorn(phrase, owners)) return { type: 'suffix', text: `${preposition} ${phrase.typed}` };
      if (has('seat', phrase.head) && !has('container', phrase.head)) return thing('on');
      if (!has('container', phrase.head)) return { type: 'place', preposition };
      return thing(preposition === 'in' || owners.every((owner) => isSmaller(owner, phrase)) ? 'inside' : 'beside');
    }
    case 'on':
      if (/^(?:leash|rope|string|chain)$/.test(phrase.head)) return { type: 'suffix', text: `on ${phrase.typed}` };
      return namesLandscape(phrase)
        ? { type: 'place', preposition }
        : thing(owners.some(isMounted(phrase)) ? 'riding' : 'on');
    case 'at':
      if (has('person', phrase.head) || has('animal', phrase.head)) return thing('beside');
      return has('surface', phrase.head) ? thing('behind') : { type: 'place', preposition };
    case 'by':
      if (phrase.proper) return { type: 'detail', text: `by ${phrase.typed}` };
      return namesLandscape(phrase) ? { type: 'place', preposition } : thing('beside');
    case 'to':
    case 'toward':
    case 'towards':
    case 'from':
    case 'off':
    case 'past':
      return namesLandscape(phrase) || buildingNouns.has(phrase.head)
        ? { type: 'place', preposition }
        : thing('beside');
    case 'for':
    case 'like':
    case 'as':
    case 'per':
    case 'than':
    case 'full of':
    case 'made of':
    case 'made out of':
      return { type: 'suffix', text: `${preposition} ${phrase.typed}` };
    default:
      return { type: 'place', preposition };
  }
}

const isSmaller = ({ phrase }: Thing, than: NounPhrase): boolean =>
  sizeOf(phrase.head, phrase.modifiers).side < sizeOf(than.head, than.modifiers).side;

/** "a man in black", "a woman in a kimono": of a person, also what no list knows. */
function isWorn(phrase: NounPhrase, owners: readonly Thing[]): boolean {
  if (owners.length === 0) return false;
  if (has('part', phrase.head) || colours.has(phrase.head)) return true;
  const known = has('container', phrase.head) || has('seat', phrase.head) || buildingNouns.has(phrase.head);
  const isPerson = owners.every((owner) => has('person', owner.phrase.head));
  return isPerson && !known && !namesLandscape(phrase) && phrase.determiner === 'indefinite';
}

/** "in a row": no place and no thing. */
const manner = /^(?:row|line|circle|group|pair|pile|formation|side|detail|mid-air|midair|focus|order|it|way|manner)$/;

/** Where something is anyway: a painting on the wall, a dog on the floor or on its hind legs. */
const isOwnGround = (phrase: NounPhrase, owners: readonly Thing[]): boolean =>
  /^(?:the )?(?:floor|ground)$/i.test(phrase.typed) ||
  (has('part', phrase.head) && /^(?:its|his|her|their) /i.test(phrase.typed)) ||
  (phrase.head === 'wall' && owners.every((owner) => has('wall', owner.phrase.head)));

const isMounted =
  (mount: NounPhrase) =>
  ({ phrase }: Thing): boolean =>
    has('person', phrase.head) && has('mount', mount.head);

function roleAfterWith(phrase: NounPhrase, context: NounContext): Role {
  const { owners } = context;
  if (owners.length === 0 && !context.first && isWater(phrase)) return { type: 'detail', text: `with ${phrase.typed}` };
  if (owners.length === 0) return namesScene(phrase) || namesLandscape(phrase) ? roleAlone(phrase, context) : thing();
  if (isBackdrop(phrase)) return { type: 'detail', text: `with ${phrase.typed}` };
  const placed = context.next?.type === 'relation' || context.next?.type === 'place';
  const relation = relationOfPart(phrase, owners, false);
  const on = owners.every((owner) => has('surface', owner.phrase.head));
  if (has('part', phrase.head) && (!on || has('fitting', phrase.head)))
    return { type: 'suffix', text: `with ${phrase.typed}` };
  const isPerson = owners.every((owner) => has('person', owner.phrase.head));
  const loose = phrase.determiner === 'none' && (massNouns.has(phrase.head) || phrase.plural || !isPerson);
  if (context.apart) return thing();
  if (loose && !on && !placed) return { type: 'suffix', text: `with ${phrase.typed}` };
  return relation === 'beside' && placed ? thing() : thing(relation, true);
}

/**
 * How an owner stands to what it comes "with": a table carries it, a basket holds it, a person has it in hand.
 * @param goesOn for things after "and", which may as well stand for themselves: no relation when nothing fits
 */
export function relationOfPart(
  phrase: NounPhrase,
  owners: readonly Thing[],
  goesOn: boolean,
): SpokenRelation | undefined {
  const side = sizeOf(phrase.head, phrase.modifiers).side;
  const fits = (factor: number): boolean =>
    owners.every((owner) => side < factor * sizeOf(owner.phrase.head, owner.phrase.modifiers).side);
  const all = (trait: Parameters<typeof has>[0]): boolean => owners.every((owner) => has(trait, owner.phrase.head));
  if (all('surface') && fits(0.8)) return 'carrying';
  if (all('person') && has('handheld', phrase.head)) return 'holding';
  if (!goesOn && all('mount') && has('person', phrase.head)) return 'ridden-by';
  if (all('container') && fits(0.9)) return 'containing';
  return goesOn ? undefined : 'beside';
}
