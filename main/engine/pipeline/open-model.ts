import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Grid } from '../guidance/grid.ts';
import type { SessionCache } from '../runtime/session-cache.ts';
import { loadTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import type { CheckedWeights } from './checked-weights.ts';
import { modelGraphs, type ModelGraphs } from './graphs.ts';
import { Model, type ModelListener } from './model.ts';

export interface OpenedModel {
  readonly model: Model;
  readonly facts: ModelGraphs['facts'];
  /** Of the first text encoder: where tokens lie in a prompt is the same for both. */
  readonly tokenizer: Tokenizer;
}

export interface OpenModelDeps {
  readonly sessions: SessionCache;
  readonly signal: AbortSignal;
  /** Kept between pictures; without it every picture's weights are checked. */
  readonly checked?: CheckedWeights | undefined;
}

/**
 * A checkpoint ready to draw on a latent grid. Its weights are held against its configuration, none are loaded yet.
 * @throws AppError checkpoint_mismatch, checkpoint_missing, checkpoint_corrupt
 */
export async function openModel(
  checkpoint: Checkpoint,
  grid: Grid,
  { sessions, signal, checked }: OpenModelDeps,
  listener: ModelListener,
): Promise<OpenedModel> {
  const graphs = modelGraphs(checkpoint, grid, checked && ((opened) => checked.check(opened)));
  const { tokenizerFolder, secondTokenizerFolder, paddings } = checkpoint;
  const tokenizer = await loadTokenizer(tokenizerFolder, paddings?.[0]);
  const second = secondTokenizerFolder === null ? null : await loadTokenizer(secondTokenizerFolder, paddings?.[1]);
  return { model: new Model(graphs, tokenizer, sessions, signal, listener, second), facts: graphs.facts, tokenizer };
}
