import { linspace } from './alphas.ts';
import type { SchedulerConfig } from './sampler.ts';

/** Rounds halves to even, as numpy does. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

export interface Spacing {
  /** What a configuration without `timestep_spacing` gets. */
  readonly fallback: 'leading' | 'linspace';
  /** Divide into one interval more and drop the smallest step: for samplers that jump from there to clean latents. */
  readonly leaveOutLast?: boolean;
  /** Keep linspace values as they are. */
  readonly fractional?: boolean;
}

/**
 * Training steps to visit, descending (Lin et al., arXiv 2305.08891, table 2). With an offset and as many steps as were trained, the first one may
 * lie one past the training steps.
 */
export function spacedTimesteps(config: SchedulerConfig, steps: number, options: Spacing): number[] {
  const n = config.num_train_timesteps;
  const count = options.leaveOutLast ? steps + 1 : steps;
  const descending = (ascending: number[]): number[] => ascending.slice(count - steps).reverse();
  switch (config.timestep_spacing ?? options.fallback) {
    case 'linspace': {
      const values = linspace(0, n - 1, count);
      return descending(values.map(options.fractional ? Math.fround : roundHalfEven));
    }
    case 'leading': {
      const ratio = Math.max(1, Math.floor(n / count));
      return descending(Array.from({ length: count }, (_, i) => i * ratio + config.steps_offset));
    }
    case 'trailing': {
      const ratio = n / steps;
      return Array.from({ length: steps }, (_, i) => roundHalfEven(n - i * ratio) - 1);
    }
  }
}
