import { expect, test } from 'vitest';
import { toPicture } from '../../../main/engine/pipeline/picture.ts';
import { float32 } from '../../../main/engine/tensor.ts';

test('channels become interleaved bytes, clamped, halves to even', () => {
  const image = float32([0, 1, -3, 3, -0.5, 0.5], [1, 3, 1, 2]); // 127.5 is the one half that is exact
  expect(toPicture(image)).toEqual({ width: 2, height: 1, data: Uint8Array.of(128, 0, 64, 255, 255, 191) });
});
