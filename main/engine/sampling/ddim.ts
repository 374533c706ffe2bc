import { cumulativeAlphas } from './alphas.ts';
import type { Sampler, SchedulerConfig } from './sampler.ts';
import { spacedTimesteps } from './spacing.ts';

/** Denoising diffusion implicit models with eta 0: Song, Meng & Ermon, arXiv 2010.02502, eq. 12. */
export function ddim(config: SchedulerConfig, steps: number): Sampler {
  const alphas = cumulativeAlphas(config);
  const last = config.num_train_timesteps - 1;
  const stride = Math.floor(config.num_train_timesteps / steps);
  // With an offset and very many steps the schedule would reach past the training steps.
  const visited = spacedTimesteps(config, steps, { spacing: config.timestep_spacing ?? 'leading' });
  const timesteps = visited.map((t) => Math.min(t, last));
  const final = (config.set_alpha_to_one ?? true) ? 1 : (alphas[0] ?? 1);
  const clip = (config.clip_sample ?? true) ? config.clip_sample_range : Infinity;
  const alphaBar = (i: number): number => alphas[timesteps[i] ?? 0] ?? 1;
  const nextAlphaBar = (i: number): number => {
    const t = (visited[i] ?? 0) - stride;
    return t < 0 ? final : (alphas[Math.min(t, last)] ?? 1);
  };
  return {
    timesteps,
    initNoiseSigma: 1,
    alphaBar,
    scaleModelInput: (latents) => latents,
    step(output, i, latents) {
      const [signal, noise] = [Math.sqrt(alphaBar(i)), Math.sqrt(1 - alphaBar(i))];
      const next = nextAlphaBar(i);
      const [nextSignal, nextNoise] = [Math.sqrt(next), Math.sqrt(1 - next)];
      const velocity = config.prediction_type === 'v_prediction';
      return latents.map((x, k) => {
        const m = output[k] ?? NaN;
        const eps = velocity ? signal * m + noise * x : m;
        const x0 = velocity ? signal * x - noise * m : (x - noise * m) / signal;
        return nextSignal * Math.min(Math.max(x0, -clip), clip) + nextNoise * eps;
      });
    },
    guidanceStepSize: (i) => Math.sqrt(1 - alphaBar(i)),
  };
}
