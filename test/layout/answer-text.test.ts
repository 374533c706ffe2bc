import { describe, expect, it } from 'vitest';
import { AnswerText } from '../../main/layout/providers/answer-text.ts';

const list = "[('a dog', [1, 2, 30, 40])]";

/** Pushes a text in pieces of this many characters. */
function read(text: string, size: number, endsAtBlankLine = true) {
  const answer = new AnswerText({ endsAtBlankLine });
  let shown = '';
  for (let at = 0; at < text.length && answer.end === null; at += size) shown += answer.push(text.slice(at, at + size));
  if (answer.end === null) shown += answer.flush();
  return { shown, text: answer.text, end: answer.end };
}

describe.each([1, 2, 7, 1000])('an answer that comes %i characters at a time', (size) => {
  // What is shown can not be taken back: the newline that turned out to end the answer may be among it.
  const complete = (text: string) => ({ shown: expect.stringContaining(text) as string, text, end: 'complete' });

  it('ends at the blank line', () => {
    const layout = `${list}\nBackground prompt: a park\nNegative prompt: `;
    expect(read(`${layout}\n\nCaption: another`, size)).toEqual(complete(layout));
  });

  it('may begin with blank lines', () => {
    expect(read(`\n\n${list}\n\nmore`, size)).toEqual(complete(`\n\n${list}`));
  });

  it('ends behind a negative prompt', () => {
    const layout = `${list}\nBackground prompt: a park\nNegative prompt: trees`;
    expect(read(`${layout}\nI hope this helps`, size, false)).toEqual(complete(layout));
  });

  it('ends before another caption', () => {
    const layout = `${list}\nBackground prompt: a park\nNegative prompt: `;
    expect(read(`${layout}\nCaption: another`, size, false)).toEqual(complete(layout));
  });

  it('may hold blank lines where they do not end it', () => {
    const text = `Here it is:\n\nObjects: ${list}\n\nBackground prompt: a park\n`;
    expect(read(text, size, false)).toEqual({ shown: text, text, end: null });
  });

  it('holds no thoughts, wherever they are', () => {
    const text = `<think>A dog.\n\nNegative prompt: none\n</think>${list}\n<think>Hm</think>Background prompt: a < b`;
    const rest = `${list}\nBackground prompt: a < b`;
    expect(read(text, size)).toEqual({ shown: rest, text: rest, end: null });
  });

  it('is empty when the thoughts never end', () => {
    expect(read('<think>A dog, a dog', size)).toEqual({ shown: '', text: '', end: null });
  });

  it('keeps what only looks like the beginning of a thought', () => {
    expect(read('a <thin', size)).toEqual({ shown: 'a <thin', text: 'a <thin', end: null });
  });
});

describe('an endless answer', () => {
  it.each([
    ['blanks only', ' '],
    ['blank lines', ' \n'],
  ])('is left when it goes on with %s', (_name, blank) => {
    expect(read(`${list}${blank.repeat(1000)}`, 7, false).end).toBe('endless');
    expect(read(blank.repeat(1000), 7).end).toBe('endless');
  });

  it('is cut at 32 000 characters', () => {
    const { text, shown, end } = read('x'.repeat(50_000), 999);
    expect([text.length, shown.length, end]).toEqual([32_000, 32_000, 'endless']);
  });
});
