import type { Sampler, SchedulerConfig } from './sampler.ts';
import { predictedClean, shares, spacedSigmas } from './sigmas.ts';
import { weightedSum } from './vector.ts';

/** UniPC of order 2 with B(h) = exp(h) − 1, predicting clean latents: Zhao et al., arXiv 2302.04867, algorithms 5–8. */
export function unipc(config: SchedulerConfig, steps: number): Sampler {
  const { timesteps, sigmas } = spacedSigmas(config, steps, { fallback: 'linspace', leaveOutLast: true });
  const sigma = (i: number): number => sigmas[i] ?? 0;
  const logSnr = (i: number): number => -Math.log(sigma(i));
  /** Predictions of clean latents, newest first, and the latents they were made from. */
  let cleans: Float32Array[] = [];
  let start: Float32Array = new Float32Array();
  let order = 1;

  /** Latents at step `to` by the rule of order 1, from `start` at step to − 1; the later terms refine it. */
  const base = (to: number, clean: Float32Array) => {
    const [here, there] = [shares(sigma(to - 1)), shares(sigma(to))];
    const growth = 1 - sigma(to) / sigma(to - 1); // 1 − exp(−h)
    const terms: (readonly [number, Float32Array])[] = [
      [there.noise / here.noise, start],
      [there.alpha * growth, clean],
    ];
    return { terms, weight: there.alpha * growth };
  };

  /** Algorithm 6: the latents of step i again, now that the model has been asked there. */
  const correct = (i: number, clean: Float32Array, latents: Float32Array): Float32Array => {
    const [m0, m1] = cleans;
    const h = logSnr(i) - logSnr(i - 1);
    if (m0 === undefined || h <= 0) return latents;
    const { terms, weight } = base(i, m0);
    const ratio = order === 2 ? (logSnr(i - 2) - logSnr(i - 1)) / h : 0;
    if (m1 === undefined || ratio === 0) return weightedSum([...terms, [weight / 2, clean], [-weight / 2, m0]]);
    const growth = Math.expm1(-h);
    const phi1 = growth / -h - 1;
    const [b1, b2] = [phi1 / growth, (2 * (phi1 / -h - 0.5)) / growth];
    const r1 = (b1 - b2) / (1 - ratio);
    const r2 = b1 - r1;
    const slope = (weight * r1) / ratio;
    return weightedSum([...terms, [slope, m1], [-slope - weight * r2, m0], [weight * r2, clean]]);
  };

  return {
    timesteps,
    initNoiseSigma: 1,
    scaleModelInput: (latents) => latents,
    step(output, i, latents) {
      const clean = predictedClean(config, output, latents, sigma(i));
      start = i > 0 ? correct(i, clean, latents) : Float32Array.from(latents);
      const earlier = cleans[0];
      cleans = [clean, ...cleans.slice(0, 1)];
      order = Math.min(2, steps - i, i + 1);
      const { terms, weight } = base(i + 1, clean);
      const ratio = order === 2 ? (logSnr(i - 1) - logSnr(i)) / (logSnr(i + 1) - logSnr(i)) : 0;
      if (earlier === undefined || ratio === 0 || !Number.isFinite(ratio)) return weightedSum(terms);
      const slope = weight / (2 * ratio);
      return weightedSum([...terms, [slope, earlier], [-slope, clean]]);
    },
    noised: (clean, noise, i) =>
      weightedSum([
        [shares(sigma(i)).alpha, clean],
        [shares(sigma(i)).noise, noise],
      ]),
    guidanceStepSize: (i) => shares(sigma(i)).noise,
  };
}
