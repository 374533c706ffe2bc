import type { Migration } from './migration.ts';

/** The queue. `owner` is the process that runs the job: another one must not take it for interrupted. */
export const jobsMigration: Migration = {
  version: 3,
  up: (db) => {
    db.exec(`
      CREATE TABLE jobs (
        sequence INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        request TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        error TEXT,
        image_id TEXT,
        owner INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX jobs_by_state ON jobs (state, sequence);
    `);
  },
};
