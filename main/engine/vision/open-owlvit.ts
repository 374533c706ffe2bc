import { basename, join } from 'node:path';
import { readJson } from '../checkpoint/read-json.ts';
import { openWeights, type Weight } from '../checkpoint/weights.ts';
import { owlvitConfigSchema, type OwlvitConfig } from '../models/owlvit-config.ts';
import { WeightLoader } from '../nn/scope.ts';
import { loadTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import { checkPictureSize, modelFolder } from './model-folder.ts';
import { objectsGraph, queryGraph } from './owlvit-graphs.ts';
import { owlvitPreprocessorSchema, type OwlvitPreprocessorConfig } from './preprocessor-config.ts';

/** An OWL-ViT checkpoint as far as its configuration and headers tell; no weights are read. */
export interface Owlvit {
  /** Absolute path. */
  readonly folder: string;
  readonly name: string;
  readonly config: OwlvitConfig;
  readonly weights: ReadonlyMap<string, Weight>;
  readonly weightsBytes: number;
  readonly preprocessor: OwlvitPreprocessorConfig;
  readonly tokenizer: Tokenizer;
}

/** Of no use to detection: what compares whole pictures with texts, and numbers that are counted anew. */
const unused = /^owlvit\.(logit_scale|visual_projection\.weight)$|\.position_ids$|^box_bias$/;

/**
 * Opens a checkpoint in the layout of transformers' OwlViTForObjectDetection (google/owlvit-base-patch32, …): config.json,
 * preprocessor_config.json, model.safetensors and the files of a CLIP tokenizer.
 * @throws AppError checkpoint_missing, checkpoint_corrupt, checkpoint_unsupported; checkpoint_mismatch, here for all of its weights
 */
export async function openOwlvit(path: string): Promise<Owlvit> {
  const folder = modelFolder(path, 'detection model');
  const config = await readJson(join(folder, 'config.json'), owlvitConfigSchema, 'detect');
  const preprocessor = await readJson(join(folder, 'preprocessor_config.json'), owlvitPreprocessorSchema, 'detect');
  const { byKey: weights, bytes: weightsBytes } = await openWeights(folder, '', 'model');
  const tokenizer = await loadTokenizer(folder);
  checkPictureSize(folder, preprocessor.size, config.vision_config.image_size);
  const loader = new WeightLoader(weights);
  queryGraph(config, loader);
  objectsGraph(config, loader);
  loader.check('the detection model', (key) => unused.test(key));
  return { folder, name: basename(folder), config, weights, weightsBytes, preprocessor, tokenizer };
}
