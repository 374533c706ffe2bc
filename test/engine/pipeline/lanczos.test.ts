import { expect, test } from 'vitest';
import { resizeLanczos } from '../../../main/engine/pipeline/lanczos.ts';
import { goldenExists, goldenTensors, type GoldenTensor } from '../../helpers/golden.ts';

const picture = (tensor: GoldenTensor | undefined) => {
  const [height = 0, width = 0] = tensor?.dims ?? [];
  return { width, height, data: Uint8Array.from((tensor?.data ?? []) as Uint8Array) };
};

test.skipIf(!goldenExists('components/lanczos.safetensors'))('gives the bytes that Pillow gives', () => {
  const golden = goldenTensors('components/lanczos.safetensors');
  for (const [name, expected] of golden) {
    const { width, height } = picture(expected);
    expect(resizeLanczos(picture(golden.get('picture')), { width, height }), name).toEqual(picture(expected));
  }
});
