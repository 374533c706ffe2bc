import { cumulativeAlphas } from './alphas.ts';
import type { Sampler, SchedulerConfig } from './sampler.ts';
import { spacedTimesteps } from './spacing.ts';
import { weightedSum } from './vector.ts';

/** Denoising diffusion implicit models with eta 0: Song, Meng & Ermon, arXiv 2010.02502, eq. 12. */
export function ddim(config: SchedulerConfig, steps: number): Sampler {
  const stride = Math.floor(config.num_train_timesteps / steps);
  const visited = spacedTimesteps(config, steps, { fallback: 'leading' });
  return ddimOver(config, visited, (i) => (visited[i] ?? 0) - stride);
}

/**
 * The same on a shortened schedule: the first `kept` steps, then every other one (methods.md 3.8), for passes whose late steps only serve to see
 * what they have drawn.
 */
export function fastDdim(config: SchedulerConfig, steps: number, kept: number): Sampler {
  const all = spacedTimesteps(config, steps, { fallback: 'leading' });
  if (kept >= steps - 1) return ddim(config, steps);
  const visited = all.filter((_, i) => i < kept || (i - kept) % 2 === 1);
  return ddimOver(config, visited, (i) => visited[i + 1] ?? -1);
}

/** @param next the training step that step i ends at; below 0 is the end */
function ddimOver(config: SchedulerConfig, visited: readonly number[], next: (i: number) => number): Sampler {
  const alphas = cumulativeAlphas(config);
  const last = config.num_train_timesteps - 1;
  const timesteps = visited.map((t) => Math.min(t, last));
  const final = (config.set_alpha_to_one ?? true) ? 1 : (alphas[0] ?? 1);
  const clip = (config.clip_sample ?? config._class_name === 'DDIMScheduler') ? config.clip_sample_range : Infinity;
  const alphaBar = (t: number): number => (t < 0 ? final : (alphas[Math.min(t, last)] ?? 1));
  const current = (i: number): number => alphaBar(timesteps[i] ?? 0);
  return {
    timesteps,
    initNoiseSigma: 1,
    scaleModelInput: (latents) => latents,
    step(output, i, latents) {
      const [signal, noise] = [Math.sqrt(current(i)), Math.sqrt(1 - current(i))];
      const after = alphaBar(next(i));
      const [nextSignal, nextNoise] = [Math.sqrt(after), Math.sqrt(1 - after)];
      const velocity = config.prediction_type === 'v_prediction';
      return latents.map((x, k) => {
        const m = output[k] ?? NaN;
        const eps = velocity ? signal * m + noise * x : m;
        const clean = velocity ? signal * x - noise * m : (x - noise * m) / signal;
        return nextSignal * Math.min(Math.max(clean, -clip), clip) + nextNoise * eps;
      });
    },
    noised: (clean, noise, i) =>
      weightedSum([
        [Math.sqrt(current(i)), clean],
        [Math.sqrt(1 - current(i)), noise],
      ]),
    guidanceStepSize: (i) => Math.sqrt(1 - current(i)),
  };
}
