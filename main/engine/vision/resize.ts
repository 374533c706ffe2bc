import type { RgbImage } from '../../../preload/contract/engine.ts';
import type { Grid } from '../guidance/grid.ts';

/** A filter that is 0 from `support` on. */
interface Kernel {
  readonly support: number;
  readonly weight: (distance: number) => number;
}

export const kernels = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  /** Keys, "Cubic convolution interpolation", 1981, with a = -1/2. */
  bicubic: {
    support: 2,
    weight: (x) => {
      const [a, d] = [-0.5, Math.abs(x)];
      if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
      return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
    },
  },
} satisfies Record<string, Kernel>;
export type KernelName = keyof typeof kernels;

/** Weights are whole numbers of 2^-22, as in Pillow: a sum over 8-bit values with overshoot fits 32 bits. */
const precision = 22;

/** What one output cell is made of: input cells from `first` on, with their weights. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Another size, equal to Pillow's `Image.resize` byte by byte (libImaging/Resample.c): the filter is as wide as the cells of the coarser grid,
 * each output cell is cut to what lies inside, and rows are rounded to 8 bits before columns are done.
 */
export function resizePicture(image: RgbImage, { width, height }: Grid, name: KernelName): RgbImage {
  const kernel = kernels[name];
  const narrow = resample(image.data, image.height, tapsOf(kernel, image.width, width), {
    line: image.width * channels,
    step: channels,
    outLine: width * channels,
    outStep: channels,
  });
  const data = resample(narrow, width, tapsOf(kernel, image.height, height), {
    line: channels,
    step: width * channels,
    outLine: channels,
    outStep: width * channels,
  });
  return { width, height, data };
}

const channels = 3;

function tapsOf({ support, weight }: Kernel, from: number, to: number): readonly Taps[] {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(Math.trunc(centre - support * stretch + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support * stretch + 0.5), from);
    const raw = Array.from({ length: end - first }, (_, k) => weight((first + k - centre + 0.5) / stretch));
    const total = raw.reduce((a, b) => a + b, 0);
    return { first, weights: raw.map((w) => awayFromZero((w / total) * 2 ** precision)) };
  });
}

const awayFromZero = (x: number): number => Math.trunc(x < 0 ? x - 0.5 : x + 0.5);

/** Distances in the arrays: from line to line, and from cell to cell along a line. */
interface Strides {
  readonly line: number;
  readonly step: number;
  readonly outLine: number;
  readonly outStep: number;
}

function resample(source: Uint8Array, lines: number, taps: readonly Taps[], strides: Strides): Uint8Array<ArrayBuffer> {
  const out = new Uint8ClampedArray(lines * taps.length * channels);
  for (let line = 0; line < lines; line++)
    for (const [i, { first, weights }] of taps.entries())
      for (let channel = 0; channel < channels; channel++) {
        let at = line * strides.line + first * strides.step + channel;
        let sum = 1 << (precision - 1);
        for (const weight of weights) {
          sum += (source[at] ?? 0) * weight;
          at += strides.step;
        }
        out[line * strides.outLine + i * strides.outStep + channel] = sum >> precision;
      }
  return new Uint8Array(out.buffer);
}
