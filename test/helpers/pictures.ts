import { decode } from 'fast-png';
import type { RgbImage } from '../../preload/contract/engine.ts';
import { goldenBytes } from './golden.ts';

/** An RGB picture of the golden set. */
export function goldenPicture(rel: string): RgbImage {
  const { width, height, channels, data } = decode(goldenBytes(rel));
  if (channels !== 3) throw new Error(`${rel} has ${channels} channels`);
  return { width, height, data: Uint8Array.from(data) };
}

/** A picture whose bytes follow from their place, without a pattern that a filter would miss. */
export function patternPicture(width: number, height: number): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 13) & 255);
  return { width, height, data };
}
