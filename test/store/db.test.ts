import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import { asStoreError, migrate, migrations, openDatabase } from '../../main/store/db.ts';
import { listHistory, insertHistory } from '../../main/store/history.ts';
import { sampleItem } from '../helpers/samples.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function open(file: string): ReturnType<typeof openDatabase> {
  const opened = openDatabase(file, () => Date.UTC(2026, 0, 2));
  onTestFinished(() => {
    opened.db.close();
  });
  return opened;
}

function errorOf(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('openDatabase', () => {
  it('makes the folder and brings a new file to the newest schema, in WAL mode', () => {
    const { db, setAside } = open(join(temporaryFolder(), 'a', 'b', 'lmd.db'));
    expect(setAside).toBeNull();
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  });

  it('keeps what was stored', () => {
    const file = join(temporaryFolder(), 'lmd.db');
    const first = openDatabase(file);
    insertHistory(first.db, sampleItem('one'));
    first.db.close();
    expect(listHistory(open(file).db, { search: '', limit: 10 }).items).toEqual([sampleItem('one')]);
  });

  it('puts a file that is no database aside, unchanged, and starts an empty one', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'lmd.db');
    writeFileSync(file, 'this is not a database, but forty bytes and more of something');
    const { db, setAside } = open(file);
    expect(setAside).toBe(`${file}.damaged-2026-01-02T00-00-00-000Z`);
    expect(readFileSync(setAside ?? '', 'utf8')).toMatch(/^this is not a database/);
    expect(listHistory(db, { search: '', limit: 10 }).items).toEqual([]);
  });

  it('puts a file with a destroyed page aside', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'lmd.db');
    const first = openDatabase(file);
    for (let i = 0; i < 200; i++) insertHistory(first.db, sampleItem(`item-${i}`));
    first.db.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096, bytes.length - 4096);
    writeFileSync(file, bytes);
    const { db, setAside } = open(file);
    expect(setAside).not.toBeNull();
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).not.toEqual([]);
    insertHistory(db, sampleItem('new'));
    expect(listHistory(db, { search: '', limit: 10 }).items).toHaveLength(1);
  });

  it('refuses a file of a newer version and leaves it alone', () => {
    const file = join(temporaryFolder(), 'lmd.db');
    const newer = new Database(file);
    newer.pragma('user_version = 99');
    newer.close();
    const error = errorOf(() => openDatabase(file));
    expect(error.code).toBe('disk');
    expect(error.message).toMatch(/newer version/);
    const after = new Database(file);
    expect(after.pragma('user_version', { simple: true })).toBe(99);
    after.close();
  });

  it('says so when the place can not be written', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(errorOf(() => openDatabase(join(folder, 'file', 'lmd.db'))).code).toBe('disk');
    mkdirSync(join(folder, 'lmd.db'));
    expect(errorOf(() => openDatabase(join(folder, 'lmd.db'))).code).toBe('disk');
  });
});

describe('migrate', () => {
  it('applies only the steps that are missing, and all or none of them', () => {
    const db = new Database(':memory:');
    migrate(db, migrations.slice(0, 1));
    const failing = {
      version: 3,
      up: () => {
        throw new Error('no');
      },
    };
    expect(() => migrate(db, [...migrations.slice(0, 2), failing])).toThrow('no');
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'history'").get()).toBeUndefined();
    migrate(db);
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    db.close();
  });
});

describe('asStoreError', () => {
  it('reports trouble of the database as trouble of the disk', () => {
    const db = new Database(':memory:');
    db.pragma('max_page_count = 4');
    const fill = (): void => {
      migrate(db);
    };
    let thrown: unknown;
    try {
      fill();
    } catch (error) {
      thrown = error;
    }
    const error = asStoreError(thrown);
    expect(error.code).toBe('disk');
    expect(error.detail).toMatch(/full/);
    db.close();
  });

  it('leaves other errors as they are', () => {
    const error = new AppError('cancelled', 'stopped');
    expect(asStoreError(error)).toBe(error);
    expect(asStoreError(new Error('x')).code).toBe('internal');
  });
});
