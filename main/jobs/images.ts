import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../preload/contract/errors.ts';

/** The folder where finished pictures lie, one `<id>.png` each. */
export interface ImageFolder {
  readonly dir: string;
  /**
   * Writes a picture completely or not at all.
   * @throws AppError disk
   */
  save(id: string, png: Uint8Array): Promise<void>;
  /** Path of a picture, or null if there is none of this id. */
  file(id: string): string | null;
  /** Ids of all pictures. */
  ids(): string[];
}

export function openImageFolder(dir: string): ImageFolder {
  const path = (id: string): string => join(dir, `${id}.png`);
  return {
    dir,
    async save(id, png) {
      const partial = join(dir, `${id}.part`);
      try {
        mkdirSync(dir, { recursive: true });
        const handle = await open(partial, 'w');
        try {
          await handle.writeFile(png);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(partial, path(id));
      } catch (error) {
        await rm(partial, { force: true }).catch(() => undefined);
        throw unwritable(dir, error);
      }
    },
    file(id) {
      if (!/^[\w-]{1,64}$/.test(id)) return null; // an id is never a path
      return existsSync(path(id)) ? path(id) : null;
    },
    ids() {
      const names = existsSync(dir) ? readdirSync(dir) : [];
      return names.filter((name) => name.endsWith('.png')).map((name) => name.slice(0, -'.png'.length));
    },
  };
}

function unwritable(dir: string, cause: unknown): AppError {
  const code = (cause as NodeJS.ErrnoException).code;
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : 'the folder can not be written to';
  return new AppError(
    'disk',
    `The picture was drawn but could not be saved: ${why}. Your layout and history are as before; make room or check ${dir}, then generate again.`,
    { detail: cause instanceof Error ? cause.message : String(cause), cause },
  );
}
