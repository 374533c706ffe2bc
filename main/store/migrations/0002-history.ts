import type { Migration } from './migration.ts';

/** Pictures made. `search` is the lower-cased text that a search looks in; `deleted_at` marks what can still be restored. */
export const historyMigration: Migration = {
  version: 2,
  up: (db) => {
    db.exec(`
      CREATE TABLE history (
        id TEXT PRIMARY KEY,
        created_at INTEGER NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        starred INTEGER NOT NULL DEFAULT 0,
        deleted_at INTEGER,
        layout TEXT NOT NULL,
        settings TEXT NOT NULL,
        timings TEXT NOT NULL,
        warnings TEXT NOT NULL,
        search TEXT NOT NULL
      ) STRICT;
      CREATE INDEX history_by_time ON history (created_at DESC) WHERE deleted_at IS NULL;
    `);
  },
};
