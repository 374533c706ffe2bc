import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSam } from '../../../main/engine/vision/open-sam.ts';
import { editJson } from '../../helpers/edit-json.ts';
import { goldenCheckpoint } from '../../helpers/golden.ts';
import { copiedCheckpoint, editTensors } from '../../helpers/safetensors.ts';

/** Opens a changed copy. */
function changed(change: (folder: string) => void): Promise<unknown> {
  const folder = copiedCheckpoint(goldenCheckpoint('tiny-sam'));
  change(folder);
  return openSam(folder);
}

const error = (code: string, message: RegExp, detail?: RegExp): unknown =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(message) as string,
    ...(detail === undefined ? {} : { detail: expect.stringMatching(detail) as string }),
  });

describe('openSam', () => {
  test('opens a checkpoint', async () => {
    const sam = await openSam(goldenCheckpoint('tiny-sam'));
    expect(sam).toMatchObject({ name: 'tiny-sam', preprocessor: { resample: 'bilinear' } });
    expect(sam.weightsBytes).toBeGreaterThan(200_000);
  });

  test('does without what only serves masks as prompts, and without the second copy of the positions', async () => {
    const sam = await changed((folder) =>
      editTensors(folder, 'model.safetensors', (name, entry) =>
        /\.mask_embed|prompt_encoder\.shared_embedding/.test(name) ? null : [name, entry],
      ),
    );
    expect(sam).toMatchObject({ name: 'checkpoint' });
  });

  test('names what is missing', async () => {
    await expect(openSam('/nowhere/at/all')).rejects.toEqual(error('checkpoint_missing', /no segmentation model at/));
    for (const file of ['config.json', 'preprocessor_config.json', 'model.safetensors']) {
      const opening = changed((folder) => rmSync(join(folder, file)));
      await expect(opening).rejects.toEqual(error('checkpoint_missing', new RegExp(`missing: .*${file}`)));
    }
  });

  test('does not open pickled weights', async () => {
    const opening = changed((folder) => {
      rmSync(join(folder, 'model.safetensors'));
      writeFileSync(join(folder, 'pytorch_model.bin'), 'x');
    });
    await expect(opening).rejects.toEqual(error('checkpoint_unsupported', /pickles/));
  });

  test('tells a damaged file', async () => {
    const cut = changed((folder) => truncateSync(join(folder, 'model.safetensors'), 5000));
    await expect(cut).rejects.toEqual(error('checkpoint_corrupt', /model\.safetensors/));
    const noJson = changed((folder) => truncateSync(join(folder, 'config.json'), 50));
    await expect(noJson).rejects.toEqual(error('checkpoint_corrupt', /config\.json is no JSON/));
  });

  test.each([
    ['config.json', { model_type: 'sam2' }, /model_type/],
    ['config.json', { vision_config: { use_rel_pos: false } }, /use_rel_pos/],
    ['config.json', { vision_config: { hidden_act: 'silu' } }, /hidden_act/],
    ['config.json', { vision_config: { num_attention_heads: 5 } }, /num_attention_heads heads/],
    ['config.json', { vision_config: { output_channels: 48 } }, /differ in their width/],
    ['config.json', { vision_config: { image_size: 250 } }, /multiple of patch_size/],
    ['config.json', { prompt_encoder_config: { image_size: 512 } }, /differ in image_size/],
    ['config.json', { mask_decoder_config: { num_multimask_outputs: 1 } }, /num_multimask_outputs/],
    ['preprocessor_config.json', { resample: 0 }, /resample/],
    ['preprocessor_config.json', { do_normalize: false }, /do_normalize/],
    ['preprocessor_config.json', { pad_size: { width: 300, height: 256 } }, /pad_size/],
  ])('refuses in %s %j', async (file, change, detail) => {
    const opening = changed((folder) => editJson(folder, file, change));
    const message = new RegExp(`${file.replace('.', '\\.')} describes a model .* can not segment with`);
    await expect(opening).rejects.toEqual(error('checkpoint_unsupported', message, detail));
  });

  test('tells pictures and network of different sizes', async () => {
    const change = { size: { longest_edge: 512 }, pad_size: { width: 512, height: 512 } };
    const opening = changed((folder) => editJson(folder, 'preprocessor_config.json', change));
    await expect(opening).rejects.toEqual(error('checkpoint_unsupported', /pictures of 512 .* takes 256/));
  });

  test('names weights that do not fit, all at once', async () => {
    const opening = changed((folder) => {
      editTensors(folder, 'model.safetensors', (name, entry) => {
        if (name === 'vision_encoder.layers.0.attn.rel_pos_h') return null;
        return name === 'mask_decoder.iou_token.weight' ? ['mask_decoder.other.weight', entry] : [name, entry];
      });
      editJson(folder, 'config.json', { mask_decoder_config: { mlp_dim: 64 } });
    });
    await expect(opening).rejects.toEqual(error('checkpoint_mismatch', /weights of the segmentation model/));
    const { detail } = (await opening.catch((thrown: unknown) => thrown)) as { detail: string };
    expect(detail).toContain('vision_encoder.layers.0.attn.rel_pos_h is missing');
    expect(detail).toContain('mask_decoder.iou_token.weight is missing');
    expect(detail).toContain('mask_decoder.other.weight is unexpected');
    expect(detail).toContain('lin1.weight is [48, 32], the configuration asks for [64, 32]');
  });
});
