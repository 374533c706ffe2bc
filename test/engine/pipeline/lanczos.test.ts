import { expect, test } from 'vitest';
import { resizeLanczos } from '../../../main/engine/pipeline/lanczos.ts';
import { goldenTensors, type GoldenTensor } from '../../helpers/golden.ts';

const golden = goldenTensors('components/lanczos.safetensors');
const picture = (tensor: GoldenTensor | undefined) => {
  const [height = 0, width = 0] = tensor?.dims ?? [];
  return { width, height, data: Uint8Array.from((tensor?.data ?? []) as Uint8Array) };
};

test.each([...golden.keys()])('gives the bytes that Pillow gives: %s', (name) => {
  const { width, height, data } = picture(golden.get(name));
  const resized = resizeLanczos(picture(golden.get('picture')), { width, height });
  expect(resized).toEqual({ width, height, data });
});
