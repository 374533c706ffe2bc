import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { checkpointState, fileState } from '../checkpoint/state.ts';
import { loadTokenizer, tokenizerFiles, type Tokenizer } from '../text/tokenizer.ts';
import { openOwlvit, type Owlvit } from '../vision/open-owlvit.ts';
import { openSam, type Sam } from '../vision/open-sam.ts';
import { checkWeights } from './check-weights.ts';
import type { LatentColours } from './preview.ts';

/** What is known of checkpoints from earlier pictures, as long as their files do not change. */
export class KnownCheckpoints {
  /** States of those whose weights fit their configuration. */
  readonly #fit = new Set<string>();
  readonly #tokenizers = new Map<string, Tokenizer>();
  readonly #colours = new Map<string, LatentColours>();
  readonly #sams = new Map<string, Sam>();
  readonly #owlvits = new Map<string, Owlvit>();

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

  /** A segmenter, opened. @throws AppError as openSam */
  sam(folder: string): Promise<Sam> {
    return kept(this.#sams, folder, openSam);
  }

  /** A detector, opened. @throws AppError as openOwlvit */
  owlvit(folder: string): Promise<Owlvit> {
    return kept(this.#owlvits, folder, openOwlvit);
  }
}

/** What was opened from a folder, until one of its files changes. */
async function kept<T>(known: Map<string, T>, folder: string, open: (folder: string) => Promise<T>): Promise<T> {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const state = JSON.stringify([folder, files.map((name) => [name, fileState(join(folder, name))])]);
  const opened = known.get(state) ?? (await open(folder));
  known.set(state, opened);
  return opened;
}
