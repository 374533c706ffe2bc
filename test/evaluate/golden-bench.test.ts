import { describe, expect, it } from 'vitest';
import { benchmarkPrompts, benchmarkTasks } from '../../main/evaluate/prompts.ts';
import { satisfies } from '../../main/evaluate/predicates.ts';
import { detectorQueries, taskOf } from '../../main/evaluate/task.ts';
import { goldenJson } from '../helpers/golden.ts';

type Fields = Record<string, unknown>;
interface TaskCase {
  fn: 'task';
  input: string;
  index?: number;
  output?: Fields & { queries: string[] };
  error?: string;
  better?: Fields & { queries: string[] };
}
interface PredicateCase {
  fn: 'predicate';
  input: { prompt: string; boxes: { name: string; bounding_box: number[] }[] };
  output?: boolean;
  better?: boolean;
}

const { cases } = goldenJson<{ cases: (TaskCase | PredicateCase | { fn: 'nms' })[] }>('stage1/bench.json');
const tasks = cases.filter((one) => one.fn === 'task');
const predicates = cases.filter((one) => one.fn === 'predicate');

/** The reference reads the first object twice (quirk Q20). */
const countsTwo = (fields: Fields): boolean => fields['task'] === 'numeracy_2obj';
/** The reference takes the "and" in "sand" and the "one" in "phone" for words. */
const insideWord = /[a-z](?:and|one|two|three|four|five)|(?:and|one|two|three|four|five)[a-z]/;

describe('taskOf', () => {
  it('reads every prompt that the reference can read as the reference does', () => {
    const readable = tasks.filter((one) => one.output !== undefined && !countsTwo(one.output));
    expect(readable.length).toBeGreaterThan(5);
    for (const { input, output, better } of readable) {
      const { queries, ...fields } = better ?? output ?? { queries: [] };
      const task = taskOf(input);
      expect(task, input).toEqual(fields);
      expect(task === null ? [] : detectorQueries(task), input).toEqual(queries);
    }
  });

  it('finds no task where the reference fails, unless words hidden in others were the reason', () => {
    for (const { input, error } of tasks) {
      if (error !== undefined && !insideWord.test(input)) expect(taskOf(input), input).toBeNull();
    }
  });

  it('reads the benchmark prompts in their order', () => {
    const prompts = benchmarkTasks.flatMap(benchmarkPrompts);
    for (const { input, index } of tasks) if (index !== undefined) expect(prompts[index]).toBe(input);
  });
});

describe('satisfies', () => {
  it('decides as the reference', () => {
    let compared = 0;
    for (const { input, output, better } of predicates) {
      const task = taskOf(input.prompt);
      if (task === null) throw new Error(`no task in "${input.prompt}"`);
      if (task.task === 'numeracy_2obj' && task.object1 !== task.object2) continue; // Q20
      const boxes = input.boxes.map(({ name, bounding_box }) => ({ name, box: bounding_box }));
      expect(satisfies(task, boxes), JSON.stringify(input)).toBe(better ?? output);
      compared++;
    }
    expect(compared).toBeGreaterThan(300);
  });
});
