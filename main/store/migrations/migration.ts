import type { Database } from 'better-sqlite3';

/** One step of the schema. Applied once, in order, inside a transaction; never edited after release. */
export interface Migration {
  /** The `user_version` the file has after this step. */
  readonly version: number;
  readonly up: (db: Database) => void;
}
