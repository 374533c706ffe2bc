import { linspace } from './alphas.ts';
import type { SchedulerConfig } from './sampler.ts';

/** Rounds halves to even, as numpy does. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Training steps to visit, descending (arXiv 2305.08891, table 2). Integers, except for linspace with `round: false`.
 * `leaveOutLast` divides into one interval more and drops the smallest step, for samplers that jump from there to clean latents.
 */
export function spacedTimesteps(
  config: SchedulerConfig,
  steps: number,
  options: { spacing: 'leading' | 'trailing' | 'linspace'; leaveOutLast?: boolean; round?: boolean },
): number[] {
  const n = config.num_train_timesteps;
  const count = options.leaveOutLast ? steps + 1 : steps;
  const cut = (ascending: number[]): number[] => {
    const descending = ascending.reverse();
    return options.leaveOutLast ? descending.slice(0, -1) : descending;
  };
  switch (options.spacing) {
    case 'linspace': {
      const values = linspace(0, n - 1, count);
      return cut(options.round === false ? values : values.map(roundHalfEven));
    }
    case 'leading': {
      const ratio = Math.floor(n / count);
      return cut(Array.from({ length: count }, (_, i) => i * ratio + config.steps_offset));
    }
    case 'trailing':
      return Array.from({ length: steps }, (_, i) => roundHalfEven(n - (i * n) / steps) - 1);
  }
}
