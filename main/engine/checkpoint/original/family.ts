import type { z } from 'zod';
import type { schedulerConfigSchema } from '../../sampling/sampler.ts';
import type { Weight } from '../weights.ts';

type SchedulerInput = z.input<typeof schedulerConfigSchema>;

/** What the shapes of the weights do not tell of a checkpoint in the original layout. */
export interface Family {
  readonly kind: 'sd1' | 'sd2' | 'sdxl' | 'refiner';
  /** Size of the latents that it was trained for. */
  readonly sample: number;
  /** What the autoencoder's latents are multiplied by. */
  readonly scale: number;
  readonly scheduler: SchedulerInput;
  /** Numbers that SDXL's UNet is told of the picture. */
  readonly ids: number;
}

const kinds = [
  ['conditioner.embedders.1.model.', 'sdxl'],
  ['conditioner.embedders.0.model.', 'refiner'],
  ['cond_stage_model.model.', 'sd2'],
  ['cond_stage_model.transformer.', 'sd1'],
] as const;

/** The noise that all of them were trained with; schedulers as they were published. */
const noise = { beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012, steps_offset: 1 } as const;
const pndm = { ...noise, _class_name: 'PNDMScheduler', set_alpha_to_one: false, clip_sample: false } as const;
const euler = { ...noise, _class_name: 'EulerDiscreteScheduler', timestep_spacing: 'leading' } as const;

/**
 * Which model a single file holds, by the place of its text encoders; null when it is none of these.
 *
 * Stable Diffusion 2 was published for 512 pixels, predicting noise, and for 768, predicting velocity; nothing in the weights tells which. The file's
 * own metadata decides (`modelspec`, stability.ai), else its name, as in "v2-1_512-ema-pruned" and "512-base-ema"; 768 where nothing is said. SDXL
 * files that predict velocity mark it with a tensor `v_pred`, and zero terminal SNR with `ztsnr`.
 */
export function familyOf(
  weights: ReadonlyMap<string, Weight>,
  metadata: Readonly<Record<string, string>>,
  name: string,
): Family | null {
  const keys = [...weights.keys()];
  const kind = kinds.find(([prefix]) => keys.some((key) => key.startsWith(prefix)))?.[1];
  const said = metadata['modelspec.prediction_type'];
  if (kind === undefined) return null;
  if (kind === 'sd1') return { kind, sample: 64, scale: 0.18215, scheduler: pndm, ids: 0 };
  if (kind === 'sd2') {
    const isBase = said === undefined ? /512|base/i.test(name) : said.startsWith('eps');
    const velocity = { ...pndm, _class_name: 'DDIMScheduler', prediction_type: 'v_prediction' } as const;
    return { kind, sample: isBase ? 64 : 96, scale: 0.18215, scheduler: isBase ? pndm : velocity, ids: 0 };
  }
  const velocity = said === undefined ? weights.has('v_pred') : said.startsWith('v');
  const scheduler: SchedulerInput = {
    ...euler,
    ...(velocity ? { prediction_type: 'v_prediction' } : {}),
    ...(weights.has('ztsnr') ? { rescale_betas_zero_snr: true } : {}),
  };
  return { kind, sample: 128, scale: 0.13025, scheduler, ids: kind === 'sdxl' ? 6 : 5 };
}
