import type { ApiEvent } from '../../preload/contract/api.ts';

type ProgressEvent = Extract<ApiEvent, { type: 'job.progress' }>;

/** How far a job is, gathered from its events. */
export interface Progress {
  readonly stage: ProgressEvent['stage'];
  readonly step: number;
  readonly of: number;
  readonly stepMs: number;
  readonly remainingMs: number;
  readonly box: number | null;
  /** Passes so far, the present one last: the box each was about, null for the whole picture. */
  readonly passes: readonly (number | null)[];
  /** Last guidance loss of each step so far. */
  readonly losses: readonly number[];
  readonly preview: string | null;
}

/** A new event on top of what is known: losses add up, and a preview stays until the next one. */
export function advance(previous: Progress | undefined, event: ProgressEvent): Progress {
  const loss = event.losses.at(-1);
  const losses = previous?.losses ?? [];
  // Between steps another graph may have to be compiled; for the user the drawing goes on.
  const between = event.stage === 'compile' && event.step > 0;
  const passes = previous?.passes ?? [];
  const begins = event.step > 0 && passes.at(-1) !== event.box;
  return {
    stage: between ? (previous?.stage ?? 'denoise') : event.stage,
    step: event.step,
    of: event.of,
    stepMs: event.stepMs,
    remainingMs: event.remainingMs,
    box: event.box,
    passes: begins ? [...passes, event.box] : passes,
    losses: loss === undefined ? losses : [...losses, loss],
    preview: event.preview ?? previous?.preview ?? null,
  };
}

/** Points of a sparkline in a unit square, y down; empty for fewer than two values. */
export function sparkline(values: readonly number[]): { x: number; y: number }[] {
  if (values.length < 2) return [];
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  return values.map((value, index) => ({
    x: index / (values.length - 1),
    y: span === 0 ? 0.5 : 1 - (value - low) / span,
  }));
}
