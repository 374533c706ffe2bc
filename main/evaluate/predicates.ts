import type { NamedBox } from '../layout/filter.ts';
import { assertNever } from '../../preload/contract/errors.ts';
import type { Side, Task } from './task.ts';

/** Whether boxes, written or detected, show what a task asks for (methods.md 7.3). Names are compared as the reference does, without word borders. */
export function satisfies(task: Task, boxes: readonly NamedBox[]): boolean {
  switch (task.task) {
    case 'negation':
    case 'numeracy':
      return count(boxes, task.object) === task.count;
    case 'numeracy_2obj':
      return count(boxes, task.object1) === task.count1 && count(boxes, task.object2) === task.count2;
    case 'attribution':
      return count(boxes, task.object1) >= 1 && count(boxes, task.object2) >= 1;
    case 'spatial': {
      const [first, second] = [find(boxes, task.object1), find(boxes, task.object2)];
      return first !== undefined && second !== undefined && stands(task.location1, first, second);
    }
    default:
      return assertNever(task);
  }
}

const count = (boxes: readonly NamedBox[], query: string): number =>
  boxes.filter(({ name }) => name.includes(query)).length;

/** The first box whose name holds the query before a blank, or ends with it. */
const find = (boxes: readonly NamedBox[], query: string): NamedBox | undefined =>
  boxes.find(({ name }) => name.includes(`${query} `) || name.endsWith(query));

/** Whether the first box's centre lies on that side of the second's. */
function stands(side: Side, first: NamedBox, second: NamedBox): boolean {
  switch (side) {
    case 'left':
      return centre(first, 0) < centre(second, 0);
    case 'right':
      return centre(first, 0) > centre(second, 0);
    case 'top':
      return centre(first, 1) < centre(second, 1);
    case 'bottom':
      return centre(first, 1) > centre(second, 1);
  }
}

/** Centre along an axis: 0 for x, 1 for y. */
const centre = ({ box }: NamedBox, axis: 0 | 1): number => (box[axis] ?? 0) + (box[axis + 2] ?? 0) / 2;
