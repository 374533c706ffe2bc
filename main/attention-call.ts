import { readFile } from 'node:fs/promises';
import { decode } from 'fast-png';
import type { ApiOutput } from '../preload/contract/api.ts';
import type { RgbImage } from '../preload/contract/engine.ts';
import { AppError } from '../preload/contract/errors.ts';
import type { Engine } from './jobs/engine.ts';
import type { ImageFolder } from './jobs/images.ts';
import type { Catalogue } from './models/catalogue.ts';
import type { Db } from './store/db.ts';
import { readHistory } from './store/history.ts';

export interface AttentionServices {
  readonly db: Db;
  readonly engine: Pick<Engine, 'attend'>;
  readonly images: Pick<ImageFolder, 'file'>;
  readonly catalogue: Pick<Catalogue, 'checkpointOf'>;
}

/**
 * Where the model that drew a picture of the history looks in it.
 * @throws AppError not_found when the picture, its file or its model is no longer there; or as the engine's `attend`
 */
export async function readAttention(
  id: string,
  { db, engine, images, catalogue }: AttentionServices,
): Promise<ApiOutput<'history.attention'>> {
  const { layout, settings } = readHistory(db, id);
  const image = await readPicture(images.file(id));
  const checkpoint = checkpointOf(catalogue, settings.model);
  const { width, height, boxes } = await engine.attend({ layout, checkpoint, image, seed: settings.seed });
  return { width, height, boxes: boxes.map((cells) => cells && Buffer.from(cells).toString('base64')) };
}

async function readPicture(file: string | null): Promise<RgbImage> {
  if (file === null) {
    throw new AppError('not_found', 'The file of this picture is gone, so the model can not look at it.');
  }
  try {
    const { width, height, depth, channels, data } = decode(await readFile(file));
    if (depth === 8 && channels === 3) return { width, height, data: Uint8Array.from(data) };
    throw new Error(`${depth} bits, ${channels} channels`);
  } catch (cause) {
    const detail = `${file}: ${AppError.from(cause).message}`;
    throw new AppError('not_found', 'The file of this picture is not the one that was drawn: it can not be read.', {
      ...{ detail, cause },
    });
  }
}

function checkpointOf(catalogue: AttentionServices['catalogue'], model: string): string {
  try {
    return catalogue.checkpointOf(model);
  } catch (cause) {
    const message = `The model that drew this picture, “${model}”, is no longer here. Add it again to see where it looks.`;
    throw new AppError('not_found', message, { cause });
  }
}
