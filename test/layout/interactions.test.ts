import { describe, expect, it } from 'vitest';
import { withOverall } from '../../main/layout/interactions.ts';
import { writeByRules } from '../../main/layout/rules/write-by-rules.ts';
import { readAnswer } from '../../main/layout/writer.ts';

const overall = (prompt: string): string | null => withOverall(writeByRules(prompt)).overall;

describe('the overall prompt of things that act on each other', () => {
  it.each([
    'a man riding a horse',
    'a dog chasing a cat in a park',
    'a girl holding a red balloon',
    'a woman feeding two ducks',
    'a boy looking at a bird',
  ])('is the sentence: %s', (prompt) => {
    expect(overall(prompt)).toBe(prompt);
  });

  it('leaves out what the sentence excludes', () => {
    expect(overall('A man riding a horse in a field, without any trees.')).toBe('A man riding a horse in a field');
  });

  it.each([
    'a cat on a mat',
    'a dog next to a cat',
    'two cats and a dog',
    'a boy wearing a hat',
    'a cat left of a dog',
  ])('is made of the captions where nothing is done: %s', (prompt) => {
    expect(overall(prompt)).toBeNull();
  });

  it("is left alone where the user or the text encoder's limit says so", () => {
    const prompt = 'a man riding a horse';
    expect(withOverall({ ...writeByRules(prompt), overall: 'mine' }).overall).toBe('mine');
    expect(overall(`${prompt} ${'in a very green field '.repeat(12)}`)).toBeNull();
  });

  it('comes with a pasted answer too', () => {
    const answer = "[('a man', [180, 60, 120, 260]), ('a horse', [120, 180, 280, 260])]\nBackground prompt: a field";
    expect(readAnswer('a man riding a horse', answer).layout.overall).toBe('a man riding a horse');
  });
});
