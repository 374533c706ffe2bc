import { describe, expect, it } from 'vitest';
import { satisfies } from '../../main/evaluate/predicates.ts';
import { taskOf } from '../../main/evaluate/task.ts';

describe('taskOf', () => {
  it('matches whole words only', () => {
    expect(taskOf('A sand castle with three people')).toEqual({ task: 'numeracy', object: 'person', count: 3 });
    expect(taskOf('A scene with a phone and a cat')).toEqual({
      task: 'attribution',
      object1: 'a phone',
      object2: 'a cat',
    });
    expect(taskOf('A stone bridge with a boat and a duck')).toMatchObject({ task: 'attribution', object2: 'a duck' });
  });

  it('reads both objects of a prompt that counts two', () => {
    const task = taskOf('A scene with two cats and a dog');
    expect(task).toEqual({ task: 'numeracy_2obj', object1: 'cat', count1: 2, object2: 'dog', count2: 1 });
    const boxes = ['a cat', 'a cat', 'a dog'].map((name) => ({ name, box: [0, 0, 10, 10] }));
    expect(task && satisfies(task, boxes)).toBe(true);
    expect(task && satisfies(task, boxes.slice(1))).toBe(false);
  });

  it.each([
    'A photo of a cat',
    'A scene with cats',
    'A cat on the left',
    'A scene with a cat on the left and a dog on the top',
    'A scene with a cat on the left and a dog on the right of a car',
    'and',
    '',
  ])('finds no task in "%s"', (prompt) => {
    expect(taskOf(prompt)).toBeNull();
  });
});
