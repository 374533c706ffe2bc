import { traits } from './lexicon/traits.ts';
import { wordSet } from './lexicon/word-set.ts';

const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    people: 'person',
    persons: 'person',
    men: 'man',
    women: 'woman',
    mice: 'mouse',
    geese: 'goose',
    teeth: 'tooth',
    feet: 'foot',
    oxen: 'ox',
    dice: 'die',
    cacti: 'cactus',
    fungi: 'fungus',
    kids: 'kid',
    movies: 'movie',
    cookies: 'cookie',
    zombies: 'zombie',
    calves: 'calf',
    hooves: 'hoof',
    thieves: 'thief',
    selfies: 'selfie',
    brownies: 'brownie',
    smoothies: 'smoothie',
    pixies: 'pixie',
    genies: 'genie',
    ties: 'tie',
    pies: 'pie',
    lies: 'lie',
    shoes: 'shoe',
    toes: 'toe',
    canoes: 'canoe',
    axes: 'axe',
    buses: 'bus',
    gases: 'gas',
    viruses: 'virus',
    walruses: 'walrus',
    octopuses: 'octopus',
    cactuses: 'cactus',
    lenses: 'lens',
    irises: 'iris',
    quizzes: 'quiz',
    waltzes: 'waltz',
  }),
);

const vesToF = /(?:lea|loa|shea|hal|sel|el|wol|shel|scar|dwar|whar)ves$/;
const vesToFe = /(?:kni|^wi|dwi|sewi|^li)ves$/;
const oesToO = /(?:tomat|potat|her|volcan|mang|tornad|buffal|mosquit|torped|domin|ech)oes$/;
const unchanged =
  /(?:sheep|deer|fish|moose|bison|salmon|trout|shrimp|squid|aircraft|spacecraft|hovercraft|series|species|swine)$/;
/** Singular nouns in -s: all in -ss, -us and -is but a few, of the others these. */
const singularInS = /(?:ss|[ui]s|'s)$/;
const pluralInS = /(?:menu|emu|gnu|tutu|guru|ski|taxi|bikini|kiwi|zucchini|panini|martini|safari|yeti|origami)s$/;
const otherSingulars = wordSet(
  'canvas christmas texas atlas chaos cosmos lens gas news fries clothes fireworks noodles stairs groceries always perhaps',
);

/** Singular of one lower-case plural noun; undefined when the word is no plural (or is the same in both numbers). */
export function singularOf(word: string): string | undefined {
  const [, prefix = '', last = word] = /^(.*-)?([^-]*)$/.exec(word) ?? [];
  const single = singularOfPart(last);
  return single === undefined ? undefined : prefix + single;
}

function singularOfPart(word: string): string | undefined {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (word.endsWith('children')) return word.slice(0, -3);
  if (/(?:^|[a-z])(?:wo)?men$/.test(word) && word.length > 4 && !/(?:speci|om|abdo|hy)men$/.test(word)) {
    return word.replace(/men$/, 'man');
  }
  if (traits.pairOnly.has(word) || unchanged.test(word) || otherSingulars.has(word) || word.length < 4)
    return undefined;
  if (!word.endsWith('s')) return undefined;
  if (vesToF.test(word)) return word.replace(/ves$/, 'f');
  if (vesToFe.test(word)) return word.replace(/ves$/, 'fe');
  if (/[^aeiou]ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/(?:ch|sh|ss|x|zz)es$/.test(word)) return word.slice(0, -2);
  if (oesToO.test(word)) return word.slice(0, -2);
  if (singularInS.test(word) && !pluralInS.test(word)) return undefined;
  return word.slice(0, -1);
}

/** The same word in both numbers: "three sheep". */
export const sameInPlural = (word: string): boolean => unchanged.test(word);
