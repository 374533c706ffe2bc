import type { HistoryItem } from '../../preload/contract/api.ts';

/** What decides how long a picture takes. */
export interface Workload {
  readonly method: string;
  readonly model: string;
  readonly steps: number;
}

const sample = 5;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Expected milliseconds, from the times of the latest pictures made in the same way on this machine; null if there is none.
 * Loading is left out: it happens once.
 */
export function estimate(history: readonly HistoryItem[], work: Workload): number | null {
  const alike = history
    .filter((item) => item.settings.method === work.method && item.settings.model === work.model)
    .slice(0, sample);
  if (alike.length === 0) return null;
  const perStep = median(alike.map((item) => item.timings.denoiseMs / Math.max(1, item.settings.steps)));
  return perStep * work.steps + median(alike.map((item) => item.timings.decodeMs));
}

/** "4 s", "1 min 20 s": as exact as such a guess deserves. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  const restSeconds = Math.round((seconds % 60) / 10) * 10;
  return restSeconds === 0 || restSeconds === 60
    ? `${minutes + (restSeconds === 60 ? 1 : 0)} min`
    : `${minutes} min ${restSeconds} s`;
}
