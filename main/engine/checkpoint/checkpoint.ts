import { basename } from 'node:path';
import type { Capability, CheckpointInfo } from '../../../preload/contract/engine.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import { addedConditions, refinerIds, type AddedConditions } from '../models/added-conditions.ts';
import type { ClipTextConfig } from '../models/clip-config.ts';
import type { UnetConfig } from '../models/unet-config.ts';
import { latentFactor, type VaeConfig } from '../models/vae-config.ts';
import type { SchedulerConfig } from '../sampling/sampler.ts';
import type { Weight } from './weights.ts';

/** One network of a checkpoint: how it is built, and its weights by key. */
export interface Part<C> {
  readonly config: C;
  readonly weights: ReadonlyMap<string, Weight>;
}

/** What lies on disk, as far as configuration and headers tell; no weights are read. */
export interface CheckpointParts {
  /** Absolute path: a folder, or a single file. */
  readonly path: string;
  /** Absolute path that the weights' files are named from. */
  readonly folder: string;
  readonly text: Part<ClipTextConfig>;
  /** SDXL's second text encoder. */
  readonly secondText: Part<ClipTextConfig> | null;
  readonly unet: Part<UnetConfig>;
  readonly vae: Part<VaeConfig>;
  readonly scheduler: SchedulerConfig;
  /** Of the first text encoder. */
  readonly tokenizerFolder: string;
  /** Of the second text encoder, which pads with another token. */
  readonly secondTokenizerFolder: string | null;
  /** Tokens that prompts are padded with, of the first and the second encoder, where the folders do not say. */
  readonly paddings?: readonly [first: string, second: string] | undefined;
  /** Size of the files. */
  readonly weightsBytes: number;
}

/** A checkpoint whose networks belong together. */
export interface Checkpoint extends CheckpointParts {
  readonly info: CheckpointInfo;
  /** What an SDXL UNet is told beside the prompt. */
  readonly added: AddedConditions | null;
}

/** Width of the text that the UNet reads: of both encoders where there are two. */
export const textWidth = ({ text, secondText }: Pick<CheckpointParts, 'text' | 'secondText'>): number =>
  text.config.hidden_size + (secondText?.config.hidden_size ?? 0);

/** @throws AppError checkpoint_unsupported when the networks do not belong together */
export function joinParts(parts: CheckpointParts): Checkpoint {
  checkWidths(parts);
  const { path, text, secondText, unet, vae, scheduler, weightsBytes } = parts;
  const factor = latentFactor(vae.config);
  const added = addedConditions(unet.config, (secondText ?? text).config.projection_dim);
  return {
    ...parts,
    added,
    info: {
      path,
      name: basename(path, '.safetensors'),
      capabilities: capabilities(unet, added),
      latentFactor: factor,
      nativeSize: nativeSize(unet.config, factor),
      maxTokens: text.config.max_position_embeddings,
      prediction: scheduler.prediction_type,
      weightsBytes,
    },
  };
}

function checkWidths(parts: CheckpointParts): void {
  const [unet, vae, text] = [parts.unet.config, parts.vae.config, textWidth(parts)];
  const encoders = [parts.text.config, ...(parts.secondText === null ? [] : [parts.secondText.config])];
  const unsplit = encoders.find(({ hidden_size, num_attention_heads: heads }) => hidden_size % heads !== 0);
  const fault =
    unet.in_channels !== vae.latent_channels || unet.out_channels !== vae.latent_channels
      ? `its UNet takes ${unet.in_channels} channels and gives ${unet.out_channels}, its autoencoder has ${vae.latent_channels} (inpainting checkpoints are such)`
      : unet.cross_attention_dim !== text
        ? `its UNet reads text of width ${unet.cross_attention_dim}, its text encoder writes ${text}`
        : unsplit !== undefined
          ? `its text encoder can not split ${unsplit.hidden_size} channels into ${unsplit.num_attention_heads} heads`
          : null;
  if (fault === null) return;
  throw new AppError(
    'checkpoint_unsupported',
    `The checkpoint ${parts.path} can not be drawn with: ${fault}. Nothing was lost; choose another checkpoint.`,
  );
}

function capabilities({ config, weights }: Part<UnetConfig>, added: AddedConditions | null): Capability[] {
  if (added?.ids === refinerIds) return ['refine']; // trained on the last fifth of the noise alone (arXiv 2307.01952, section 2.5)
  const crosses = [...config.down_block_types, ...config.up_block_types].some((type) => type.startsWith('CrossAttn'));
  // Some published files lack the layers that their configuration announces: the weights decide.
  const grounds = weights.has('position_net.null_positive_feature');
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
