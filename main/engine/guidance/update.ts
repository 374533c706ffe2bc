import { AppError } from '../../../preload/contract/errors.ts';
import type { Sampler } from '../sampling/sampler.ts';

export interface GuidanceOptions {
  readonly lossScale: number;
  /** Guidance ends for good once the loss is not above it (quirk Q4). */
  readonly lossThreshold: number;
  /** Updates per step: one number for all, or one for each step, the last of which goes on. */
  readonly maxIter: number | readonly number[];
  /** Steps with an index below it are guided. */
  readonly maxIndexStep: number;
}

/** Loss and its gradient by the latents as the model sees them. */
export type LossGradient = (modelInput: Float32Array) => Promise<{ loss: number; gradient: Float32Array }>;

export interface GuidedLatents {
  readonly latents: Float32Array;
  /** Unscaled, before each update. */
  readonly losses: readonly number[];
}

/** Derivative of the model's input by the latents at step i: the scaling is linear. */
export const inputScale = (sampler: Sampler, i: number): number =>
  sampler.scaleModelInput(Float32Array.of(1), i)[0] ?? 1;

/** Moves latents down the gradient of a loss before each step (methods.md 4.4). Make a new one for every pass. */
export class Guidance {
  readonly #options: GuidanceOptions;
  #last = Infinity;

  constructor(options: GuidanceOptions) {
    this.#options = options;
  }

  /**
   * Updates the latents of step i until the loss is small or the step's iterations are used up. The loss that is tested is the one before the
   * latest update.
   * @throws AppError numeric for a loss that is not a number
   */
  async update(latents: Float32Array, i: number, sampler: Sampler, evaluate: LossGradient): Promise<GuidedLatents> {
    const { lossScale, lossThreshold, maxIter, maxIndexStep } = this.#options;
    const losses: number[] = [];
    if (i >= maxIndexStep) return { latents, losses };
    const iterations = typeof maxIter === 'number' ? maxIter : (maxIter[i] ?? maxIter.at(-1) ?? 0);
    const step = lossScale * sampler.guidanceStepSize(i) * inputScale(sampler, i);
    let moved = latents;
    while (this.#last > lossThreshold && losses.length < iterations) {
      const { loss, gradient } = await evaluate(sampler.scaleModelInput(moved, i));
      if (Number.isNaN(loss))
        throw new AppError(
          'numeric',
          `The guidance loss of step ${i + 1} is not a number. No picture was made; lower the loss scale or the strength of the boxes.`,
        );
      this.#last = loss;
      losses.push(loss);
      moved = moved.map((value, k) => value - step * (gradient[k] ?? 0));
    }
    return { latents: moved, losses };
  }
}
