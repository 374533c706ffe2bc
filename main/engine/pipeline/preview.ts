import type { RgbImage } from '../../../preload/contract/engine.ts';
import { TorchGenerator } from '../sampling/noise.ts';
import { float32, type Tensor } from '../tensor.ts';

/** A linear guess at the colour of one latent cell: three rows of one weight per channel, then a constant. */
export type LatentColours = readonly [red: Float64Array, green: Float64Array, blue: Float64Array];

const blocks = 4;
const cellsPerBlock = 4;

/** Latents of a few even patches: their decoded colours show what each channel means. (1, channels, 16, 16) */
export function probeLatents(channels: number): Tensor {
  const side = blocks * cellsPerBlock;
  const values = new TorchGenerator(0).randn(channels * blocks * blocks);
  const data = new Float32Array(channels * side * side);
  data.forEach((_, i) => {
    const [channel, y, x] = [Math.floor(i / (side * side)), Math.floor(i / side) % side, i % side];
    const block = Math.floor(y / cellsPerBlock) * blocks + Math.floor(x / cellsPerBlock);
    data[i] = values[channel * blocks * blocks + block] ?? 0;
  });
  return float32(data, [1, channels, side, side]);
}

/** Least squares from latents to the mean colours of their cells in the decoded picture. */
export function fitColours(latents: Tensor, picture: RgbImage): LatentColours {
  const [, channels = 0, height = 0, width = 0] = latents.dims;
  const factor = picture.width / width;
  const size = channels + 1;
  const squares = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1e-3 : 0)));
  const products = Array.from({ length: size }, () => [0, 0, 0]);
  for (let cell = 0; cell < height * width; cell++) {
    const features = featuresOf(latents, cell);
    const colour = meanColour(picture, cell % width, Math.floor(cell / width), factor);
    features.forEach((a, i) => {
      features.forEach((b, j) => add(squares[i], j, a * b));
      colour.forEach((c, k) => add(products[i], k, a * c));
    });
  }
  const solution = solve(squares, products);
  const row = (k: number): Float64Array => Float64Array.from(solution, (values) => values[k] ?? 0);
  return [row(0), row(1), row(2)];
}

/** One pixel per latent cell. */
export function previewPicture(colours: LatentColours, latents: Tensor): RgbImage {
  const [, , height = 0, width = 0] = latents.dims;
  const data = new Uint8ClampedArray(width * height * 3);
  for (let cell = 0; cell < width * height; cell++) {
    const features = featuresOf(latents, cell);
    colours.forEach((weights, k) => {
      data[cell * 3 + k] = features.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0);
    });
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

/** The channels of one cell, and 1 for the constant. */
function featuresOf({ dims, data }: Tensor, cell: number): number[] {
  const [, channels = 0, height = 0, width = 0] = dims;
  return [...Array.from({ length: channels }, (_, c) => data[c * height * width + cell] ?? 0), 1];
}

function meanColour({ data, width }: RgbImage, x: number, y: number, factor: number): number[] {
  const sum = [0, 0, 0];
  for (let row = y * factor; row < (y + 1) * factor; row++)
    for (let column = x * factor; column < (x + 1) * factor; column++)
      for (const k of [0, 1, 2]) add(sum, k, data[(row * width + column) * 3 + k] ?? 0);
  return sum.map((value) => value / factor ** 2);
}

function add(row: number[] | undefined, at: number, value: number): void {
  if (row !== undefined) row[at] = (row[at] ?? 0) + value;
}

/** Gaussian elimination of a positive definite system; both arguments are used up. */
function solve(matrix: number[][], right: number[][]): number[][] {
  matrix.forEach((pivotRow, pivot) => {
    const scale = pivotRow[pivot] ?? 1;
    matrix.forEach((row, i) => {
      if (i === pivot) return;
      const share = (row[pivot] ?? 0) / scale;
      pivotRow.forEach((value, j) => add(row, j, -share * value));
      right[pivot]?.forEach((value, j) => add(right[i], j, -share * value));
    });
  });
  return right.map((row, i) => row.map((value) => value / (matrix[i]?.[i] ?? 1)));
}
