import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { resizePicture } from '../../../main/engine/vision/resize.ts';
import { patternPicture } from '../../helpers/pictures.ts';

/** From width × height to width × height: start of the SHA-256 of what Pillow 13.0 makes of the same bytes. */
test.each([
  [37, 23, 64, 40, 'bilinear', '4c5dcdc6943f3bf2'],
  [37, 23, 64, 40, 'bicubic', '993b20da692b3449'],
  [64, 40, 37, 23, 'bilinear', '488158b5bf0a9162'],
  [64, 40, 37, 23, 'bicubic', 'f3a520e356419c6b'],
  [50, 31, 50, 12, 'bilinear', '9f3077b9d7475d97'],
  [50, 31, 50, 12, 'bicubic', '3a9321728fe704e4'],
  [5, 7, 29, 3, 'bilinear', 'd2bd689b2530b1b4'],
  [5, 7, 29, 3, 'bicubic', 'aa73b38c5a5f6ae3'],
  [1, 1, 4, 4, 'bicubic', 'cda2bd7959a87230'],
  [300, 2, 7, 2, 'bilinear', 'ce0c9d67f7c55ff3'],
  [300, 2, 7, 2, 'bicubic', '86cb99b2cc620db1'],
  [48, 48, 48, 48, 'bicubic', 'ea3d1f6177f7414c'],
] as const)('resizes %i × %i to %i × %i, %s, as Pillow does', (width, height, toWidth, toHeight, kernel, hash) => {
  const resized = resizePicture(patternPicture(width, height), { width: toWidth, height: toHeight }, kernel);
  expect(resized).toMatchObject({ width: toWidth, height: toHeight });
  expect(createHash('sha256').update(resized.data).digest('hex').slice(0, 16)).toBe(hash);
});
