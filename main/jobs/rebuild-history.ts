import { readFileSync } from 'node:fs';
import type { Db } from '../store/db.ts';
import { insertHistory } from '../store/history.ts';
import type { ImageFolder } from './images.ts';
import { readPngRecord } from './record.ts';

/** Fills an empty history from the records inside the pictures, after the store was lost. Returns how many were found. */
export function rebuildHistory(db: Db, images: ImageFolder): number {
  let rebuilt = 0;
  for (const id of images.ids()) {
    const file = images.file(id);
    const record = file === null ? null : readPngRecord(readFileSync(file));
    if (record?.item.id !== id) continue;
    insertHistory(db, record.item);
    rebuilt += 1;
  }
  return rebuilt;
}
