import type { Layout } from '../../preload/contract/layout.ts';
import type { NamedBox } from '../layout/filter.ts';
import { filterBoxes } from '../layout/filter.ts';
import { parseAnswer } from '../layout/parse/parse-answer.ts';
import { AppError } from '../../preload/contract/errors.ts';
import { satisfies } from './predicates.ts';
import type { Task } from './task.ts';
import { taskOf } from './task.ts';

/** Boxes of a layout as the benchmark sees them: those that hold something, in the 512-pixel square (methods.md 7.4). */
export function evaluatedBoxes({ boxes, canvas }: Layout): NamedBox[] {
  const [kx, ky] = [512 / canvas.width, 512 / canvas.height];
  const named = boxes
    .filter((box) => !box.hidden)
    .map(({ caption, rect }) => ({
      name: caption,
      box: [rect.x * kx, rect.y * ky, rect.width * kx, rect.height * ky],
    }));
  return filterBoxes(named, { scale: false });
}

/** Boxes of an answer as the reference sees them: filtered, scaling off (methods.md 7.4). Null when none can be read. */
export function answeredBoxes(raw: string): NamedBox[] | null {
  try {
    return filterBoxes(parseAnswer(raw).boxes, { scale: false, compatibility: 'reference' });
  } catch (error) {
    if (AppError.from(error).code === 'layout_unreadable') return null;
    throw error;
  }
}

export interface Rate {
  readonly success: number;
  readonly total: number;
}

/** How many layouts show what their prompts ask for, by task, in the order in which the tasks first occur. Prompts without a task are left out. */
export function scoreLayouts(layouts: readonly Layout[]): Map<Task['task'], Rate> {
  const rates = new Map<Task['task'], Rate>();
  for (const layout of layouts) {
    const task = taskOf(layout.prompt);
    if (task === null) continue;
    const { success, total } = rates.get(task.task) ?? { success: 0, total: 0 };
    rates.set(task.task, { success: success + Number(satisfies(task, evaluatedBoxes(layout))), total: total + 1 });
  }
  return rates;
}
