import { z } from 'zod';
import { AppError } from '../../preload/contract/errors.ts';
import type { NamedBox } from '../layout/filter.ts';
import { satisfies } from './predicates.ts';
import type { BenchmarkTask } from './prompts.ts';
import { benchmarkPrompts, benchmarkTasks } from './prompts.ts';
import { taskOf } from './task.ts';

/** One of the 400 prompts; `index` is its place among them. */
export interface BenchmarkItem {
  readonly index: number;
  readonly task: BenchmarkTask;
  readonly prompt: string;
}

/** How it went with one prompt. Kept from run to run, so that an interrupted benchmark can go on. */
export const outcomeSchema = z.object({
  index: z.int().min(0),
  task: z.enum(benchmarkTasks),
  prompt: z.string(),
  success: z.boolean(),
  /** As judged: filtered, x, y, width and height in the 512-pixel square. */
  boxes: z.array(z.object({ name: z.string(), box: z.array(z.number()).readonly() })),
  raw: z.string(),
  /** Why there is no layout, in words for the user. */
  problem: z.string().nullable(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

export interface BenchmarkAnswer {
  boxes: NamedBox[];
  /** The answer as it came; empty where there is none. */
  raw: string;
}

export interface BenchmarkRun {
  items: readonly BenchmarkItem[];
  /** Writes a layout. What it throws ends the run, unless another answer might have been better. */
  write: (item: BenchmarkItem, signal: AbortSignal) => Promise<BenchmarkAnswer>;
  /** How many are written at the same time. */
  parallel: number;
  signal: AbortSignal;
  onOutcome: (outcome: Outcome) => void;
}

/** The 400 prompts in the order of the benchmark (methods.md 7.1). */
export function benchmarkItems(): BenchmarkItem[] {
  return benchmarkTasks
    .flatMap((task) => benchmarkPrompts(task).map((prompt) => ({ task, prompt })))
    .map((item, index) => ({ index, ...item }));
}

/**
 * Writes a layout for every item, several at a time, and judges each. An answer from which no layout can be read is a
 * failure of that prompt only.
 * @throws AppError cancelled, or what ends a run: no server, a missing model, a refused key
 */
export async function runBenchmark(run: BenchmarkRun): Promise<void> {
  const { items, parallel } = run;
  const failure = new AbortController();
  const signal = AbortSignal.any([run.signal, failure.signal]);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (!signal.aborted) {
      const item = items[next++];
      if (item === undefined) return;
      try {
        run.onOutcome(await outcomeOf(item, (one) => run.write(one, signal)));
      } catch (error) {
        failure.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  if (run.signal.aborted) throw new AppError('cancelled', 'Stopped. What was written until then is kept.');
  if (failure.signal.aborted) throw AppError.from(failure.signal.reason);
}

/** Whether boxes show what the prompt asks for. */
export function judge(item: BenchmarkItem, { boxes, raw }: BenchmarkAnswer): Outcome {
  const task = taskOf(item.prompt);
  return { ...item, success: task !== null && satisfies(task, boxes), boxes, raw, problem: null };
}

/** The outcome where there is no layout. */
export const withoutLayout = (item: BenchmarkItem, problem: string, raw = ''): Outcome => ({
  ...item,
  success: false,
  boxes: [],
  raw,
  problem,
});

/** Failures of one answer: the next prompt may well get a good one. */
const ofOneAnswer: ReadonlySet<string> = new Set(['layout_unreadable', 'llm_empty', 'llm_interrupted', 'llm_timeout']);

async function outcomeOf(
  item: BenchmarkItem,
  write: (item: BenchmarkItem) => Promise<BenchmarkAnswer>,
): Promise<Outcome> {
  try {
    return judge(item, await write(item));
  } catch (error) {
    const { code, message, detail } = AppError.from(error);
    if (!ofOneAnswer.has(code)) throw error;
    return withoutLayout(item, message, detail);
  }
}
