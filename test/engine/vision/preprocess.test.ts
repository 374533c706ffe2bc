import { describe, expect, test } from 'vitest';
import { fittedSize, samPixels } from '../../../main/engine/vision/preprocess.ts';
import { samPreprocessorSchema } from '../../../main/engine/vision/preprocessor-config.ts';
import type { Tensor } from '../../../main/engine/tensor.ts';
import { floats, goldenJson, goldenTensors } from '../../helpers/golden.ts';
import { largestError } from '../../helpers/model-graph.ts';
import { goldenPicture, patternPicture } from '../../helpers/pictures.ts';

/** Rows of (1, 3, H, W). */
function rows({ data, dims: [, , height = 0, width = 0] }: Tensor, from: number, to: number): Tensor {
  const planes = [0, 1, 2].flatMap((c) =>
    Array.from(data.subarray((c * height + from) * width, (c * height + to) * width)),
  );
  return { dtype: 'float32', dims: [1, 3, to - from, width], data: Float32Array.from(planes) };
}

describe('what SAM looks at', () => {
  const golden = goldenTensors('components/sam.safetensors');
  const config = samPreprocessorSchema.parse(goldenJson('checkpoints/tiny-sam/preprocessor_config.json'));

  test.each([
    ['point', 'square'],
    ['point_wide', 'wide'],
  ])('%s equals transformers bit by bit', (name, picture) => {
    const pixels = samPixels(goldenPicture(`components/vision-image-${picture}.png`), config);
    const side = config.size.longest_edge;
    expect(pixels.dims).toEqual([1, 3, side, side]);
    const first = floats(golden, `${name}_pixel_values_first_rows`);
    const last = floats(golden, `${name}_pixel_values_last_rows`);
    const count = first.dims[2] ?? 0;
    expect(largestError(rows(pixels, 0, count), first)).toBe(0);
    expect(largestError(rows(pixels, side - count, side), last)).toBe(0);
  });

  test('keeps the proportions of a picture', () => {
    expect(fittedSize({ width: 480, height: 320 }, 256)).toEqual({ width: 256, height: 171 });
    expect(fittedSize({ width: 100, height: 1000 }, 256)).toEqual({ width: 26, height: 256 });
  });

  test('refuses pictures without pixels', () => {
    const refused = expect.objectContaining({ code: 'bad_request' }) as unknown;
    expect(() => samPixels({ width: 0, height: 4, data: new Uint8Array(0) }, config)).toThrow(refused);
    expect(() => samPixels({ width: 2, height: 2, data: new Uint8Array(11) }, config)).toThrow(refused);
    expect(() => samPixels(patternPicture(1000, 1), config)).toThrow(refused);
  });
});
