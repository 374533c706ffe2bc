import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../../main/engine/checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { KnownCheckpoints } from '../../../main/engine/pipeline/known-checkpoints.ts';
import type { LatentColours } from '../../../main/engine/pipeline/preview.ts';
import { editJson } from '../../helpers/edit-json.ts';
import { goldenCheckpoint } from '../../helpers/golden.ts';
import { copiedCheckpoint, editTensors } from '../../helpers/safetensors.ts';

const mismatch = expect.objectContaining({ code: 'checkpoint_mismatch' }) as unknown;

/** The same files, but read as if a weight were missing: only a check that is made finds that out. */
function lacking(checkpoint: Checkpoint): Checkpoint {
  const [, ...rest] = checkpoint.unet.weights;
  return { ...checkpoint, unet: { ...checkpoint.unet, weights: new Map(rest) } };
}

describe('weights', () => {
  test('does not check again what has not changed', async () => {
    const checkpoint = await openCheckpoint(goldenCheckpoint('tiny-sd1'));
    expect(() => new KnownCheckpoints().check(lacking(checkpoint))).toThrow(mismatch);
    const known = new KnownCheckpoints();
    known.check(checkpoint);
    expect(() => known.check(lacking(checkpoint))).not.toThrow();
  });

  test('checks a changed file again, every time until it fits', async () => {
    const folder = copiedCheckpoint(goldenCheckpoint('tiny-sd1'));
    const known = new KnownCheckpoints();
    known.check(await openCheckpoint(folder));
    editTensors(folder, 'vae/diffusion_pytorch_model.safetensors', (name, entry) =>
      name === 'decoder.conv_in.weight' ? null : [name, entry],
    );
    for (let picture = 0; picture < 2; picture++) {
      const changed = await openCheckpoint(folder);
      expect(() => known.check(changed)).toThrow(mismatch);
    }
  });

  test('checks again for a changed configuration', async () => {
    const folder = copiedCheckpoint(goldenCheckpoint('tiny-sd1'));
    const known = new KnownCheckpoints();
    known.check(await openCheckpoint(folder));
    editJson(folder, 'unet/config.json', { layers_per_block: 3 });
    const changed = await openCheckpoint(folder);
    expect(() => known.check(changed)).toThrow(mismatch);
  });
});

test('the colours of latents are found once for a checkpoint', async () => {
  const folder = copiedCheckpoint(goldenCheckpoint('tiny-sd1'));
  const known = new KnownCheckpoints();
  const fits: LatentColours[] = [];
  const colours = async (): Promise<LatentColours> =>
    known.colours(await openCheckpoint(folder), () => {
      const row = Float64Array.of(fits.length);
      fits.push([row, row, row]);
      return Promise.resolve([row, row, row]);
    });
  const first = await colours();
  expect(await colours()).toBe(first);
  editJson(folder, 'vae/config.json', { scaling_factor: 1 });
  expect(await colours()).not.toBe(first);
  expect(fits).toHaveLength(2);
});

test.each(['sam', 'owlvit'] as const)('%s is opened once, and again when a file of it has changed', async (type) => {
  const folder = copiedCheckpoint(goldenCheckpoint(`tiny-${type}`));
  const known = new KnownCheckpoints();
  const first = await known[type](folder);
  expect(await known[type](folder)).toBe(first);
  editJson(folder, 'preprocessor_config.json', { image_mean: [0, 0, 0] });
  const second = await known[type](folder);
  expect(second.preprocessor).not.toEqual(first.preprocessor);
  writeFileSync(join(folder, 'config.json'), 'no JSON');
  await expect(known[type](folder)).rejects.toMatchObject({ code: 'checkpoint_corrupt' });
});

describe('tokenizer', () => {
  test('is read once, and again when a file of it has changed', async () => {
    const folder = join(copiedCheckpoint(goldenCheckpoint('tiny-sd1')), 'tokenizer');
    const known = new KnownCheckpoints();
    const first = await known.tokenizer(folder);
    expect(await known.tokenizer(folder)).toBe(first);
    editJson(folder, 'special_tokens_map.json', { pad_token: '!' });
    expect((await known.tokenizer(folder)).pad([])[0]).not.toBe(first.pad([])[0]);
    writeFileSync(join(folder, 'vocab.json'), 'no JSON');
    await expect(known.tokenizer(folder)).rejects.toMatchObject({ code: 'checkpoint_corrupt' });
  });

  test('pads with the token that is asked for', async () => {
    const known = new KnownCheckpoints();
    const folder = join(goldenCheckpoint('tiny-sd1'), 'tokenizer');
    const own = await known.tokenizer(folder);
    expect((await known.tokenizer(folder, '!')).pad([])[0]).toBe(0);
    expect(await known.tokenizer(folder)).toBe(own);
  });
});
