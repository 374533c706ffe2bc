import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openOwlvit } from '../../../main/engine/vision/open-owlvit.ts';
import { owlvitPreprocessorSchema } from '../../../main/engine/vision/preprocessor-config.ts';
import { editJson } from '../../helpers/edit-json.ts';
import { goldenCheckpoint } from '../../helpers/golden.ts';
import { copiedCheckpoint, editTensors } from '../../helpers/safetensors.ts';

/** Opens a changed copy. */
function changed(change: (folder: string) => void): Promise<unknown> {
  const folder = copiedCheckpoint(goldenCheckpoint('tiny-owlvit'));
  change(folder);
  return openOwlvit(folder);
}

const error = (code: string, message: RegExp, detail?: RegExp): unknown =>
  expect.objectContaining({
    code,
    message: expect.stringMatching(message) as string,
    ...(detail === undefined ? {} : { detail: expect.stringMatching(detail) as string }),
  });

describe('openOwlvit', () => {
  test('opens a checkpoint', async () => {
    const owlvit = await openOwlvit(goldenCheckpoint('tiny-owlvit'));
    expect(owlvit).toMatchObject({ name: 'tiny-owlvit', preprocessor: { resample: 'bicubic' } });
    expect(owlvit.tokenizer.maxTokens).toBe(16);
  });

  test('names what is missing', async () => {
    await expect(openOwlvit('/nowhere/at/all')).rejects.toEqual(error('checkpoint_missing', /no detection model at/));
    for (const file of ['config.json', 'preprocessor_config.json', 'model.safetensors', 'vocab.json', 'merges.txt']) {
      const opening = changed((folder) => rmSync(join(folder, file)));
      await expect(opening).rejects.toEqual(error('checkpoint_missing', new RegExp(file)));
    }
  });

  test('tells a damaged file', async () => {
    const cut = changed((folder) => truncateSync(join(folder, 'model.safetensors'), 5000));
    await expect(cut).rejects.toEqual(error('checkpoint_corrupt', /model\.safetensors/));
  });

  test.each([
    ['config.json', { model_type: 'owlv2' }, /model_type/],
    ['config.json', { text_config: { num_attention_heads: 5 } }, /num_attention_heads heads/],
    ['config.json', { vision_config: { hidden_act: 'relu' } }, /hidden_act/],
    ['config.json', { vision_config: { num_channels: 1 } }, /num_channels/],
    ['config.json', { projection_dim: 16 }, /projection_dim/],
    ['preprocessor_config.json', { image_std: [0, 1, 1] }, /image_std/],
    ['preprocessor_config.json', { do_center_crop: true, crop_size: 64 }, /do_center_crop/],
  ])('refuses in %s %j', async (file, change, detail) => {
    const opening = changed((folder) => editJson(folder, file, change));
    const message = new RegExp(`${file.replace('.', '\\.')} describes a model .* can not detect with`);
    await expect(opening).rejects.toEqual(error('checkpoint_unsupported', message, detail));
  });

  test('tells pictures and network of different sizes', async () => {
    const opening = changed((folder) => editJson(folder, 'preprocessor_config.json', { size: [64, 96] }));
    await expect(opening).rejects.toEqual(error('checkpoint_unsupported', /96 × 64 pixels, .* takes 96 × 96/));
  });

  test('names weights that do not fit', async () => {
    const opening = changed((folder) =>
      editTensors(folder, 'model.safetensors', (name, entry) =>
        name === 'box_head.dense1.bias' ? null : [name, entry],
      ),
    );
    await expect(opening).rejects.toEqual(error('checkpoint_mismatch', /detection model .* box_head\.dense1\.bias/));
    const deeper = changed((folder) => editJson(folder, 'config.json', { vision_config: { num_hidden_layers: 1 } }));
    await expect(deeper).rejects.toEqual(error('checkpoint_mismatch', /layers\.1\..* is unexpected/));
  });
});

test.each([768, [768, 768], { height: 768, width: 768 }, undefined])('reads the size written as %j', (size) => {
  expect(owlvitPreprocessorSchema.parse({ size, do_center_crop: true }).size).toEqual({ width: 768, height: 768 });
});
