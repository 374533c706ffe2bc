import { expect, test } from 'vitest';
import type { Checkpoint } from '../../../main/engine/checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { CheckedWeights } from '../../../main/engine/pipeline/checked-weights.ts';
import { editJson } from '../../helpers/edit-json.ts';
import { goldenCheckpoint } from '../../helpers/golden.ts';
import { copiedCheckpoint, editTensors } from '../../helpers/safetensors.ts';

const mismatch = expect.objectContaining({ code: 'checkpoint_mismatch' }) as unknown;

/** The same files, but read as if a weight were missing: only a check that is made finds that out. */
function lacking(checkpoint: Checkpoint): Checkpoint {
  const [, ...rest] = checkpoint.unet.weights;
  return { ...checkpoint, unet: { ...checkpoint.unet, weights: new Map(rest) } };
}

test('does not check again what has not changed', async () => {
  const checkpoint = await openCheckpoint(goldenCheckpoint('tiny-sd1'));
  expect(() => new CheckedWeights().check(lacking(checkpoint))).toThrow(mismatch);
  const checked = new CheckedWeights();
  checked.check(checkpoint);
  expect(() => checked.check(lacking(checkpoint))).not.toThrow();
});

test('checks a changed file again, every time until it fits', async () => {
  const folder = copiedCheckpoint(goldenCheckpoint('tiny-sd1'));
  const checked = new CheckedWeights();
  checked.check(await openCheckpoint(folder));
  editTensors(folder, 'vae/diffusion_pytorch_model.safetensors', (name, entry) =>
    name === 'decoder.conv_in.weight' ? null : [name, entry],
  );
  for (let picture = 0; picture < 2; picture++) {
    const changed = await openCheckpoint(folder);
    expect(() => checked.check(changed)).toThrow(mismatch);
  }
});

test('checks again for a changed configuration', async () => {
  const folder = copiedCheckpoint(goldenCheckpoint('tiny-sd1'));
  const checked = new CheckedWeights();
  checked.check(await openCheckpoint(folder));
  editJson(folder, 'unet/config.json', { layers_per_block: 3 });
  const changed = await openCheckpoint(folder);
  expect(() => checked.check(changed)).toThrow(mismatch);
});
