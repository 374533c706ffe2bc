import type { RgbImage } from '../../../preload/contract/engine.ts';
import { roundHalfEven } from '../sampling/spacing.ts';
import { float32, type Tensor } from '../tensor.ts';

/** (1, 3, H, W) with values from -1 to 1, as 8-bit RGB, rounded half to even (methods.md 4.5). */
export function toPicture({ dims, data }: Tensor): RgbImage {
  const [, , height = 0, width = 0] = dims;
  const pixels = width * height;
  const bytes = new Uint8Array(pixels * 3);
  for (let channel = 0; channel < 3; channel++)
    for (let i = 0; i < pixels; i++) {
      const value = Math.fround((data[channel * pixels + i] ?? 0) / 2 + 0.5);
      bytes[i * 3 + channel] = roundHalfEven(Math.fround(Math.min(Math.max(value, 0), 1) * 255));
    }
  return { width, height, data: bytes };
}

/** 8-bit RGB as (1, 3, H, W) with values from -1 to 1, as diffusers' VaeImageProcessor does it. */
export function fromPicture({ width, height, data }: RgbImage): Tensor {
  const pixels = width * height;
  const values = new Float32Array(pixels * 3);
  for (let i = 0; i < pixels * 3; i++)
    values[(i % 3) * pixels + Math.floor(i / 3)] = 2 * Math.fround((data[i] ?? 0) / 255) - 1;
  return float32(values, [1, 3, height, width]);
}
