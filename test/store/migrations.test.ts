import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate, migrations } from '../../main/store/db.ts';

/** A database as it was before `version` was written. */
function before(version: number): Database.Database {
  const db = new Database(':memory:');
  migrate(db, migrations.slice(0, version - 1));
  return db;
}

const columnsOf = (db: Database.Database, table: string): string[] =>
  (db.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name);

describe('migrations', () => {
  it('are numbered from 1 without gaps', () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, i) => i + 1));
  });

  it('0001 adds the prompt cache', () => {
    const db = before(1);
    migrate(db, migrations.slice(0, 1));
    expect(columnsOf(db, 'prompt_cache')).toEqual(['id', 'caption', 'template', 'model', 'answer', 'created_at']);
  });

  it('0002 adds the history and keeps the cache', () => {
    const db = before(2);
    db.exec("INSERT INTO prompt_cache VALUES (1, 'a dog', 't1', 'm', 'answer', 5)");
    migrate(db, migrations.slice(0, 2));
    expect(columnsOf(db, 'history')).toContain('search');
    expect(db.prepare('SELECT answer FROM prompt_cache').pluck().get()).toBe('answer');
  });

  it('0003 adds the jobs, which have one of five states', () => {
    const db = before(3);
    migrate(db, migrations.slice(0, 3));
    const insert = db.prepare("INSERT INTO jobs (id, state, request, created_at, owner) VALUES (?, ?, '{}', 0, 1)");
    insert.run('a', 'queued');
    expect(() => insert.run('b', 'lost')).toThrow(/CHECK/);
    expect(() => insert.run('a', 'done')).toThrow(/UNIQUE/);
  });

  it('0004 adds the settings and keeps the jobs', () => {
    const db = before(4);
    db.exec("INSERT INTO jobs (id, state, request, created_at, owner) VALUES ('a', 'queued', '{}', 0, 1)");
    migrate(db, migrations.slice(0, 4));
    expect(columnsOf(db, 'settings')).toEqual(['name', 'value']);
    expect(db.prepare('SELECT id FROM jobs').pluck().all()).toEqual(['a']);
  });
});
