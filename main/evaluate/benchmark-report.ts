import type { Outcome } from './benchmark.ts';
import type { BenchmarkTask } from './prompts.ts';
import { benchmarkTasks } from './prompts.ts';

export interface ScoredRate {
  success: number;
  total: number;
  /** Share of successes, to four decimals; 0 where nothing was tried. */
  rate: number;
}

/** Scores by task and over all prompts (micro average), as the reference reports them (methods.md 7.4). */
export interface BenchmarkReport {
  tasks: Record<BenchmarkTask, ScoredRate>;
  overall: ScoredRate;
}

export function reportOf(outcomes: readonly Outcome[]): BenchmarkReport {
  const rateOfTask = (task: BenchmarkTask): ScoredRate => rateOf(outcomes.filter((outcome) => outcome.task === task));
  return {
    tasks: {
      negation: rateOfTask('negation'),
      numeracy: rateOfTask('numeracy'),
      attribution: rateOfTask('attribution'),
      spatial: rateOfTask('spatial'),
    },
    overall: rateOf(outcomes),
  };
}

function rateOf(outcomes: readonly Outcome[]): ScoredRate {
  const total = outcomes.length;
  const success = outcomes.filter((outcome) => outcome.success).length;
  return { success, total, rate: total === 0 ? 0 : Math.round((success / total) * 10_000) / 10_000 };
}

/** The report as a table for a terminal. */
export function tableOf({ tasks, overall }: BenchmarkReport): string {
  const row = (name: string, { success, total, rate }: ScoredRate): string =>
    `${name.padEnd(12)}${`${success}/${total}`.padStart(9)}${rate.toFixed(2).padStart(7)}`;
  const rows = benchmarkTasks.map((task) => row(task, tasks[task]));
  const last = row('overall', overall);
  return ['task          success   rate', ...rows, '-'.repeat(last.length), last].join('\n');
}
