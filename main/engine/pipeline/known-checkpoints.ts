import { join } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { checkpointState, fileState } from '../checkpoint/state.ts';
import { loadTokenizer, tokenizerFiles, type Tokenizer } from '../text/tokenizer.ts';
import { checkWeights } from './check-weights.ts';
import type { LatentColours } from './preview.ts';

/** What is known of checkpoints from earlier pictures, as long as their files do not change. */
export class KnownCheckpoints {
  /** States of those whose weights fit their configuration. */
  readonly #fit = new Set<string>();
  readonly #tokenizers = new Map<string, Tokenizer>();
  readonly #colours = new Map<string, LatentColours>();

  /**
   * Holds all weights against the configuration, unless both are what they were when they fitted: it takes building all networks.
   * @throws AppError checkpoint_mismatch
   */
  check(checkpoint: Checkpoint): void {
    const state = checkpointState(checkpoint);
    if (this.#fit.has(state)) return;
    checkWeights(checkpoint);
    this.#fit.add(state);
  }

  /**
   * The tokenizer of a folder: reading CLIP's vocabulary takes a fifth of a second.
   * @param padding in place of the padding token that the files name
   * @throws AppError checkpoint_missing, checkpoint_corrupt
   */
  async tokenizer(folder: string, padding?: string): Promise<Tokenizer> {
    const files = tokenizerFiles.flatMap((name) => [name, `${name}.gz`]).map((name) => fileState(join(folder, name)));
    const state = JSON.stringify([folder, padding, files]);
    const tokenizer = this.#tokenizers.get(state) ?? (await loadTokenizer(folder, padding));
    this.#tokenizers.set(state, tokenizer);
    return tokenizer;
  }

  /**
   * What the latents of a checkpoint look like.
   * @param fit finds out, which takes decoding a small picture
   */
  async colours(checkpoint: Checkpoint, fit: () => Promise<LatentColours>): Promise<LatentColours> {
    const state = checkpointState(checkpoint);
    const colours = this.#colours.get(state) ?? (await fit());
    this.#colours.set(state, colours);
    return colours;
  }
}
