import type { HistoryItem } from '../../preload/contract/api.ts';
import type { MethodInfo } from '../../preload/contract/engine.ts';
import type { Layout } from '../../preload/contract/layout.ts';
import { changedOptions, sameOptions } from './option-fields.ts';

/** What decides how long a picture takes. */
export interface Workload {
  readonly method: MethodInfo;
  /** What was changed from the method's defaults. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly steps: number;
  /** Boxes that are drawn: some methods draw each on its own. */
  readonly boxes: number;
}

const sample = 5;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * Expected milliseconds, from the times of the latest pictures made in the same way on this machine, of as many boxes if
 * there are such; null if there is none. Loading is left out: it happens once.
 */
export function estimate(history: readonly HistoryItem[], work: Workload): number | null {
  const sameWay = history.filter(
    ({ settings }) =>
      settings.method === work.method.id &&
      settings.model === work.model &&
      sameOptions(changedOptions(work.method.options, settings.options), work.options),
  );
  const sameBoxes = sameWay.filter(({ layout }) => drawnBoxes(layout) === work.boxes);
  const alike = (sameBoxes.length > 0 ? sameBoxes : sameWay).slice(0, sample);
  if (alike.length === 0) return null;
  const perStep = median(alike.map((item) => item.timings.denoiseMs / Math.max(1, item.settings.steps)));
  return perStep * work.steps + median(alike.map((item) => item.timings.decodeMs));
}

/** How many boxes of a layout are drawn. */
export const drawnBoxes = (layout: Layout): number => layout.boxes.filter((box) => !box.hidden).length;

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
