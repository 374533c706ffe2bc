import { bounds, type Grid, type Mask } from './grid.ts';

/** A map of one value per cell, row-major. */
export interface Plane extends Grid {
  readonly values: Float64Array;
}

/**
 * Mean over steps and heads of one token's attention (methods.md 6.1).
 * @param steps per step (heads, cells) of one layer, flat
 * @param grid the grid that the layer attends on
 */
export function averageAttention(steps: readonly Float32Array[], grid: Grid): Plane {
  const cells = grid.width * grid.height;
  const values = new Float64Array(cells);
  for (const step of steps)
    step.forEach((value, i) => (values[i % cells] = (values[i % cells] ?? 0) + value / step.length));
  return { ...grid, values: values.map((value) => (value * cells) / steps.length) };
}

/** Gaussian filter as scipy's: radius trunc(4 sigma + 0.5), borders mirrored with the edge cell repeated (b a | a b). */
export function gaussianFilter({ width, height, values }: Plane, sigma: number): Plane {
  const radius = Math.trunc(4 * sigma + 0.5);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp((-0.5 * (i - radius) ** 2) / sigma ** 2));
  const total = weights.reduce((a, b) => a + b);
  const blur = (source: Float64Array, length: number, place: (line: number, at: number) => number): Float64Array => {
    const out = new Float64Array(source.length);
    for (let line = 0; line < source.length / length; line++)
      for (let at = 0; at < length; at++)
        out[place(line, at)] = weights.reduce(
          (sum, weight, k) => sum + (weight / total) * (source[place(line, mirrored(at + k - radius, length))] ?? 0),
          0,
        );
    return out;
  };
  const columns = blur(values, height, (line, at) => at * width + line);
  return { width, height, values: blur(columns, width, (line, at) => line * width + at) };
}

function mirrored(index: number, length: number): number {
  const period = 2 * length;
  const at = ((index % period) + period) % period;
  return at < length ? at : period - 1 - at;
}

/** Cells above `threshold` of the range between the smallest and the largest value; a constant map gives an empty mask. */
export function thresholdMask({ width, height, values }: Plane, threshold: number): Mask {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return { width, height, cells: Uint8Array.from(values, (v) => ((v - low) / (high - low) > threshold ? 1 : 0)) };
}

/** `iterations` erosions, then as many dilations, with the four neighbours; beyond the border is empty. */
export function openMask(mask: Mask, iterations: number): Mask {
  const passes = [...Array<boolean>(iterations).fill(true), ...Array<boolean>(iterations).fill(false)];
  return passes.reduce(erodeOrDilate, mask);
}

function erodeOrDilate({ width, height, cells }: Mask, erode: boolean): Mask {
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (cells[y * width + x] ?? 0);
  return {
    width,
    height,
    cells: cells.map((_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      const cross = [at(x, y), at(x - 1, y), at(x + 1, y), at(x, y - 1), at(x, y + 1)];
      return erode ? Math.min(...cross) : Math.max(...cross);
    }),
  };
}

/** What SAM is asked with, in pixels of the picture. */
export interface SegmentPrompt {
  /** Top left corner of the cell with the most attention (quirk Q16). */
  readonly point: readonly [x: number, y: number];
  /** Around the coarse mask, one cell more at the left and at the top; null for an empty mask. */
  readonly box: readonly [x0: number, y0: number, x1: number, y1: number] | null;
}

/** @param cell pixels per cell of the map */
export function segmentPrompt({ width, values }: Plane, coarse: Mask, cell: number): SegmentPrompt {
  const best = values.indexOf(Math.max(...values));
  const inside = bounds(coarse);
  const [x0, y0, x1, y1] = inside ?? [0, 0, 0, 0];
  return {
    point: [(best % width) * cell, Math.floor(best / width) * cell],
    box: inside && [Math.max(x0 - 1, 0) * cell, Math.max(y0 - 1, 0) * cell, x1 * cell, y1 * cell],
  };
}
