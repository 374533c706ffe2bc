import type { RgbImage } from '../../../preload/contract/engine.ts';
import type { Grid } from '../guidance/grid.ts';

/** Lobes of the kernel on each side (Duchon, J. Appl. Meteorol. 18, 1979). */
const lobes = 3;
const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const kernel = (x: number): number => (x >= -lobes && x < lobes ? sinc(x) * sinc(x / lobes) : 0);

/** Pillow's fixed-point weights have so many bits after the point. */
const one = 2 ** 22;

interface Taps {
  /** First pixel that contributes. */
  readonly from: number;
  /** Integer weights of it and those after it. */
  readonly weights: Int32Array;
}

/** What each of `size` pixels is made of when `source` pixels are stretched or shrunk to them. */
function taps(source: number, size: number): Taps[] {
  const scale = source / size;
  const filterScale = Math.max(scale, 1);
  const support = lobes * filterScale;
  return Array.from({ length: size }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - support + 0.5));
    const to = Math.min(source, Math.trunc(centre + support + 0.5));
    const values = Array.from({ length: to - from }, (_, j) => kernel((from + j - centre + 0.5) / filterScale));
    const sum = values.reduce((a, b) => a + b, 0);
    return { from, weights: Int32Array.from(values, (w) => Math.trunc((w / sum) * one + (w < 0 ? -0.5 : 0.5))) };
  });
}

/** Resizes along one axis: `lines` × `source` pixels to `lines` × `size`, read and written at the given strides, in bytes. */
function resizeLines(
  data: Uint8Array,
  {
    lines,
    source,
    size,
    lineStride,
    pixelStride,
  }: Record<'lines' | 'source' | 'size', number> & {
    readonly lineStride: readonly [from: number, to: number];
    readonly pixelStride: number;
  },
): Uint8ClampedArray {
  const out = new Uint8ClampedArray(lines * size * 3);
  for (const [i, { from, weights }] of taps(source, size).entries())
    for (let line = 0; line < lines; line++)
      for (let channel = 0; channel < 3; channel++) {
        let sum = one / 2;
        let at = line * lineStride[0] + from * pixelStride + channel;
        for (const weight of weights) {
          sum += weight * (data[at] ?? 0);
          at += pixelStride;
        }
        out[line * lineStride[1] + i * pixelStride + channel] = Math.floor(sum / one);
      }
  return out;
}

/**
 * Resizes a picture with Lanczos' kernel, rows first, rounded, then columns: to the same bytes as Pillow, as long as not one side grows and
 * the other shrinks.
 */
export function resizeLanczos({ width, height, data }: RgbImage, size: Grid): RgbImage {
  const wide =
    size.width === width
      ? data
      : resizeLines(data, {
          lines: height,
          source: width,
          size: size.width,
          lineStride: [width * 3, size.width * 3],
          pixelStride: 3,
        });
  const high =
    size.height === height
      ? wide
      : resizeLines(new Uint8Array(wide), {
          lines: size.width,
          source: height,
          size: size.height,
          lineStride: [3, 3],
          pixelStride: size.width * 3,
        });
  return { ...size, data: new Uint8Array(high) };
}
