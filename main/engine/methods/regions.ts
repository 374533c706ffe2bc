import type { Grid, Mask } from '../guidance/grid.ts';
import type { TorchGenerator } from '../sampling/noise.ts';
import { float32 } from '../tensor.ts';
import type { NormalizedBox } from '../text/convert.ts';
import type { MethodContext } from './method.ts';

/**
 * Divides a grid: the background first, then one region for each box; later boxes own what they share with earlier ones. A cell belongs to the
 * region of its top left corner, as nearest interpolation of a mask of pixels makes it (methods.md 5.3).
 */
export function regionMasks(boxes: readonly NormalizedBox[], grid: Grid): Mask[] {
  const masks = [null, ...boxes].map(() => ({ ...grid, cells: new Uint8Array(grid.width * grid.height) }));
  for (let i = 0; i < grid.width * grid.height; i++) {
    const [x, y] = [(i % grid.width) / grid.width, Math.floor(i / grid.width) / grid.height];
    const owner = boxes.findLastIndex(([x0, y0, x1, y1]) => x >= x0 && x < x1 && y >= y0 && y < y1);
    const mask = masks[owner + 1];
    if (mask !== undefined) mask.cells[i] = 1;
  }
  return masks;
}

/**
 * Latents of plain pictures of random colours, in front of which objects are drawn at first.
 * @param generator draws the colours, then the latents' own noise
 * @returns each (channels, height, width), scaled
 */
export async function plainBackgrounds(
  { model, encodePicture }: Pick<MethodContext, 'model' | 'encodePicture'>,
  generator: TorchGenerator,
  count: number,
): Promise<Float32Array[]> {
  const [height, width] = [model.latentHeight * model.latentFactor, model.latentWidth * model.latentFactor];
  const colours = Array.from({ length: count }, () => generator.rand(3));
  const backgrounds: Float32Array[] = [];
  for (const colour of colours) {
    const picture = new Float32Array(3 * height * width);
    colour.forEach((value, channel) =>
      picture.fill(2 * value - 1, channel * height * width, (channel + 1) * height * width),
    );
    const { mean, logvar } = await encodePicture(float32(picture, [1, 3, height, width]));
    const noise = generator.randn(mean.data.length);
    backgrounds.push(
      mean.data.map(
        (value, i) => (value + Math.exp(0.5 * (logvar.data[i] ?? 0)) * (noise[i] ?? 0)) * model.latentScale,
      ),
    );
  }
  return backgrounds;
}

/** `inside` where the mask is set, `outside` elsewhere, in every channel. */
export const masked = (inside: Float32Array, outside: Float32Array, { cells }: Mask): Float32Array =>
  inside.map((value, i) => (cells[i % cells.length] === 1 ? value : (outside[i] ?? NaN)));
