import { AppError } from '../../../preload/contract/errors.ts';
import type { SchedulerConfig } from './sampler.ts';

/** `count` evenly spaced values, both ends included, rounded as numpy's linspace does. */
export function linspace(start: number, end: number, count: number): number[] {
  if (count === 1) return [start];
  const step = (end - start) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? end : start + i * step));
}

/** Cosine schedule of Nichol & Dhariwal (arXiv 2102.09672, eq. 17), betas capped at 0.999. */
function cosineBetas(count: number): number[] {
  const alphaBar = (t: number): number => Math.cos(((t + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
  return Array.from({ length: count }, (_, i) => Math.min(1 - alphaBar((i + 1) / count) / alphaBar(i / count), 0.999));
}

function betas(config: SchedulerConfig): number[] {
  const n = config.num_train_timesteps;
  if (config.trained_betas) {
    if (config.trained_betas.length !== n)
      throw new AppError(
        'checkpoint_corrupt',
        `The scheduler configuration lists ${config.trained_betas.length} betas for ${n} training steps. Nothing was drawn; repair scheduler_config.json.`,
      );
    return config.trained_betas;
  }
  switch (config.beta_schedule) {
    case 'linear':
      return linspace(config.beta_start, config.beta_end, n);
    case 'scaled_linear':
      return linspace(Math.sqrt(config.beta_start), Math.sqrt(config.beta_end), n).map((b) => b * b);
    case 'squaredcos_cap_v2':
      return cosineBetas(n);
  }
}

/** Smallest alpha bar kept, so that the first sigma stays finite with zero terminal SNR. */
const tiniest = 2 ** -24;

/**
 * Cumulative alphas of the training schedule, index = training step.
 * With `rescale_betas_zero_snr` they are shifted and scaled so that the last one is (nearly) 0: arXiv 2305.08891, algorithm 1.
 */
export function cumulativeAlphas(config: SchedulerConfig): Float64Array {
  const out = new Float64Array(config.num_train_timesteps);
  let product = 1;
  betas(config).forEach((beta, i) => {
    product *= 1 - beta;
    out[i] = product;
  });
  if (!config.rescale_betas_zero_snr) return out.map((a) => Math.max(a, tiniest));
  const roots = out.map(Math.sqrt);
  const [first = 1, last = 0] = [roots[0], roots.at(-1)];
  return roots.map((r) => Math.max((((r - last) * first) / (first - last)) ** 2, tiniest));
}
