import type { Migration } from './migration.ts';

/** What the user has set up on the main side, by name. Never holds a secret. */
export const settingsMigration: Migration = {
  version: 4,
  up: (db) => {
    db.exec(`
      CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT;
    `);
  },
};
