import {
  dropOnlyS,
  esToIs,
  imported,
  irregular,
  mansWords,
  oEndings,
  postmodifiers,
  prepositions,
  singularInS,
  singularLooks,
  unchangedEndings,
  unchangedWords,
} from './noun-words.ts';

const singularOf = new Map(Array.from(irregular, ([singular, plural]) => [plural, singular]));

const unchanged = (word: string): boolean => unchangedWords.has(word) || unchangedEndings.test(word);

/** [ending, plural ending]: the first that fits decides. */
const pluralEndings: readonly (readonly [RegExp, string])[] = [
  [/quy$/, 'quies'],
  [/person$/, 'people'],
  [/man$/, 'men'],
  [/mouse$/, 'mice'],
  [/(^|wood|book|grape)louse$/, '$1lice'],
  [/goose$/, 'geese'],
  [/tooth$/, 'teeth'],
  [/foot$/, 'feet'],
  [/ceps$/, 'ceps'],
  [/zoon$/, 'zoa'],
  [/(c|s|x)is$/, '$1es'],
  [/(us|ss|itis)$/, '$1es'],
  [/(quartz|topaz)$/, '$1es'],
  [/(^|[^z])z$/, '$1zzes'],
  [/(ch|sh|zz|x)$/, '$1es'],
  [/([eao]l)f$/, '$1ves'],
  [/([^d]ea|^ea)f$/, '$1ves'],
  [/([nlw]i)fe$/, '$1ves'],
  [/arf$/, 'arves'],
  [/([^aeiou])y$/, '$1ies'],
  [oEndings, '$&s'],
  [/([aeiou]o)$/, '$1s'],
  [/o$/, 'oes'],
];

/** Plural of one lower-case word. */
function pluralWord(word: string): string {
  if (unchanged(word) || isPluralWord(word)) return word;
  const possessive = /^(.+)'s$/.exec(word)?.[1];
  if (possessive !== undefined) return pluralWord(possessive).replace(/s?$/, (s) => (s ? "s'" : "'s"));
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (mansWords.has(word) || singularInS.has(word)) return `${word}${word.endsWith('s') ? 'es' : 's'}`;
  const family = imported.find(([, , members]) => members.has(word));
  if (family) return word.slice(0, -family[0].length) + family[1];
  const rule = pluralEndings.find(([ending]) => ending.test(word));
  return rule ? word.replace(rule[0], rule[1]) : `${word}s`;
}

/** [ending, singular ending]. */
const singularEndings: readonly (readonly [RegExp, string])[] = [
  [/quies$/, 'quy'],
  [/people$/, 'person'],
  [/men$/, 'man'],
  [/mice$/, 'mouse'],
  [/(^|wood|book|grape)lice$/, '$1louse'],
  [/geese$/, 'goose'],
  [/teeth$/, 'tooth'],
  [/feet$/, 'foot'],
  [/(us|ss|itis|quartz|topaz)es$/, '$1'],
  [/zzes$/, 'z'],
  [/(ch|sh|x)es$/, '$1'],
  [/([eao]l)ves$/, '$1f'],
  [/([^d]ea|^ea)ves$/, '$1f'],
  [/([nlw]i)ves$/, '$1fe'],
  [/arves$/, 'arf'],
  [/ies$/, 'y'],
  [/oes$/, 'o'],
  [/s$/, ''],
];

/** Singular of one lower-case word; the word itself when it does not look like a plural. */
function singularWord(word: string): string {
  if (unchanged(word)) return word;
  const known = singularOf.get(word);
  if (known !== undefined) return known;
  if (dropOnlyS.has(word) || mansWords.has(word.slice(0, -1))) return word.slice(0, -1);
  for (const [singular, plural, members] of imported) {
    const candidate = word.slice(0, -plural.length) + singular;
    if (word.endsWith(plural) && members.has(candidate)) return candidate;
  }
  if (esToIs.has(word)) return word.replace(/es$/, 'is');
  if (singularInS.has(word.slice(0, -2))) return word.slice(0, -2);
  const rule = singularEndings.find(([ending]) => ending.test(word));
  return rule ? word.replace(rule[0], rule[1]) : word;
}

/** Whether a lower-case word is a plural already. */
function isPluralWord(word: string): boolean {
  if (singularLooks.has(word) || singularInS.has(word) || /(?:us|ss|is|'s|^[^aeiouy]+s?)$/.test(word)) return false;
  const singular = singularWord(word);
  return singular !== word && singular.length > 1 && pluralWord(singular) === word;
}

/** Applies `change` to a word in lower case and gives capitals back: Cat → Cats, DOG → DOGS. */
function keepCapitals(word: string, change: (word: string) => string): string {
  const changed = change(word.toLowerCase());
  if (word === word.toUpperCase()) return changed.toUpperCase();
  if (changed.startsWith(word.toLowerCase())) return word + changed.slice(word.length);
  return word[0] === word[0]?.toUpperCase() ? changed.charAt(0).toUpperCase() + changed.slice(1) : changed;
}

/** Noun, preposition and another single thing: "man", " with ", "hat". */
const withThing = new RegExp(`^(.+?)(\\s+(?:${[...prepositions].join('|')})\\s+)an?\\s+(.+)$`, 'i');
/** Titles whose noun comes first: "attorney general". */
const title = /^(?!major|lieutenant|brigadier|adjutant)(\S+)([\s-]+(?:general|martial)\b.*)$/i;

/** The phrase with its head noun changed: the word before the first preposition or participle, else the last; of `mother-in-law` the mother. */
function changeHead(phrase: string, change: (word: string) => string): string {
  const [, noun, rest] = title.exec(phrase) ?? [];
  if (noun !== undefined) return `${changeCompound(noun, change)}${rest}`;
  const words = phrase.split(' ');
  const lower = words.map((w) => w.toLowerCase());
  const pivot = lower.findIndex(
    (w, i) => i > 0 && (postmodifiers.has(w) || (i < words.length - 1 && prepositions.has(w))),
  );
  const head = pivot > 0 ? pivot - 1 : words.length - 1;
  return words.map((word, i) => (i === head ? changeCompound(word, change) : word)).join(' ');
}

function changeCompound(word: string, change: (word: string) => string): string {
  const parts = word.split('-');
  const pivot = parts.findIndex((p, i) => i > 0 && i < parts.length - 1 && prepositions.has(p.toLowerCase()));
  const agent = /^(\w+er)-(by|up|on)$/i.exec(word); // passer-by, runner-up
  const head = pivot > 0 ? pivot - 1 : agent ? 0 : parts.length - 1;
  return parts.map((part, i) => (i === head ? keepCapitals(part, change) : part)).join('-');
}

const betweenBlanks = (phrase: string, change: (core: string) => string): string => {
  const [, before = '', core = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(phrase) ?? [];
  return core === '' ? phrase : `${before}${change(core)}${after}`;
};

/**
 * Plural of a noun phrase without article: "cup of coffee" → "cups of coffee", "man with a hat" → "men with hats". A plural stays.
 * After inflect's `plural_noun`, which would double it ("catss").
 */
export function pluralNoun(phrase: string): string {
  return betweenBlanks(phrase, (core) => {
    // A thing that each of them has: "with a hat" → "with hats".
    const [, owner, preposition, thing] = withThing.exec(core) ?? [];
    if (owner !== undefined && thing !== undefined) return `${pluralNoun(owner)}${preposition}${pluralNoun(thing)}`;
    return changeHead(core, pluralWord);
  });
}

/** Singular of a plural noun phrase: "cups of coffee" → "cup of coffee". Meant for plurals: "glass" becomes "glas", as with inflect. */
export function singularNoun(phrase: string): string {
  return betweenBlanks(phrase, (core) => changeHead(core, singularWord));
}
