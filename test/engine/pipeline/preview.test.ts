import { expect, test } from 'vitest';
import type { RgbImage } from '../../../preload/contract/engine.ts';
import { fitColours, previewPicture, probeLatents } from '../../../main/engine/pipeline/preview.ts';
import type { Tensor } from '../../../main/engine/tensor.ts';

/** A picture of `factor` pixels per cell whose colours depend linearly on the latents. */
function paint({ dims, data }: Tensor, factor: number): RgbImage {
  const [, , height = 0, width = 0] = dims;
  const at = (channel: number, x: number, y: number): number => data[(channel * height + y) * width + x] ?? 0;
  const size = width * factor;
  const pixels = new Uint8ClampedArray(size * height * factor * 3);
  for (let y = 0; y < height * factor; y++)
    for (let x = 0; x < size; x++) {
      const [cx, cy] = [Math.floor(x / factor), Math.floor(y / factor)];
      const colour = [100 + 20 * at(0, cx, cy), 120 - 15 * at(1, cx, cy) + 5 * at(3, cx, cy), 90 + 10 * at(2, cx, cy)];
      pixels.set(colour, (y * size + x) * 3);
    }
  return { width: size, height: height * factor, data: new Uint8Array(pixels.buffer) };
}

test('the fitted map gives back the colours it was fitted to', () => {
  const latents = probeLatents(4);
  const colours = fitColours(latents, paint(latents, 4));
  const wide: Tensor = { dtype: 'float32', dims: [1, 4, 8, 32], data: latents.data };
  const [guess, truth] = [previewPicture(colours, wide), paint(wide, 1)];
  expect([guess.width, guess.height]).toEqual([32, 8]);
  const worst = Math.max(...guess.data.map((value, i) => Math.abs(value - (truth.data[i] ?? 0))));
  expect(worst).toBeLessThanOrEqual(1);
});

test('colours stay between black and white', () => {
  const latents = probeLatents(4);
  const colours = fitColours(latents, paint(latents, 2));
  const glaring: Tensor = { ...latents, data: latents.data.map((x) => x * 100) };
  const values = new Set(previewPicture(colours, glaring).data);
  expect(values).toContain(0);
  expect(values).toContain(255);
});
