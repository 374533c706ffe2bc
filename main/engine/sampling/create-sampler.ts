import type { SamplerId } from '../../../preload/contract/engine.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import { ddim } from './ddim.ts';
import type { Sampler, SchedulerConfig } from './sampler.ts';

/**
 * A sampler for one pass of `steps` denoising steps on the checkpoint's noise schedule.
 * @throws AppError bad_request when the schedule has fewer training steps than `steps`
 */
export function createSampler(id: SamplerId, config: SchedulerConfig, steps: number): Sampler {
  if (!Number.isInteger(steps) || steps < 1 || steps > config.num_train_timesteps)
    throw new AppError(
      'bad_request',
      `${steps} steps can not be taken: choose a whole number from 1 to ${config.num_train_timesteps}. Nothing was drawn.`,
    );
  return ddim(config, steps);
}
