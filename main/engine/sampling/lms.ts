import { sigmaSampler } from './euler.ts';
import type { Sampler, SchedulerConfig } from './sampler.ts';
import { derivative } from './sigmas.ts';
import { weightedSum } from './vector.ts';

const maxOrder = 4;
/** Two-point Gauss–Legendre quadrature is exact for the cubic polynomials of order 4. */
const gauss = 1 / Math.sqrt(3);

/** Linear multistep method over noise levels: Crowson's k-diffusion, `sample_lms`; coefficients are integrals of Lagrange polynomials. */
export function lms(config: SchedulerConfig, steps: number): Sampler {
  const { sigma, ...common } = sigmaSampler(config, steps);
  /** Newest first. */
  let derivatives: Float32Array[] = [];

  const coefficient = (i: number, order: number, k: number): number => {
    const lagrange = (tau: number): number => {
      let product = 1;
      for (let j = 0; j < order; j++) if (j !== k) product *= (tau - sigma(i - j)) / (sigma(i - k) - sigma(i - j));
      return product;
    };
    const [half, middle] = [(sigma(i + 1) - sigma(i)) / 2, (sigma(i + 1) + sigma(i)) / 2];
    return half * (lagrange(middle - half * gauss) + lagrange(middle + half * gauss));
  };

  return {
    ...common,
    step(output, i, latents) {
      const newest = Float32Array.from(derivative(config, output, latents, sigma(i)));
      derivatives = [newest, ...derivatives.slice(0, maxOrder - 1)];
      // Equal noise levels (very many steps) can not be told apart by a polynomial.
      let order = 1;
      while (order < derivatives.length && sigma(i - order) > sigma(i - order + 1)) order++;
      const used = derivatives.slice(0, order);
      return weightedSum([[1, latents], ...used.map((d, k) => [coefficient(i, order, k), d] as const)]);
    },
  };
}
