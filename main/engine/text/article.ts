/** First match decides; word beginnings, case-insensitive unless marked by capitals in the class. */
const rules: readonly (readonly [RegExp, 'a' | 'an'])[] = [
  [/^[bcdgjkpqtuvwyz]-?th/i, 'a'], // ordinals: "a b-th", "an nth"
  [/^[aefhilmnorsx]-?th/i, 'an'],
  [/^(?:euler|hour(?!i)|heir|honest|hono[ur]|mpeg)/i, 'an'], // silent h
  [/^[aefhilmnorsx]$/i, 'an'], // letters by name
  [/^[bcdgjkpqtuvwyz]$/i, 'a'],
  // Abbreviations spelled out, unless the capitals can be read as a word.
  [/^(?!FJO|[HLMNS]Y.|RY[EO]|SQU|(?:F[LR]?|[HL]|MN?|N|RH?|S[CHKLMNPTVW]?|X(?:YL)?)[AEIOU])[FHLMNRSX][A-Z]/, 'an'],
  [/^[aefhilmnorsx][.-]/i, 'an'],
  [/^[a-z][.-]/i, 'a'],
  [/^[^aeiouy]/i, 'a'],
  [/^e[uw]|^onc?e\b|^onetime\b|^uni(?:[^nmd]|mo)|^u[bcfghjkqrst][aeiou]|^ukr/i, 'a'], // vowels said as consonants
  [/^(?:unabomber|unanimous|us)/i, 'a'],
  [/^U[NK][AIEO]?/, 'a'],
  [/^[aeiou]/i, 'an'],
  [/^y(?:b[lor]|cl[ea]|fere|gg|p[ios]|rou|tt)/i, 'an'], // y said as i
];

/** The phrase with its indefinite article ("an hour", "a unicorn"), replacing one that it has. Rules after Conway's "An Algorithmic Approach to English Pluralization" as inflect applies them. */
export function withArticle(phrase: string): string {
  const bare = phrase.trim().replace(/^an?\s+/i, '');
  const article = rules.find(([pattern]) => pattern.test(bare))?.[1] ?? 'a';
  return `${article} ${bare}`;
}
