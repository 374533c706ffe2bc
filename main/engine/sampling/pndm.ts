import { cumulativeAlphas } from './alphas.ts';
import type { Sampler, SchedulerConfig } from './sampler.ts';
import { spacedTimesteps } from './spacing.ts';
import { weightedSum } from './vector.ts';

/** Adams–Bashforth weights, newest output first. */
const adamsBashforth: readonly (readonly number[])[] = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
];

/**
 * Pseudo linear multistep sampling: Liu et al., arXiv 2202.09778, eq. 9 and 12. The Runge–Kutta start is left out, as Stable Diffusion's configuration
 * has it: the second training step is visited twice instead, and its outputs averaged.
 */
export function pndm(config: SchedulerConfig, steps: number): Sampler {
  const alphas = cumulativeAlphas(config);
  const last = config.num_train_timesteps - 1;
  const stride = Math.floor(config.num_train_timesteps / steps);
  const visited = spacedTimesteps(config, steps, { fallback: 'leading' });
  const doubled = visited.flatMap((t, i) => (i === 1 ? [t, t] : [t]));
  const final = (config.set_alpha_to_one ?? false) ? 1 : (alphas[0] ?? 1);
  const alphaBar = (t: number): number => (t < 0 ? final : (alphas[Math.min(t, last)] ?? 1));

  /** Newest first. */
  let outputs: Float32Array[] = [];
  let first = new Float32Array();

  /** Eq. 9: the latents at `to`, given those at `from` and the noise in between. */
  const transfer = (latents: Float32Array, output: Float32Array, from: number, to: number): Float32Array => {
    const [a, b] = [alphaBar(from), alphaBar(to)];
    const weight = (a - b) / (a * Math.sqrt(1 - b) + Math.sqrt(a * (1 - a) * b));
    // The output of a v-prediction model is turned into noise with the latents at `from`.
    const [noiseOfOutput, noiseOfLatents] =
      config.prediction_type === 'v_prediction' ? [Math.sqrt(a), Math.sqrt(1 - a)] : [1, 0];
    return weightedSum([
      [Math.sqrt(b / a) + weight * noiseOfLatents, latents],
      [weight * noiseOfOutput, output],
    ]);
  };

  return {
    timesteps: doubled.map((t) => Math.min(t, last)),
    initNoiseSigma: 1,
    scaleModelInput: (latents) => latents,
    step(output, i, latents) {
      const t = doubled[i] ?? 0;
      if (i === 1) {
        const average = weightedSum([
          [1 / 2, output],
          [1 / 2, outputs[0] ?? output],
        ]);
        return transfer(first, average, t + stride, t);
      }
      if (i === 0) first = Float32Array.from(latents);
      outputs = [Float32Array.from(output), ...outputs.slice(0, 3)];
      const weights = adamsBashforth[outputs.length - 1] ?? [];
      const combined = weightedSum(outputs.map((o, k) => [weights[k] ?? 0, o] as const));
      return transfer(latents, combined, t, t - stride);
    },
    noised: (clean, noise, i) =>
      weightedSum([
        [Math.sqrt(alphaBar(doubled[i] ?? 0)), clean],
        [Math.sqrt(1 - alphaBar(doubled[i] ?? 0)), noise],
      ]),
    guidanceStepSize: (i) => Math.sqrt(1 - alphaBar(doubled[i] ?? 0)),
  };
}
