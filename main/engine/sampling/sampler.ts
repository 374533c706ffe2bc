import { z } from 'zod';

/**
 * `scheduler/scheduler_config.json` of a diffusers checkpoint, as far as it decides a trajectory. Field names and defaults are diffusers';
 * fields of other schedulers are ignored, so that any sampler can run on any checkpoint.
 */
export const schedulerConfigSchema = z.object({
  _class_name: z.string().optional(),
  num_train_timesteps: z.int().min(2).max(100_000).default(1000),
  beta_start: z.number().positive().max(1).default(0.0001),
  beta_end: z.number().positive().max(1).default(0.02),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('linear'),
  trained_betas: z.array(z.number().min(0).max(1)).min(2).nullish(),
  prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  /** null takes each sampler's own: leading for DDIM and PNDM, linspace for the others. */
  timestep_spacing: z.enum(['leading', 'trailing', 'linspace']).nullish(),
  steps_offset: z.int().min(0).max(1000).default(0),
  /** null is true for DDIM and false for PNDM. */
  set_alpha_to_one: z.boolean().nullish(),
  /** null is true for a DDIM configuration, and false for those of schedulers that do not clip. */
  clip_sample: z.boolean().nullish(),
  clip_sample_range: z.number().positive().default(1),
  rescale_betas_zero_snr: z.boolean().default(false),
});
export type SchedulerConfig = z.infer<typeof schedulerConfigSchema>;

/**
 * One pass from noise to latents. Multistep samplers remember earlier outputs: make a new one for every pass and call `step` for
 * i = 0, 1, … in order. Latents are flat arrays of any layout; inputs are never changed.
 */
export interface Sampler {
  /** What the model is told at each step, descending; one entry per call of the model (PNDM has one more than `steps`). May be fractional. */
  readonly timesteps: readonly number[];
  /** The initial unit noise is multiplied by this. */
  readonly initNoiseSigma: number;
  /** Latents as the model expects them at step i. */
  scaleModelInput(latents: Float32Array, i: number): Float32Array;
  /**
   * Latents after step i. `output` is the model's output at `timesteps[i]` in the checkpoint's prediction type.
   * @param noise draws unit noise of the latents' length; only ancestral samplers call it
   */
  step(output: Float32Array, i: number, latents: Float32Array, noise?: () => Float32Array): Float32Array;
  /** Clean latents with unit noise, as they are before step i: where a pass starts that draws over a picture. */
  noised(clean: Float32Array, noise: Float32Array, i: number): Float32Array;
  /**
   * Step size eta of guidance at step i: z ← z − eta · gradient (methods.md 4.4). sigma² where latents grow with sigma (Euler, LMS), and
   * sqrt(1 − alpha bar) where they keep unit variance, so that loss scales carry over from DDIM (quirk Q18).
   * @param reference the Python implementation's value, which differs for DPM-Solver++ only
   */
  guidanceStepSize(i: number, reference?: boolean): number;
}
