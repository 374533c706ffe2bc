import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import type { RgbImage } from '../../preload/contract/engine.ts';
import { goldenBytes } from './golden.ts';

/** An RGB picture of the golden set. */
export const goldenPicture = (rel: string): RgbImage => decoded(goldenBytes(rel), rel);

/** An RGB picture of the test data. */
export const readPicture = (file: URL): RgbImage => decoded(readFileSync(file), file.pathname);

function decoded(png: Uint8Array, name: string): RgbImage {
  const { width, height, channels, data } = decode(png);
  if (channels !== 3) throw new Error(`${name} has ${channels} channels`);
  return { width, height, data: Uint8Array.from(data) };
}

/** A picture whose bytes follow from their place, without a pattern that a filter would miss. */
export function patternPicture(width: number, height: number): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 255);
  return { width, height, data };
}
