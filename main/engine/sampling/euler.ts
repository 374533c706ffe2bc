import { AppError } from '../../../preload/contract/errors.ts';
import type { Sampler, SchedulerConfig } from './sampler.ts';
import { derivative, spacedSigmas } from './sigmas.ts';
import { weightedSum } from './vector.ts';

/** What the samplers on variance-exploding latents share. */
export function sigmaSampler(
  config: SchedulerConfig,
  steps: number,
): Omit<Sampler, 'step'> & { readonly sigma: (i: number) => number } {
  const { timesteps, sigmas } = spacedSigmas(config, steps, { fallback: 'linspace', fractional: true });
  const sigma = (i: number): number => sigmas[i] ?? 0;
  const leading = (config.timestep_spacing ?? 'linspace') === 'leading';
  return {
    timesteps,
    sigma,
    initNoiseSigma: leading ? Math.sqrt(sigma(0) ** 2 + 1) : sigma(0),
    scaleModelInput: (latents, i) => weightedSum([[1 / Math.sqrt(sigma(i) ** 2 + 1), latents]]),
    noised: (clean, noise, i) =>
      weightedSum([
        [1, clean],
        [sigma(i), noise],
      ]),
    guidanceStepSize: (i) => sigma(i) ** 2,
  };
}

/** Euler's method on the probability flow: Karras et al., arXiv 2206.00364, algorithm 2 without churn. */
export function euler(config: SchedulerConfig, steps: number): Sampler {
  const { sigma, ...common } = sigmaSampler(config, steps);
  return {
    ...common,
    step: (output, i, latents) =>
      weightedSum([
        [1, latents],
        [sigma(i + 1) - sigma(i), derivative(config, output, latents, sigma(i))],
      ]),
  };
}

/** Euler's method to a lower noise level, and fresh noise up to the next one: Crowson's k-diffusion, `sample_euler_ancestral`. */
export function eulerAncestral(config: SchedulerConfig, steps: number): Sampler {
  const { sigma, ...common } = sigmaSampler(config, steps);
  return {
    ...common,
    step(output, i, latents, noise) {
      const [from, to] = [sigma(i), sigma(i + 1)];
      const up = Math.sqrt((to ** 2 * (from ** 2 - to ** 2)) / from ** 2);
      const down = Math.sqrt(to ** 2 - up ** 2);
      // Drawn even where it is not added, so that the stream stays in step with the reference's.
      const fresh = noise?.();
      if (fresh === undefined) throw new AppError('internal', 'the ancestral sampler was given no noise');
      return weightedSum([
        [1, latents],
        [down - from, derivative(config, output, latents, from)],
        [up, fresh],
      ]);
    },
  };
}
