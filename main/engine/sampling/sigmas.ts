import { cumulativeAlphas, linspace } from './alphas.ts';
import type { SchedulerConfig } from './sampler.ts';
import { roundHalfEven, spacedTimesteps, type Spacing } from './spacing.ts';
import { weightedSum } from './vector.ts';

/** A trajectory by noise levels: sigma² = (1 − alpha bar) / alpha bar. */
export interface SigmaSchedule {
  readonly timesteps: readonly number[];
  /** One per step and a final 0. */
  readonly sigmas: readonly number[];
}

/** Noise levels of the training steps, ascending. */
export const trainingSigmas = (config: SchedulerConfig): number[] =>
  Array.from(cumulativeAlphas(config), (a) => Math.sqrt((1 - a) / a));

/** Linear interpolation in a table, clamped at its ends. */
function at(table: readonly number[], x: number): number {
  const last = table.length - 1;
  const low = Math.min(Math.max(Math.floor(x), 0), last);
  const high = Math.min(low + 1, last);
  const weight = Math.min(Math.max(x - low, 0), 1);
  return (table[low] ?? 0) * (1 - weight) + (table[high] ?? 0) * weight;
}

/** Noise levels at evenly spaced training steps. */
export function spacedSigmas(config: SchedulerConfig, steps: number, spacing: Spacing): SigmaSchedule {
  const table = trainingSigmas(config);
  const visited = spacedTimesteps(config, steps, spacing);
  return {
    timesteps: visited.map((t) => Math.min(t, table.length - 1)),
    sigmas: [...visited.map((t) => Math.fround(at(table, t))), 0],
  };
}

/** Noise levels of Karras et al. (arXiv 2206.00364, eq. 5, rho = 7) between the training schedule's ends. */
export function karrasSigmas(config: SchedulerConfig, steps: number): SigmaSchedule {
  const rho = 7;
  const table = trainingSigmas(config);
  const logs = table.map(Math.log);
  const [from, to] = [(table.at(-1) ?? 1) ** (1 / rho), (table[0] ?? 1) ** (1 / rho)];
  const sigmas = linspace(0, 1, steps).map((ramp) => (from + ramp * (to - from)) ** rho);
  const timesteps = sigmas.map((sigma) => {
    const log = Math.log(sigma);
    const low = Math.min(
      Math.max(
        logs.findLastIndex((l) => l <= log),
        0,
      ),
      logs.length - 2,
    );
    const [below, above] = [logs[low] ?? 0, logs[low + 1] ?? 0];
    return roundHalfEven(low + Math.min(Math.max((log - below) / (above - below), 0), 1));
  });
  return { timesteps, sigmas: [...sigmas.map(Math.fround), 0] };
}

/** Signal and noise shares of variance-preserving latents: alpha² + noise² = 1. */
export function shares(sigma: number): { alpha: number; noise: number } {
  const alpha = 1 / Math.sqrt(sigma * sigma + 1);
  return { alpha, noise: sigma * alpha };
}

/** The clean latents that a model output at variance-preserving latents amounts to. */
export function predictedClean(
  config: SchedulerConfig,
  output: Float32Array,
  latents: Float32Array,
  sigma: number,
): Float32Array {
  const { alpha, noise } = shares(sigma);
  return config.prediction_type === 'v_prediction'
    ? weightedSum([
        [alpha, latents],
        [-noise, output],
      ])
    : weightedSum([
        [1 / alpha, latents],
        [-noise / alpha, output],
      ]);
}

/** d latents / d sigma where latents = clean + sigma · noise (variance exploding). */
export function derivative(
  config: SchedulerConfig,
  output: Float32Array,
  latents: Float32Array,
  sigma: number,
): Float32Array {
  const { alpha, noise } = shares(sigma);
  return config.prediction_type === 'v_prediction'
    ? weightedSum([
        [alpha * noise, latents],
        [alpha, output],
      ])
    : output;
}
