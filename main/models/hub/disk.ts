import { statfs } from 'node:fs/promises';
import { AppError } from '../../../preload/contract/errors.ts';

/** Room that is left over, for what else is written meanwhile. */
const reserve = 1.05;

export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(bytes < 1e8 ? 3 : 1)} GB`;

/** What this user may still write to the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws AppError disk when it does not fit */
export function checkRoom(needed: number, free: number, folder: string): void {
  if (needed * reserve <= free) return;
  throw new AppError(
    'disk',
    `There is not enough room in ${folder}: ${gigabytes(needed * reserve)} are needed, ${gigabytes(free)} are free. What has come is kept. Make room, then download again to go on from there.`,
  );
}

/** A failure of the file system while a checkpoint is written. */
export function diskError(error: unknown, folder: string): AppError {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const [why, advice] = full ? ['the disk is full', 'Make room'] : ['it can not be written to', 'Check the folder'];
  return new AppError(
    'disk',
    `The checkpoint could not be stored in ${folder}: ${why}. What has come is kept. ${advice}, then download again to go on from there.`,
    { detail: error instanceof Error ? error.message : String(error), cause: error },
  );
}
