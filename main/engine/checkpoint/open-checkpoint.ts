import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Capability, CheckpointInfo } from '../../../preload/contract/engine.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import { clipTextConfigSchema, type ClipTextConfig } from '../models/clip-config.ts';
import { unetConfigSchema, type UnetConfig } from '../models/unet-config.ts';
import { latentFactor, vaeConfigSchema, type VaeConfig } from '../models/vae-config.ts';
import { schedulerConfigSchema, type SchedulerConfig } from '../sampling/sampler.ts';
import { readJson } from './read-json.ts';
import { openWeights, type Weight, type Weights } from './weights.ts';

/** One network of a checkpoint: how it is built, and its weights by key. */
export interface Part<C> {
  readonly config: C;
  readonly weights: ReadonlyMap<string, Weight>;
}

/** A diffusers checkpoint as far as its configuration and headers tell; no weights are read. */
export interface Checkpoint {
  /** Absolute path. */
  readonly folder: string;
  readonly info: CheckpointInfo;
  readonly text: Part<ClipTextConfig>;
  readonly unet: Part<UnetConfig>;
  readonly vae: Part<VaeConfig>;
  readonly scheduler: SchedulerConfig;
  readonly tokenizerFolder: string;
}

const modelIndexSchema = z.looseObject({ _class_name: z.string().optional() });

/**
 * Opens a checkpoint in diffusers layout with .safetensors weights.
 * @throws AppError checkpoint_missing, checkpoint_corrupt, checkpoint_unsupported
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const folder = resolve(path);
  await checkFolder(folder);
  const part = async <S extends z.ZodType>(name: string, schema: S, stem: string) => {
    const config = await readJson(join(folder, name, 'config.json'), schema);
    return { config, weights: await openWeights(folder, name, stem) };
  };
  const text = await part('text_encoder', clipTextConfigSchema, 'model');
  const unet = await part('unet', unetConfigSchema, 'diffusion_pytorch_model');
  const vae = await part('vae', vaeConfigSchema, 'diffusion_pytorch_model');
  const scheduler = await readJson(join(folder, 'scheduler', 'scheduler_config.json'), schedulerConfigSchema);
  checkWidths(folder, text.config, unet.config, vae.config);
  const factor = latentFactor(vae.config);
  return {
    folder,
    info: {
      path: folder,
      name: basename(folder),
      capabilities: capabilities(unet.config, unet.weights),
      latentFactor: factor,
      nativeSize: nativeSize(unet.config, factor),
      maxTokens: text.config.max_position_embeddings,
      prediction: scheduler.prediction_type,
      weightsBytes: text.weights.bytes + unet.weights.bytes + vae.weights.bytes,
    },
    text: { config: text.config, weights: text.weights.byKey },
    unet: { config: unet.config, weights: unet.weights.byKey },
    vae: { config: vae.config, weights: vae.weights.byKey },
    scheduler,
    tokenizerFolder: join(folder, 'tokenizer'),
  };
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

/** Whether the three networks belong together. */
function checkWidths(folder: string, text: ClipTextConfig, unet: UnetConfig, vae: VaeConfig): void {
  const fault =
    unet.in_channels !== vae.latent_channels || unet.out_channels !== vae.latent_channels
      ? `its UNet takes ${unet.in_channels} channels and gives ${unet.out_channels}, its autoencoder has ${vae.latent_channels} (inpainting checkpoints are such)`
      : unet.cross_attention_dim !== text.hidden_size
        ? `its UNet reads text of width ${unet.cross_attention_dim}, its text encoder writes ${text.hidden_size}`
        : text.hidden_size % text.num_attention_heads !== 0
          ? `its text encoder can not split ${text.hidden_size} channels into ${text.num_attention_heads} heads`
          : null;
  if (fault === null) return;
  throw new AppError(
    'checkpoint_unsupported',
    `The checkpoint ${folder} can not be drawn with: ${fault}. Nothing was lost; choose another checkpoint.`,
  );
}

function capabilities(unet: UnetConfig, weights: Weights): Capability[] {
  const crosses = [...unet.down_block_types, ...unet.up_block_types].some((type) => type.startsWith('CrossAttn'));
  // Some published files lack the layers that their configuration announces: the weights decide.
  const grounds = weights.byKey.has('position_net.null_positive_feature');
  return [
    'text_to_image',
    ...(crosses ? (['cross_attention'] as const) : []),
    ...(grounds ? (['gligen'] as const) : []),
  ];
}

/** Stable Diffusion's own sample size, for configurations without one. */
const usualSample = 64;

function nativeSize({ sample_size }: UnetConfig, factor: number): { width: number; height: number } {
  const [height, width] = Array.isArray(sample_size)
    ? sample_size
    : [sample_size ?? usualSample, sample_size ?? usualSample];
  return { width: width * factor, height: height * factor };
}
