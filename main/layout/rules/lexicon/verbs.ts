import { adjectives } from './adjectives.ts';
import { styleWords } from './scene-words.ts';
import { wordSet } from './word-set.ts';

/** What a verb means for boxes. */
export type VerbKind =
  | 'posture' // where something is; says nothing a box does not say
  | 'action' // becomes an adjective: "a dog running" → "a running dog"
  | 'flight' // an action high up
  | 'ride' // subject sits on the object
  | 'hold' // the object is in the subject's hands or mouth
  | 'wear' // the object belongs to the caption
  | 'toward' // subject and object stand side by side
  | 'have' // works as "with"
  | 'other' // known by its ending only
  | 'describe'; // a participle whose words belong to the caption: "covered with snow"

const bases: Readonly<Record<Exclude<VerbKind, 'other'>, string>> = {
  posture:
    'stand lie rest lean curl coil nestle hide park hang mount place locate position put set arrange stay wait remain appear stack line',
  action: `sit run jump walk sleep dance swim play smile laugh cry sing bark graze burn bloom glow bounce climb crawl kneel pose roll skate ski surf sail
    wave shout yawn stretch dive hop gallop march sprint stroll wander work study shine melt grow blow spin talk chat relax nap meditate exercise knit crouch squat doze`,
  flight: 'fly float hover soar glide levitate',
  ride: 'ride',
  hold: 'hold carry eat drink read lift throw catch hug use bite lick juggle wield grab clutch chew sip smoke peel',
  wear: 'wear',
  toward: `chase watch look face follow feed pull push kick pet meet greet kiss fight attack stare gaze guard approach touch love admire photograph
    hunt observe paint draw build fix repair cross wash clean cook drive sell buy serve pour lead guide help sweep mend`,
  have: 'contain include feature show depict display',
  describe: 'cover fill make dress decorate top paint coat wrap carve paint-over illuminate lit pack load cut fold',
};

/** Participles that no rule gives. */
const irregular: Readonly<Record<string, string>> = {
  cut: 'cut',
  made: 'make',
  lit: 'lit',
  hung: 'hang',
  put: 'put',
  set: 'set',
  lying: 'lie',
  laid: 'lie',
  seated: 'sit',
  having: 'wear',
  perched: 'stand',
  perching: 'stand',
  sits: 'sit',
  built: 'build',
  drawn: 'draw',
  driven: 'drive',
  held: 'hold',
  worn: 'wear',
};

export interface Verb {
  readonly base: string;
  readonly kind: VerbKind;
  readonly form: 'base' | 's' | 'ing' | 'ed';
  /** "running". */
  readonly ing: string;
}

/** One syllable that ends in consonant, vowel, consonant: the last letter is doubled before -ing. */
const doubles = /^[^aeiou]*[aeiou][bdgklmnprt]$/;

function ingOf(base: string): string {
  if (base.endsWith('ie')) return `${base.slice(0, -2)}ying`;
  if (base.endsWith('e') && !base.endsWith('ee')) return `${base.slice(0, -1)}ing`;
  return doubles.test(base) ? `${base}${base.slice(-1)}ing` : `${base}ing`;
}

function edOf(base: string): string {
  if (base.endsWith('e')) return `${base}d`;
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ied`;
  return doubles.test(base) ? `${base}${base.slice(-1)}ed` : `${base}ed`;
}

function sOf(base: string): string {
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ies`;
  return /(?:ch|sh|ss|x|z)$/.test(base) ? `${base}es` : `${base}s`;
}

const verbs: ReadonlyMap<string, Verb> = (() => {
  const found = new Map<string, Verb>();
  const add = (word: string, verb: Verb): void => void (found.has(word) || found.set(word, verb));
  for (const [kind, list] of Object.entries(bases) as [keyof typeof bases, string][]) {
    for (const base of list.split(/\s+/)) {
      const ing = ingOf(base);
      if (kind !== 'describe') {
        add(base, { base, kind, form: 'base', ing });
        add(sOf(base), { base, kind, form: 's', ing });
        add(ing, { base, kind, form: 'ing', ing });
      }
      add(edOf(base), { base, kind, form: 'ed', ing });
    }
  }
  for (const [word, base] of Object.entries(irregular)) {
    const verb = found.get(base) ?? found.get(edOf(base)); // verbs that describe are known by their participle only
    found.set(word, {
      base,
      kind: verb?.kind ?? 'describe',
      form: word.endsWith('ing') ? 'ing' : 'ed',
      ing: verb?.ing ?? ingOf(base),
    });
  }
  return found;
})();

/** Words in -ing that are nouns: "a building". */
const nounsInIng =
  wordSet(`building painting drawing ring king string wing spring ceiling clothing evening morning wedding earring duckling gosling
  pudding sling sibling railing thing something everything lighting meeting opening feeling landing ping viking herring icing stocking stuffing
  dumpling crossing awning bedding flooring lightning lining outing`);

/** Stand before a noun as part of its name: "a fishing boat"; alone they are verbs. */
const attributives =
  wordSet(`living dining parking washing sewing fishing rocking shopping cutting sleeping flying swimming bowling boxing cooking sailing
  writing racing hunting baking mixing rolling folding wrapping hiking running walking`);

/** The verb form a lower-case word can be. */
export function verbOf(word: string): Verb | undefined {
  const known = verbs.get(word);
  if (known !== undefined) return known;
  const form = /^[a-z]{2,}ing$/.test(word) && !nounsInIng.has(word) ? 'ing' : isParticiple(word) ? 'ed' : null;
  return form === null ? undefined : { base: word, kind: 'other', form, ing: word };
}

/** Words in -ed that are no participles. */
const othersInEd = wordSet(
  'shed sled bobsled hundred kindred sacred moped newlywed naked wicked rugged crooked ragged aged',
);
const isParticiple = (word: string): boolean =>
  /^[a-z]{3,}ed$/.test(word) &&
  !/(?:bed|eed)$/.test(word) &&
  ![othersInEd, adjectives, styleWords].some((words) => words.has(word));

export const nounInIng = (word: string): boolean => nounsInIng.has(word);
export const attributiveInIng = (word: string): boolean => attributives.has(word);

/** Verbs that are seldom nouns: "a man and a woman dance". */
const common = wordSet('sit stand lie run dance sing swim jump sleep talk fight kiss hug eat drink smile laugh');
export const isCommonVerb = (word: string): boolean => common.has(word);
