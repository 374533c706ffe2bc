import type { Migration } from './migration.ts';

/** Answers of layout writers, in the order they came, per caption, template version and model. */
export const promptCacheMigration: Migration = {
  version: 1,
  up: (db) => {
    db.exec(`
      CREATE TABLE prompt_cache (
        id INTEGER PRIMARY KEY,
        caption TEXT NOT NULL,
        template TEXT NOT NULL,
        model TEXT NOT NULL,
        answer TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX prompt_cache_by_key ON prompt_cache (caption, template, model, id);
    `);
  },
};
