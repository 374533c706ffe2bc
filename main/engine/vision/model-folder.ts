import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../../../preload/contract/errors.ts';

/**
 * Absolute path of a model's folder.
 * @param what as in "segmentation model"
 * @throws AppError checkpoint_missing when it is not there
 */
export function modelFolder(path: string, what: string): string {
  const folder = resolve(path);
  if (existsSync(folder)) return folder;
  throw new AppError('checkpoint_missing', `There is no ${what} at ${folder}. Nothing was lost; check the path.`);
}

/** @throws AppError checkpoint_unsupported when pictures are not made as large as the network takes them */
export function checkPictureSize(folder: string, made: { width: number; height: number }, taken: number): void {
  if (made.width === taken && made.height === taken) return;
  throw new AppError(
    'checkpoint_unsupported',
    `The checkpoint ${folder} can not be used: its preprocessor_config.json makes pictures of ${made.width} × ${made.height} pixels, its network takes ${taken} × ${taken}. Nothing was lost; get both files from the same place.`,
  );
}
