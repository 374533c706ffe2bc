import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { modelGraphs } from '../../../main/engine/pipeline/graphs.ts';
import { openModel } from '../../../main/engine/pipeline/open-model.ts';
import { float32 } from '../../../main/engine/tensor.ts';
import { TorchGenerator } from '../../../main/engine/sampling/noise.ts';
import { goldenCheckpoint, goldenExists } from '../../helpers/golden.ts';
import { writeSingleFile, type OriginalKind } from '../../helpers/original-layout.ts';
import { copiedCheckpoint, readTensors, writeTensors, type StoredBytes } from '../../helpers/safetensors.ts';
import { processorSessions } from '../../helpers/sessions.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const sessions = processorSessions();
afterAll(() => sessions.releaseAll());

type Json = Record<string, unknown>;

function editJson(file: string, change: (config: Json) => Json): void {
  const config = JSON.parse(readFileSync(file, 'utf8')) as Json;
  writeFileSync(file, JSON.stringify({ ...config, ...change(config) }));
}

/**
 * A golden checkpoint with what shapes do not tell as published models have it: heads of 64 channels (eight heads in SD 1.x), groups as fine as the channels
 * allow, CLIP's own activation.
 */
function published(kind: OriginalKind): string {
  const folder = copiedCheckpoint(goldenCheckpoint(`tiny-${kind}`));
  const groups = (channels: number[]) => [32, 16, 8, 4, 2].find((n) => channels.every((c) => c % n === 0));
  editJson(join(folder, 'unet/config.json'), ({ block_out_channels }) => ({
    attention_head_dim: kind === 'sd1' ? 8 : 1,
    norm_num_groups: groups(block_out_channels as number[]),
  }));
  editJson(join(folder, 'vae/config.json'), ({ block_out_channels }) => ({
    norm_num_groups: groups(block_out_channels as number[]),
  }));
  for (const part of { sd1: [''], sd2: [''], sdxl: ['', '_2'], refiner: ['_2'] }[kind])
    editJson(join(folder, `text_encoder${part}/config.json`), () => ({ num_attention_heads: 1 }));
  return folder;
}

/** The same as a single file, alone in a folder. */
function singleFile(kind: OriginalKind, name = `${kind}.safetensors`, metadata: Record<string, string> = {}): string {
  const path = join(temporaryFolder(), name);
  writeSingleFile(goldenCheckpoint(`tiny-${kind}`), path, kind, metadata);
  return path;
}

/** Everything a checkpoint computes, of one prompt, one noise and one picture. */
async function outputs(path: string): Promise<Record<string, Float32Array>> {
  const deps = { sessions, signal: new AbortController().signal };
  const listener = { stage: () => undefined, opened: () => undefined };
  const { model } = await openModel(await openCheckpoint(path), { height: 8, width: 16 }, deps, listener);
  const generator = new TorchGenerator(1);
  const noise = (dims: number[]) => float32(generator.randn(dims.reduce((a, b) => a * b)), dims);
  const cond = await model.encode('a red cat, drawing');
  const uncond = await model.encode('');
  const latents = noise([1, 4, 8, 16]);
  const denoised = await model.denoise({ latents, timestep: 500, cond, uncond, cfgScale: 3 });
  const { mean, logvar } = await model.encodePicture(noise([1, 3, 64, 128]));
  return {
    hidden: cond.hidden.data,
    pooled: cond.pooled.data,
    denoised: denoised.output.data,
    image: Float32Array.from((await model.decode(latents)).data),
    ...{ mean: mean.data, logvar: logvar.data },
  };
}

const kinds = (['sd1', 'sd2', 'sdxl', 'refiner'] as const).filter((kind) =>
  goldenExists(`checkpoints/tiny-${kind}/unet/config.json`),
);

describe.each(kinds)('a single file of %s', (kind) => {
  test('computes what its folder computes, weight by weight in place', async () => {
    const [fromFile, fromFolder] = [await outputs(singleFile(kind)), await outputs(published(kind))];
    for (const [name, expected] of Object.entries(fromFolder)) {
      const worst = expected.reduce((most, x, i) => Math.max(most, Math.abs(x - (fromFile[name]?.[i] ?? NaN))), 0);
      expect(worst, name).toBeLessThan(1e-5);
    }
  });

  test('tells what it can do', async () => {
    const [file, folder] = [await openCheckpoint(singleFile(kind)), await openCheckpoint(published(kind))];
    const size = { sd1: 512, sd2: 768, sdxl: 1024, refiner: 1024 }[kind];
    expect(file.info).toMatchObject({
      name: kind,
      capabilities: folder.info.capabilities,
      latentFactor: 8,
      nativeSize: { width: size, height: size },
      maxTokens: 77,
      prediction: kind === 'sd2' ? 'v_prediction' : 'epsilon',
    });
    expect(file.added).toEqual(folder.added);
    expect(file.vae.config.scaling_factor).toBe(folder.vae.config.scaling_factor);
  });

  test('is held to its weights', async () => {
    const path = singleFile(kind);
    const tensors = readTensors(path);
    const dropped = 'model.diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_v.weight';
    const spare = { dtype: 'F16', shape: [1], data: Buffer.alloc(2) };
    const added: [string, StoredBytes][] = [['model.diffusion_model.input_blocks.1.3.weight', spare]];
    writeTensors(path, new Map([...[...tensors].filter(([key]) => key !== dropped), ...added]));
    const checkpoint = await openCheckpoint(path);
    let detail = '';
    try {
      modelGraphs(checkpoint, { height: 8, width: 8 });
    } catch (error) {
      detail = (error as { detail?: string }).detail ?? '';
    }
    expect(detail.split('\n').sort()).toEqual([
      'input_blocks.1.3.weight is unexpected',
      'mid_block.attentions.0.transformer_blocks.0.attn2.to_v.weight is missing',
    ]);
  });
});

describe('a single file', () => {
  test.each([
    ['v2-1_512-ema-pruned.safetensors', {}, 512, 'epsilon'],
    ['v2-1_768-ema-pruned.safetensors', {}, 768, 'v_prediction'],
    ['mine.safetensors', { 'modelspec.prediction_type': 'epsilon' }, 512, 'epsilon'],
    ['my-base.safetensors', { 'modelspec.prediction_type': 'v' }, 768, 'v_prediction'],
  ])('of Stable Diffusion 2 named %s, saying %o, is for %i pixels', async (name, metadata, size, prediction) => {
    const { info, scheduler } = await openCheckpoint(singleFile('sd2', name, metadata));
    expect(info).toMatchObject({ nativeSize: { width: size, height: size }, prediction });
    expect(scheduler.beta_schedule).toBe('scaled_linear');
  });

  test('takes the vocabulary of a folder beside it, else the app’s own', async () => {
    const path = singleFile('sd1');
    const bundled = await openCheckpoint(path);
    expect(bundled.tokenizerFolder).toMatch(/resources.tokenizer.clip$/);
    cpSync(join(goldenCheckpoint('tiny-sd1'), 'tokenizer'), join(path, '../tokenizer'), { recursive: true });
    expect((await openCheckpoint(path)).tokenizerFolder).toBe(join(path, '../tokenizer'));
  });

  test('of another kind is refused, saying why', async () => {
    const folder = temporaryFolder();
    const lora = join(folder, 'lora.safetensors');
    writeTensors(lora, new Map([['lora_unet.alpha', { dtype: 'F32', shape: [], data: Buffer.alloc(4) }]]));
    await expect(openCheckpoint(lora)).rejects.toMatchObject({
      code: 'checkpoint_unsupported',
      message: expect.stringMatching(/LoRA/) as string,
    });
    writeFileSync(join(folder, 'model.ckpt'), 'PK');
    await expect(openCheckpoint(join(folder, 'model.ckpt'))).rejects.toMatchObject({
      code: 'checkpoint_unsupported',
      message: expect.stringMatching(/no \.safetensors file/) as string,
    });
    const path = singleFile('sd1');
    const noVae = [...readTensors(path)].filter(([key]) => !key.startsWith('first_stage_model.'));
    writeTensors(path, new Map(noVae));
    await expect(openCheckpoint(path)).rejects.toMatchObject({
      code: 'checkpoint_unsupported',
      message: expect.stringMatching(/no autoencoder/) as string,
    });
  });
});
