import { mkdirSync, renameSync, rmSync, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../preload/contract/errors.ts';
import { promptCacheMigration } from './migrations/0001-prompt-cache.ts';
import { historyMigration } from './migrations/0002-history.ts';
import { jobsMigration } from './migrations/0003-jobs.ts';
import { settingsMigration } from './migrations/0004-settings.ts';
import { checksMigration } from './migrations/0005-checks.ts';
import { jobPlacesMigration } from './migrations/0006-job-places.ts';
import type { Migration } from './migrations/migration.ts';

export type Db = Database.Database;

export const migrations: readonly Migration[] = [
  promptCacheMigration,
  historyMigration,
  jobsMigration,
  settingsMigration,
  checksMigration,
  jobPlacesMigration,
];

export interface OpenedDatabase {
  db: Db;
  /** Where a damaged file was put aside; null when the file was sound or new. */
  setAside: string | null;
}

/**
 * Opens the store, bringing its schema up to date.
 * A damaged file is renamed, never deleted, and an empty store takes its place.
 * @throws AppError disk: the folder can not be written, or the file comes from a newer version.
 */
export function openDatabase(file: string, clock: () => number = Date.now): OpenedDatabase {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw diskError(`The folder ${dirname(file)} can not be created.`, error);
  }
  try {
    return { db: openAndMigrate(file), setAside: null };
  } catch (error) {
    if (!isDamage(error)) throw storeError(file, error);
  }
  const setAside = putAside(file, clock());
  try {
    return { db: openAndMigrate(file), setAside };
  } catch (error) {
    throw storeError(file, error);
  }
}

/** Applies the steps that a file lacks. */
export function migrate(db: Db, steps: readonly Migration[] = migrations): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  const newest = steps.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new AppError(
      'disk',
      'The stored history was written by a newer version of LMD Studio. Nothing was changed: update the app, or choose another data folder.',
      { detail: `schema ${version}, this app knows ${newest}` },
    );
  }
  const missing = steps.filter((step) => step.version > version);
  if (missing.length === 0) return;
  db.transaction(() => {
    for (const step of missing) step.up(db);
    db.pragma(`user_version = ${newest}`);
  }).exclusive();
}

function openAndMigrate(file: string): Db {
  const db = new Database(file, { timeout: 5000 });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    const check = db.pragma('quick_check(1)', { simple: true });
    if (check !== 'ok') throw new DamagedDatabase(String(check));
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

class DamagedDatabase extends Error {}

function isDamage(error: unknown): boolean {
  if (error instanceof DamagedDatabase) return true;
  const code = sqliteCode(error);
  return code !== null && (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'));
}

/** Renames the file and its companions out of the way. */
function putAside(file: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  const target = `${file}.damaged-${stamp}`;
  try {
    renameSync(file, target);
    for (const suffix of ['-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
      rmSync(file + suffix, { force: true });
    }
  } catch (error) {
    throw diskError(`The damaged store ${file} can not be put aside.`, error);
  }
  return target;
}

function storeError(file: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  return diskError(`The store ${file} can not be opened.`, error);
}

function diskError(message: string, cause: unknown): AppError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new AppError(
    'disk',
    `${message} Nothing was changed: check that the folder may be written to and the disk is not full.`,
    {
      detail,
      cause,
    },
  );
}

/** Any thrown value as an AppError; trouble of the store's own becomes `disk`. */
export function asStoreError(error: unknown): AppError {
  return sqliteCode(error) === null ? AppError.from(error) : diskError('The history could not be written.', error);
}

function sqliteCode(error: unknown): string | null {
  return error instanceof Database.SqliteError ? error.code : null;
}
