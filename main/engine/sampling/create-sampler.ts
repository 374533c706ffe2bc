import type { SamplerId } from '../../../preload/contract/engine.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import { ddim } from './ddim.ts';
import { dpmSolver } from './dpm-solver.ts';
import { euler, eulerAncestral } from './euler.ts';
import { lms } from './lms.ts';
import { pndm } from './pndm.ts';
import type { Sampler, SchedulerConfig } from './sampler.ts';
import { unipc } from './unipc.ts';

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
  switch (id) {
    case 'ddim':
      return ddim(config, steps);
    case 'pndm':
      return pndm(config, steps);
    case 'dpmsolver++':
      return dpmSolver(config, steps, false);
    case 'dpmsolver++karras':
      return dpmSolver(config, steps, true);
    case 'unipc':
      return unipc(config, steps);
    case 'euler':
      return euler(config, steps);
    case 'euler_ancestral':
      return eulerAncestral(config, steps);
    case 'lms':
      return lms(config, steps);
  }
}
