import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import type { DType } from '../onnx/ir.ts';
import { readJson } from './read-json.ts';
import { readSafetensors } from './safetensors.ts';

/** A tensor that lies in a weight file and is used from there. */
export interface Weight {
  /** Path from the checkpoint's folder, with forward slashes. */
  readonly file: string;
  /** null for element types that no model here computes with. */
  readonly dtype: DType | null;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly length: number;
}

export interface Weights {
  readonly byKey: ReadonlyMap<string, Weight>;
  /** Size of the files. */
  readonly bytes: number;
}

const dtypes: Readonly<Record<string, DType>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/**
 * The weights of one part of a diffusers checkpoint: one .safetensors file, a half precision variant of it, or shards listed by an index.
 * @param part folder of the part, as in "unet"; '' for a checkpoint of one part
 * @param stem name of the file, as in "diffusion_pytorch_model"
 * @throws AppError checkpoint_missing, checkpoint_corrupt, checkpoint_unsupported
 */
export async function openWeights(folder: string, part: string, stem: string): Promise<Weights> {
  const files = await weightFiles(folder, part, stem);
  const byKey = new Map<string, Weight>();
  let bytes = 0;
  for (const name of files) {
    const file = part === '' ? name : `${part}/${name}`;
    for (const [key, weight] of await fileWeights(folder, file)) byKey.set(key, weight);
    bytes += statSync(join(folder, file)).size;
  }
  return { byKey, bytes };
}

/**
 * The weights of one .safetensors file.
 * @param file path from `folder`
 * @throws AppError checkpoint_missing, checkpoint_corrupt
 */
export async function fileWeights(folder: string, file: string): Promise<Map<string, Weight>> {
  const stored = await readSafetensors(join(folder, file));
  return new Map(
    [...stored].map(([key, { dtype, shape, offset, length }]) => [
      key,
      { file, dtype: dtypes[dtype] ?? null, shape, offset, length },
    ]),
  );
}

async function weightFiles(folder: string, part: string, stem: string): Promise<readonly string[]> {
  const has = (name: string): boolean => existsSync(join(folder, part, name));
  for (const variant of ['', '.fp16', '.non_ema']) {
    const single = `${stem}${variant}.safetensors`;
    if (has(single)) return [single];
    const index = `${stem}.safetensors.index${variant}.json`;
    if (has(index)) return shards(folder, part, index);
  }
  const pickled =
    existsSync(join(folder, part)) && readdirSync(join(folder, part)).some((n) => /\.(bin|ckpt|pt)$/.test(n));
  if (pickled) {
    throw new AppError(
      'checkpoint_unsupported',
      `The weights in ${join(folder, part)} are Python pickles, which can run any program when they are read. Nothing was lost. Get this checkpoint with .safetensors weights.`,
    );
  }
  throw new AppError(
    'checkpoint_missing',
    `A file of this checkpoint is missing: ${join(folder, part, `${stem}.safetensors`)}. Nothing was lost.`,
  );
}

/** The files an index names: file names alone, so that an index can not lead out of its folder. */
async function shards(folder: string, part: string, index: string): Promise<readonly string[]> {
  const { weight_map } = await readJson(join(folder, part, index), indexSchema);
  const names = [...new Set(Object.values(weight_map))];
  const odd = names.find((name) => !/^[\w.-]+\.safetensors$/.test(name));
  if (odd === undefined) return names;
  throw new AppError(
    'checkpoint_corrupt',
    `${join(folder, part, index)} names a weight file "${odd}". Nothing was lost.`,
  );
}
