import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../preload/contract/errors.ts';
import type { Db } from '../store/db.ts';
import { jsonColumn } from '../store/json-column.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { holdsModel } from './model-folders.ts';

/** A damaged list is an empty one: the places can be added again. */
const pathsSchema = jsonColumn.pipe(z.array(z.string())).catch([]);

/** Checkpoints of this computer that were added in the window: remembered by their places, used where they lie. */
export interface AddedModels {
  list(): string[];
  /** @throws AppError bad_request where there is no model */
  add(path: string): void;
  /** Forgets a place; nothing is deleted. */
  remove(path: string): void;
}

export function addedModels(db: Db): AddedModels {
  const list = (): string[] => pathsSchema.parse(readSetting(db, 'models.added') ?? '[]');
  const write = (paths: readonly string[]): void => writeSetting(db, 'models.added', JSON.stringify(paths));
  return {
    list,
    add(given) {
      const path = fullPath(given.trim());
      if (!existsSync(path)) throw new AppError('bad_request', `There is nothing at ${path}. Nothing was added.`);
      if (!holdsModel(path)) {
        throw new AppError(
          'bad_request',
          `${path} holds no model. Nothing was added: it has to be a folder in diffusers layout (with model_index.json), a .safetensors file of a whole model, a SAM or OWL-ViT folder, or a folder of such.`,
        );
      }
      if (!list().includes(path)) write([...list(), path]);
    },
    remove(path) {
      write(list().filter((other) => other !== path));
    },
  };
}

/** As a user may have copied it: in quotes, from the home folder. */
function fullPath(given: string): string {
  const plain = given.replace(/^(["'])(.*)\1$/, '$2');
  const path = plain === '~' || /^~[/\\]/.test(plain) ? join(homedir(), plain.slice(1)) : plain;
  if (!isAbsolute(path)) {
    throw new AppError('bad_request', `"${path}" is not a whole path: it has to begin at the root. Nothing was added.`);
  }
  return path;
}
