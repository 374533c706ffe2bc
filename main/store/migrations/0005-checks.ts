import type { Migration } from './migration.ts';

/** What a detector saw of each box of a picture; "null" where none looked. */
export const checksMigration: Migration = {
  version: 5,
  up: (db) => {
    db.exec(`ALTER TABLE history ADD COLUMN checks TEXT NOT NULL DEFAULT 'null'`);
  },
};
