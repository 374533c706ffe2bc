import type { RgbImage } from '../../../preload/contract/engine.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import type { Grid } from '../guidance/grid.ts';
import { float32, type Tensor } from '../tensor.ts';
import type { OwlvitPreprocessorConfig, SamPreprocessorConfig } from './preprocessor-config.ts';
import { resizePicture } from './resize.ts';

/** @throws AppError bad_request when there is nothing to look at */
export function checkPicture({ width, height, data }: RgbImage): void {
  const isWhole = [width, height].every((n) => Number.isInteger(n) && n >= 1) && data.length === width * height * 3;
  if (isWhole) return;
  throw new AppError(
    'bad_request',
    `A picture of ${width} × ${height} pixels with ${data.length} bytes can not be looked at. Nothing was changed.`,
  );
}

/**
 * The size of a picture inside SAM's square: the longer edge fills it.
 * @throws AppError bad_request for a picture so narrow that nothing of it would be left
 */
export function fittedSize({ width, height }: Grid, longest: number): Grid {
  const scale = longest / Math.max(width, height);
  const fitted = { width: Math.trunc(width * scale + 0.5), height: Math.trunc(height * scale + 0.5) };
  if (fitted.width >= 1 && fitted.height >= 1) return fitted;
  throw new AppError(
    'bad_request',
    `A picture of ${width} × ${height} pixels is too narrow to be segmented. Nothing was changed.`,
  );
}

/** What SAM looks at, (1, 3, S, S): fitted, normalised, and zeros to the right or below. */
export function samPixels(image: RgbImage, config: SamPreprocessorConfig): Tensor {
  checkPicture(image);
  const fitted = fittedSize(image, config.size.longest_edge);
  return normalised(resizePicture(image, fitted, config.resample), config, config.pad_size);
}

/** What OWL-ViT looks at, (1, 3, H, W): the whole picture, stretched to the model's size. */
export function owlvitPixels(image: RgbImage, config: OwlvitPreprocessorConfig): Tensor {
  checkPicture(image);
  return normalised(resizePicture(image, config.size, config.resample), config, config.size);
}

interface Normalisation {
  readonly rescale_factor: number;
  readonly image_mean: readonly number[];
  readonly image_std: readonly number[];
}

/** Planes of red, green and blue in a frame, minus the mean and divided by the deviation of each: in float32, as transformers does it. */
function normalised(image: RgbImage, { rescale_factor, image_mean, image_std }: Normalisation, frame: Grid): Tensor {
  const planes = new Float32Array(3 * frame.width * frame.height);
  for (let channel = 0; channel < 3; channel++) {
    const [mean, deviation] = [Math.fround(image_mean[channel] ?? 0), Math.fround(image_std[channel] ?? 1)];
    const table = Float32Array.from({ length: 256 }, (_, byte) => {
      return Math.fround(Math.fround(byte * rescale_factor) - mean) / deviation;
    });
    for (let y = 0; y < image.height; y++)
      for (let x = 0; x < image.width; x++) {
        const byte = image.data[(y * image.width + x) * 3 + channel] ?? 0;
        planes[(channel * frame.height + y) * frame.width + x] = table[byte] ?? 0;
      }
  }
  return float32(planes, [1, 3, frame.height, frame.width]);
}
