import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Grid } from '../guidance/grid.ts';
import type { SessionCache } from '../runtime/session-cache.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { modelGraphs, type ModelGraphs } from './graphs.ts';
import { KnownCheckpoints } from './known-checkpoints.ts';
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
  /** Kept between pictures; without it everything is looked at anew. */
  readonly known?: KnownCheckpoints | undefined;
}

/**
 * A checkpoint ready to draw on a latent grid. Its weights are held against its configuration, none are loaded yet.
 * @throws AppError checkpoint_mismatch, checkpoint_missing, checkpoint_corrupt
 */
export async function openModel(
  checkpoint: Checkpoint,
  grid: Grid,
  { sessions, signal, known = new KnownCheckpoints() }: OpenModelDeps,
  listener: ModelListener,
): Promise<OpenedModel> {
  const graphs = modelGraphs(checkpoint, grid, (opened) => known.check(opened));
  const { tokenizerFolder, secondTokenizerFolder, paddings } = checkpoint;
  const tokenizer = await known.tokenizer(tokenizerFolder, paddings?.[0]);
  const second = secondTokenizerFolder === null ? null : await known.tokenizer(secondTokenizerFolder, paddings?.[1]);
  return { model: new Model(graphs, tokenizer, sessions, signal, listener, second), facts: graphs.facts, tokenizer };
}
