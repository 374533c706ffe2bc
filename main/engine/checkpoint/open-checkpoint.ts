import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import { clipTextConfigSchema } from '../models/clip-config.ts';
import { unetConfigSchema } from '../models/unet-config.ts';
import { vaeConfigSchema } from '../models/vae-config.ts';
import { schedulerConfigSchema } from '../sampling/sampler.ts';
import { joinParts, type Checkpoint } from './checkpoint.ts';
import { readJson } from './read-json.ts';
import { openSingleFile } from './original/open-single-file.ts';
import { openWeights } from './weights.ts';

const modelIndexSchema = z.looseObject({ _class_name: z.string().optional() });

/**
 * Opens a checkpoint with .safetensors weights: a folder in diffusers layout, or a single file with the original keys. Stable Diffusion, SDXL, or the
 * SDXL refiner.
 * @throws AppError checkpoint_missing, checkpoint_corrupt, checkpoint_unsupported
 */
export const openCheckpoint = (path: string): Promise<Checkpoint> =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ? openSingleFile(resolve(path)) : openFolder(resolve(path));

/** The refiner's only text encoder is in the folder of SDXL's second one. */
async function openFolder(folder: string): Promise<Checkpoint> {
  await checkFolder(folder);
  let weightsBytes = 0;
  const part = async <S extends z.ZodType>(name: string, schema: S, stem: string) => {
    const config = await readJson(join(folder, name, 'config.json'), schema);
    const { byKey, bytes } = await openWeights(folder, name, stem);
    weightsBytes += bytes;
    return { config, weights: byKey };
  };
  const [first, second] = textSuffixes(folder);
  const text = await part(`text_encoder${first}`, clipTextConfigSchema, 'model');
  const secondText = second === null ? null : await part(`text_encoder${second}`, clipTextConfigSchema, 'model');
  const unet = await part('unet', unetConfigSchema, 'diffusion_pytorch_model');
  const vae = await part('vae', vaeConfigSchema, 'diffusion_pytorch_model');
  return joinParts({
    path: folder,
    folder,
    text,
    secondText,
    unet,
    vae,
    scheduler: await readJson(join(folder, 'scheduler', 'scheduler_config.json'), schedulerConfigSchema),
    tokenizerFolder: join(folder, `tokenizer${first}`),
    secondTokenizerFolder: second === null ? null : join(folder, `tokenizer${second}`),
    weightsBytes,
  });
}

/** Endings of the names of the text encoders' folders. */
function textSuffixes(folder: string): readonly [first: string, second: string | null] {
  const has = (suffix: string): boolean => existsSync(join(folder, `text_encoder${suffix}`));
  if (!has('_2')) return ['', null];
  return has('') ? ['', '_2'] : ['_2', null];
}

async function checkFolder(folder: string): Promise<void> {
  if (!existsSync(folder)) {
    throw new AppError('checkpoint_missing', `There is no checkpoint at ${folder}. Nothing was lost; check the path.`);
  }
  if (!existsSync(join(folder, 'unet')) && !existsSync(join(folder, 'model_index.json'))) {
    throw new AppError(
      'checkpoint_missing',
      `${folder} is no checkpoint in diffusers layout: it has neither model_index.json nor a folder unet. Nothing was lost; choose the folder that has them.`,
    );
  }
  if (existsSync(join(folder, 'model_index.json'))) await readJson(join(folder, 'model_index.json'), modelIndexSchema);
}
