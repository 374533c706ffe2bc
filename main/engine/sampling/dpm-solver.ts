import type { Sampler, SchedulerConfig } from './sampler.ts';
import { karrasSigmas, predictedClean, shares, spacedSigmas, trainingSigmas } from './sigmas.ts';
import { weightedSum } from './vector.ts';

/** Below this many steps the last but one is taken by the first-order rule as well. */
const fewSteps = 15;

/**
 * DPM-Solver++ (2M), midpoint form: Lu et al., arXiv 2211.01095, algorithm 2; on Karras noise levels where asked.
 * The last step goes to clean latents by the first-order rule.
 */
export function dpmSolver(config: SchedulerConfig, steps: number, karras: boolean): Sampler {
  const { timesteps, sigmas } = karras
    ? karrasSigmas(config, steps)
    : spacedSigmas(config, steps, { fallback: 'linspace', leaveOutLast: true });
  const table = trainingSigmas(config);
  const sigma = (i: number): number => sigmas[i] ?? 0;
  let previous: Float32Array | null = null;
  return {
    timesteps,
    initNoiseSigma: 1,
    scaleModelInput: (latents) => latents,
    step(output, i, latents) {
      const clean = predictedClean(config, output, latents, sigma(i));
      const [from, to] = [shares(sigma(i)), shares(sigma(i + 1))];
      // With h the step in log(alpha/sigma): exp(−h) is the ratio of the noise levels.
      const weight = to.alpha * (1 - sigma(i + 1) / sigma(i));
      const h = Math.log(sigma(i) / sigma(i + 1));
      const lastStep = i === steps - 1 && (steps < fewSteps || sigma(i + 1) === 0);
      const before = i > 0 ? Math.log(sigma(i - 1) / sigma(i)) : 0;
      // Equal noise levels (very many steps) give no slope to extrapolate.
      const slope = previous === null || lastStep || before <= 0 || h <= 0 ? 0 : (0.5 * h) / before;
      const earlier = previous ?? clean;
      previous = clean;
      return weightedSum([
        [to.noise / from.noise, latents],
        [weight * (1 + slope), clean],
        [-weight * slope, earlier],
      ]);
    },
    noised: (clean, noise, i) =>
      weightedSum([
        [shares(sigma(i)).alpha, clean],
        [shares(sigma(i)).noise, noise],
      ]),
    guidanceStepSize(i, reference = false) {
      if (!reference) return shares(sigma(i)).noise;
      // The reference reads the i-th entry of diffusers' `sigmas`, which for plain spacing is the ascending training table.
      return (karras ? sigma(i) : (table[i] ?? 0)) ** 2;
    },
  };
}
