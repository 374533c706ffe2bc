import { withArticle } from '../engine/text/article.ts';
import { singularNoun } from '../engine/text/plural.ts';

export type Side = 'left' | 'right' | 'top' | 'bottom';

/** What a prompt asks for, as far as the benchmark can check it. Objects of negation and numeracy are bare nouns, the others have their article. */
export type Task =
  | { readonly task: 'negation'; readonly object: string; readonly count: 0 }
  | { readonly task: 'numeracy'; readonly object: string; readonly count: number }
  | {
      readonly task: 'numeracy_2obj';
      readonly object1: string;
      readonly count1: number;
      readonly object2: string;
      readonly count2: number;
    }
  | { readonly task: 'attribution'; readonly object1: string; readonly object2: string }
  | {
      readonly task: 'spatial';
      readonly object1: string;
      readonly object2: string;
      readonly location1: Side;
      readonly location2: Side;
    };

const numberWords = [
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
].flatMap((words) => words.split(' '));

/** "a" counts as one: "two cats and a dog". */
function countNamed(word: string): number | null {
  if (/^\d+$/.test(word)) return Number(word);
  if (word === 'a' || word === 'an') return 1;
  const count = numberWords.indexOf(word);
  return count > 0 ? count : null;
}

const spatial = /with (.+) on the (left|right|top|bottom) and (.+) on the (left|right|top|bottom)$/;
const opposite: Readonly<Record<Side, Side>> = { left: 'right', right: 'left', top: 'bottom', bottom: 'top' };

/**
 * The task that a prompt sets (methods.md 7.2); null when it sets none that can be checked.
 * Unlike the reference, words are matched as a whole ("sand" holds no "and", "phone" no "one"), both objects of a counting prompt are read
 * (quirk Q20), and what the reference fails on is null.
 */
export function taskOf(prompt: string): Task | null {
  const without = /\bwithout (.+)$/.exec(prompt)?.[1];
  if (without !== undefined) return { task: 'negation', object: singularNoun(without), count: 0 };
  if (/on the (?:left|right|top|bottom)\b/.test(prompt)) return spatialTask(prompt);
  if (/\band\b/.test(prompt)) {
    return /\b(?:one|two|three|four|five)\b/.test(prompt) ? twoCounts(prompt) : attributionTask(prompt);
  }
  const [, number = '', noun = ''] = /\bwith (\S+) (.+)$/.exec(prompt) ?? [];
  const count = /^an?$/.test(number) ? null : countNamed(number);
  return count === null ? null : { task: 'numeracy', object: singularOf(noun, count), count };
}

function spatialTask(prompt: string): Task | null {
  const [, object1, location1, object2, location2] = spatial.exec(prompt) ?? [];
  if (object1 === undefined || object2 === undefined) return null;
  const [first, second] = [location1 as Side, location2 as Side];
  return opposite[first] === second ? { task: 'spatial', object1, object2, location1: first, location2: second } : null;
}

function attributionTask(prompt: string): Task | null {
  const [, object1, object2] = /\bwith (.+) and (.+)$/.exec(prompt) ?? [];
  return object1 === undefined || object2 === undefined ? null : { task: 'attribution', object1, object2 };
}

function twoCounts(prompt: string): Task | null {
  const [, number1 = '', noun1 = '', number2 = '', noun2 = ''] = /\bwith (\S+) (.+) and (\S+) (.+)$/.exec(prompt) ?? [];
  const [count1, count2] = [countNamed(number1), countNamed(number2)];
  if (count1 === null || count2 === null) return null;
  return {
    task: 'numeracy_2obj',
    object1: singularOf(noun1, count1),
    count1,
    object2: singularOf(noun2, count2),
    count2,
  };
}

const singularOf = (noun: string, count: number): string => (count === 1 ? noun : singularNoun(noun));

/** What a detector is asked to find. */
export function detectorQueries(task: Task): string[] {
  switch (task.task) {
    case 'negation':
    case 'numeracy':
      return [`a photo of ${withArticle(task.object)}`];
    case 'numeracy_2obj':
      return [`a photo of ${withArticle(task.object1)}`, `a photo of ${withArticle(task.object2)}`];
    case 'attribution':
    case 'spatial':
      return [`a photo of ${task.object1}`, `a photo of ${task.object2}`];
  }
}
