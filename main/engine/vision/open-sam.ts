import { basename, join } from 'node:path';
import { readJson } from '../checkpoint/read-json.ts';
import { openWeights, type Weight } from '../checkpoint/weights.ts';
import { samConfigSchema, type SamConfig } from '../models/sam-config.ts';
import { WeightLoader } from '../nn/scope.ts';
import { checkPictureSize, modelFolder } from './model-folder.ts';
import { samPreprocessorSchema, type SamPreprocessorConfig } from './preprocessor-config.ts';
import { imageGraph, masksGraph } from './sam-graphs.ts';

/** A Segment Anything checkpoint as far as its configuration and headers tell; no weights are read. */
export interface Sam {
  /** Absolute path. */
  readonly folder: string;
  readonly name: string;
  readonly config: SamConfig;
  readonly weights: ReadonlyMap<string, Weight>;
  readonly weightsBytes: number;
  readonly preprocessor: SamPreprocessorConfig;
}

/** Of no use here: the encoder of masks as prompts, and a second copy of the positions. */
const unused = /^prompt_encoder\.(mask_embed|shared_embedding)\./;

/**
 * Opens a checkpoint in the layout of transformers' SamModel (facebook/sam-vit-base, -large, -huge): config.json, preprocessor_config.json,
 * model.safetensors.
 * @throws AppError checkpoint_missing, checkpoint_corrupt, checkpoint_unsupported; checkpoint_mismatch, here for all of its weights
 */
export async function openSam(path: string): Promise<Sam> {
  const folder = modelFolder(path, 'segmentation model');
  const config = await readJson(join(folder, 'config.json'), samConfigSchema, 'segment');
  const preprocessor = await readJson(join(folder, 'preprocessor_config.json'), samPreprocessorSchema, 'segment');
  const { byKey: weights, bytes: weightsBytes } = await openWeights(folder, '', 'model');
  checkPictureSize(folder, preprocessor.pad_size, config.vision_config.image_size);
  const loader = new WeightLoader(weights);
  imageGraph(config, loader);
  masksGraph(config, loader);
  loader.check('the segmentation model', (key) => unused.test(key));
  return { folder, name: basename(folder), config, weights, weightsBytes, preprocessor };
}
