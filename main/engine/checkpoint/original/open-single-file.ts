import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../../preload/contract/errors.ts';
import { bundledTokenizer } from '../../bundled-tokenizer.ts';
import { clipTextConfigSchema, type ClipTextConfig } from '../../models/clip-config.ts';
import { unetConfigSchema } from '../../models/unet-config.ts';
import { vaeConfigSchema } from '../../models/vae-config.ts';
import { schedulerConfigSchema } from '../../sampling/sampler.ts';
import { joinParts, type Checkpoint, type Part } from '../checkpoint.ts';
import { readMetadata } from '../safetensors.ts';
import { fileWeights, type Weight } from '../weights.ts';
import { familyOf, type Family } from './family.ts';
import { Stored } from './stored.ts';
import { clipConfig, openClipConfig, openClipLayers, openClipWeights } from './text.ts';
import { unetConfig, unetKey, unetLayers } from './unet.ts';
import { vaeConfig, vaeKey, vaeLevels } from './vae.ts';

/**
 * Opens a single .safetensors file in the layout of the original Stable Diffusion code, in place: its tensors get the names and its networks the
 * configurations that they have in diffusers layout. The tokenizer is a folder `tokenizer` beside it, or the app's own.
 * @param path absolute
 * @throws AppError checkpoint_missing, checkpoint_corrupt, checkpoint_unsupported
 */
export async function openSingleFile(path: string): Promise<Checkpoint> {
  if (!path.endsWith('.safetensors')) throw unsupported(path, 'it is no .safetensors file');
  const [folder, file] = [dirname(path), basename(path)];
  const weights = await fileWeights(folder, file);
  const family = familyOf(weights, await readMetadata(path), file);
  if (family === null) {
    throw unsupported(
      path,
      'it is no whole checkpoint of Stable Diffusion 1, 2 or SDXL (a LoRA or a single network is none)',
    );
  }
  const [first, second] = textEncoders(path, weights, family.kind);
  const added = family.ids === 0 ? null : { ids: family.ids, pooled: (second ?? first).config.projection_dim };
  const unet = new Stored(weights, 'model.diffusion_model.', 'UNet');
  const vae = new Stored(weights, 'first_stage_model.', 'autoencoder');
  const [layers, levels] = [unetLayers(unet), vaeLevels(vae)];
  const tokenizerFolder = existsSync(join(folder, 'tokenizer', 'vocab.json'))
    ? join(folder, 'tokenizer')
    : bundledTokenizer;
  return joinParts({
    path,
    folder,
    text: first,
    secondText: second ?? null,
    unet: {
      config: parsed(path, unetConfigSchema, unetConfig(unet, { sample: family.sample, added })),
      weights: unet.renamed((key) => unetKey(key, layers)),
    },
    vae: {
      config: parsed(path, vaeConfigSchema, vaeConfig(vae, family.scale)),
      weights: vae.renamed((key) => vaeKey(key, levels)),
    },
    scheduler: schedulerConfigSchema.parse(family.scheduler),
    tokenizerFolder,
    secondTokenizerFolder: second === undefined ? null : tokenizerFolder,
    paddings: [first.padding, (second ?? first).padding],
    weightsBytes: statSync(path).size,
  });
}

/** A text encoder and the token that its prompts are padded with: CLIP's own end mark, or open_clip's "!". */
interface TextEncoder extends Part<ClipTextConfig> {
  readonly padding: string;
}

function textEncoders(
  path: string,
  weights: ReadonlyMap<string, Weight>,
  kind: Family['kind'],
): readonly [TextEncoder, TextEncoder?] {
  const clip = (prefix: string): TextEncoder => {
    const stored = new Stored(weights, prefix, 'text encoder');
    const config = parsed(path, clipTextConfigSchema, clipConfig(stored));
    return { config, weights: stored.weights, padding: '<|endoftext|>' };
  };
  const openClip = (prefix: string, unused = 0): TextEncoder => {
    const stored = new Stored(weights, prefix, 'text encoder');
    const layers = openClipLayers(stored) - unused;
    const config = parsed(path, clipTextConfigSchema, openClipConfig(stored, layers));
    return { config, weights: openClipWeights(stored, layers), padding: '!' };
  };
  switch (kind) {
    case 'sd1':
      return [clip('cond_stage_model.transformer.')];
    case 'sd2':
      return [openClip('cond_stage_model.model.', 1)];
    case 'sdxl':
      return [clip('conditioner.embedders.0.transformer.'), openClip('conditioner.embedders.1.model.')];
    case 'refiner':
      return [openClip('conditioner.embedders.0.model.')];
  }
}

/** @throws AppError checkpoint_unsupported when the shapes make no network that can be built */
function parsed<S extends z.ZodType>(path: string, schema: S, config: z.input<S>): z.infer<S> {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  throw unsupported(path, 'its weights have shapes of another model', result.error);
}

const unsupported = (path: string, reason: string, cause?: z.ZodError): AppError =>
  new AppError(
    'checkpoint_unsupported',
    `${path} can not be drawn with: ${reason}. Nothing was lost; choose another checkpoint.`,
    cause === undefined ? {} : { detail: z.prettifyError(cause), cause },
  );
