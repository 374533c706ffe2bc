import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../preload/contract/errors.ts';
import type { BenchmarkItem, Outcome } from './benchmark.ts';
import { outcomeSchema } from './benchmark.ts';

/** Outcomes of a benchmark on disk, one line each, written as they come. */
export interface ResultsFile {
  /** Those of earlier runs that still stand: same prompt, and a layout was written. */
  earlier: Outcome[];
  add: (outcome: Outcome) => void;
}

/**
 * Opens the results of a benchmark. A line that an interrupted run has left half is passed over; prompts without a
 * layout are tried again.
 * @param fresh forget earlier results
 * @throws AppError disk
 */
export function openResults(file: string, items: readonly BenchmarkItem[], fresh: boolean): ResultsFile {
  const prompts = new Map(items.map(({ index, prompt }) => [index, prompt]));
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (fresh) rmSync(file, { force: true });
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
    const found = new Map<number, Outcome>();
    for (const line of text.split('\n')) {
      const outcome = readOutcome(line);
      if (outcome === null || outcome.problem !== null || prompts.get(outcome.index) !== outcome.prompt) continue;
      found.set(outcome.index, outcome);
    }
    return {
      earlier: [...found.values()],
      add: (outcome) => {
        try {
          appendFileSync(file, `${JSON.stringify(outcome)}\n`);
        } catch (error) {
          throw diskError(file, error);
        }
      },
    };
  } catch (error) {
    throw diskError(file, error);
  }
}

function readOutcome(line: string): Outcome | null {
  if (line.trim() === '') return null;
  try {
    return outcomeSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function diskError(file: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
    'disk',
    `The results of the benchmark can not be kept in ${file}. Check the folder and the disk.`,
    {
      detail,
      cause,
    },
  );
}
