import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { modelGraphs } from '../../../main/engine/pipeline/graphs.ts';
import { goldenCheckpoint } from '../../helpers/golden.ts';
import { copiedCheckpoint, editTensors } from '../../helpers/safetensors.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const grid = { width: 32, height: 32 };
const unetWeights = 'unet/diffusion_pytorch_model.safetensors';

/** What opening and compiling a changed copy of a checkpoint throws. */
async function failure(change: (folder: string) => void, name = 'tiny-sd1'): Promise<unknown> {
  const folder = copiedCheckpoint(goldenCheckpoint(name));
  change(folder);
  return openCheckpoint(folder).then(
    (checkpoint) => {
      try {
        return modelGraphs(checkpoint, grid);
      } catch (error) {
        return error;
      }
    },
    (error: unknown) => error,
  );
}

function editJson(file: string, change: Record<string, unknown>): void {
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...change }));
}

const error = (code: string, message: RegExp, detail?: RegExp): unknown =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(message) as string,
    ...(detail === undefined ? {} : { detail: expect.stringMatching(detail) as string }),
  });

describe('openCheckpoint', () => {
  test('tells what a checkpoint can do', async () => {
    const { info } = await openCheckpoint(goldenCheckpoint('tiny-gligen'));
    expect(info).toMatchObject({
      name: 'tiny-gligen',
      capabilities: ['text_to_image', 'cross_attention', 'gligen'],
      latentFactor: 8,
      nativeSize: { width: 512, height: 512 },
      maxTokens: 77,
      prediction: 'epsilon',
    });
    const plain = await openCheckpoint(goldenCheckpoint('tiny-sd2-v'));
    expect(plain.info).toMatchObject({
      capabilities: ['text_to_image', 'cross_attention'],
      prediction: 'v_prediction',
    });
  });

  test('says when a folder is not there, or is no checkpoint', async () => {
    await expect(openCheckpoint('/nowhere/at/all')).rejects.toEqual(error('checkpoint_missing', /no checkpoint at/));
    await expect(openCheckpoint(temporaryFolder())).rejects.toEqual(error('checkpoint_missing', /diffusers layout/));
  });

  test('names a missing file', async () => {
    expect(await failure((folder) => rmSync(join(folder, 'vae', 'config.json')))).toEqual(
      error('checkpoint_missing', /vae.config\.json/),
    );
    expect(await failure((folder) => rmSync(join(folder, unetWeights)))).toEqual(
      error('checkpoint_missing', /unet.diffusion_pytorch_model\.safetensors/),
    );
  });

  test('tells a cut off weight file and a cut off configuration', async () => {
    expect(await failure((folder) => truncateSync(join(folder, unetWeights), 100_000))).toEqual(
      error('checkpoint_corrupt', /unet.*Download or copy/),
    );
    expect(await failure((folder) => truncateSync(join(folder, 'unet/config.json'), 20))).toEqual(
      error('checkpoint_corrupt', /config\.json is no JSON/),
    );
  });

  test('refuses networks of another kind, naming the field', async () => {
    const unet = (change: Record<string, unknown>) => (folder: string) =>
      editJson(join(folder, 'unet/config.json'), change);
    expect(await failure(unet({ addition_embed_type: 'text_image' }))).toEqual(
      error('checkpoint_unsupported', /unet.config\.json/, /addition_embed_type/),
    );
    expect(await failure(unet({ addition_embed_type: 'text_time' }))).toEqual(
      error('checkpoint_unsupported', /unet.config\.json/, /addition_time_embed_dim is missing/),
    );
    expect(await failure(unet({ attention_head_dim: 5 }))).toEqual(
      error('checkpoint_unsupported', /unet.config\.json/, /channels can not be in 5 heads/),
    );
    expect(await failure(unet({ block_out_channels: [16, 32] }))).toEqual(
      error('checkpoint_unsupported', /unet.config\.json/, /4 entries for 2 levels/),
    );
    expect(await failure(unet({ in_channels: 9 }))).toEqual(error('checkpoint_unsupported', /inpainting/));
    expect(await failure(unet({ cross_attention_dim: 64 }))).toEqual(
      error('checkpoint_unsupported', /text of width 64/),
    );
  });
});

describe('strict loading', () => {
  const withoutKey = (key: string) => (folder: string) =>
    editTensors(folder, unetWeights, (name, entry) => (name === key ? null : [name, entry]));

  test('names keys that are missing, unexpected and of another shape, all at once', async () => {
    const thrown = await failure((folder) => {
      editTensors(folder, unetWeights, (name, entry) => {
        if (name === 'conv_in.bias') return null;
        if (name === 'conv_out.bias') return ['conv_last.bias', entry];
        if (name === 'mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight') {
          return [name, { ...entry, shape: entry.shape.toReversed() }];
        }
        return [name, entry];
      });
    });
    expect(thrown).toEqual(error('checkpoint_mismatch', /^The weights of unet do not fit.*and 3 more/));
    expect((thrown as { detail: string }).detail.split('\n').sort()).toEqual([
      'conv_in.bias is missing',
      'conv_last.bias is unexpected',
      'conv_out.bias is missing',
      'mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight is [32, 48], the configuration asks for [48, 32]',
    ]);
  });

  test('tells weights of another depth', async () => {
    expect(await failure((folder) => editJson(join(folder, 'unet/config.json'), { layers_per_block: 1 }))).toEqual(
      error('checkpoint_mismatch', /unet/, /down_blocks\.0\.resnets\.1\.conv1\.weight is unexpected/),
    );
  });

  test('looks at the GLIGEN layers, too', async () => {
    const key = 'up_blocks.1.attentions.2.transformer_blocks.0.fuser.alpha_attn';
    expect(await failure(withoutKey(key), 'tiny-gligen')).toEqual(
      error('checkpoint_mismatch', /alpha_attn is missing/),
    );
  });

  test('does without GLIGEN layers that the configuration only announces', async () => {
    const folder = copiedCheckpoint(goldenCheckpoint('tiny-gligen'));
    editTensors(folder, unetWeights, (name, entry) => (/fuser|position_net/.test(name) ? null : [name, entry]));
    const checkpoint = await openCheckpoint(folder);
    expect(checkpoint.info.capabilities).not.toContain('gligen');
    expect(modelGraphs(checkpoint, grid).facts.groundingSlots).toBe(0);
  });

  test('leaves position ids of old text encoders aside', async () => {
    const folder = copiedCheckpoint(goldenCheckpoint('tiny-sd1'));
    editTensors(folder, 'text_encoder/model.safetensors', (name, entry) => [name, entry]);
    const checkpoint = await openCheckpoint(folder);
    const weight = { file: 'text_encoder/model.safetensors', dtype: null, shape: [1, 77], offset: 8, length: 616 };
    const weights = new Map(checkpoint.text.weights).set('text_model.embeddings.position_ids', weight);
    expect(modelGraphs({ ...checkpoint, text: { ...checkpoint.text, weights } }, grid).facts.maxTokens).toBe(77);
  });
});
