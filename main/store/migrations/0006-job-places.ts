import type { Migration } from './migration.ts';

/** Where a job stands in the queue if it was moved; null: in the order of submission. */
export const jobPlacesMigration: Migration = {
  version: 6,
  up: (db) => {
    db.exec('ALTER TABLE jobs ADD COLUMN place INTEGER');
  },
};
