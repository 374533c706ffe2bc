import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { checkpointState } from '../checkpoint/state.ts';
import { checkWeights } from './check-weights.ts';

/** Remembers whose weights fit their configuration, so that not every picture has to build all networks to see it. */
export class CheckedWeights {
  readonly #fit = new Set<string>();

  /**
   * Holds all weights against the configuration, unless both are what they were when they fitted.
   * @throws AppError checkpoint_mismatch
   */
  check(checkpoint: Checkpoint): void {
    const state = checkpointState(checkpoint);
    if (this.#fit.has(state)) return;
    checkWeights(checkpoint);
    this.#fit.add(state);
  }
}
