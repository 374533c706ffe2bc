import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../preload/contract/errors.ts';

/** @throws AppError not_found */
export async function readTextFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('not_found', `${file} can not be read. Nothing was changed.`, { detail: String(cause), cause });
  }
}

/** Folders that are missing are made. @throws AppError disk */
export async function writeTextFile(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (cause) {
    throw new AppError('disk', `${file} can not be written.`, { detail: String(cause), cause });
  }
}
