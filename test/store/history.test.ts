import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../main/store/db.ts';
import {
  deleteHistory,
  insertHistory,
  listHistory,
  readHistory,
  restoreHistory,
  starHistory,
} from '../../main/store/history.ts';
import { sampleItem, sampleLayout } from '../helpers/samples.ts';

let db: Database.Database;
const ids = (search = '', limit = 100): string[] => listHistory(db, { search, limit }).items.map((item) => item.id);

beforeEach(() => {
  db = new Database(':memory:');
  migrate(db);
  const item = sampleItem('car');
  insertHistory(db, item);
  insertHistory(
    db,
    sampleItem('bird', {
      createdAt: item.createdAt + 1,
      layout: sampleLayout('ein Vogel über dem Meer', ['a blue bird', '50% of a flower']),
      settings: { ...item.settings, seed: 4711, method: 'backward_guidance', prompt: 'a blue bird at sea' },
      warnings: ['The caption was cut.'],
    }),
  );
});

describe('history', () => {
  it('gives back what was stored, newest first', () => {
    expect(ids()).toEqual(['bird', 'car']);
    expect(readHistory(db, 'car')).toEqual(sampleItem('car'));
    expect(readHistory(db, 'bird').warnings).toEqual(['The caption was cut.']);
    expect(ids('', 1)).toEqual(['bird']);
  });

  it.each([
    ['RED car', ['car']],
    ['ÜBER', ['bird']],
    ['4711', ['bird']],
    ['backward', ['bird']],
    ['blue bird', ['bird']],
    ['starter', ['bird', 'car']],
    ['50%', ['bird']],
    ['blue beach gligen', []],
    ["'; DROP TABLE history; --", []],
  ])('finds %j', (search, expected) => {
    expect(ids(search)).toEqual(expected);
  });

  it('deletes so that it can be restored', () => {
    deleteHistory(db, 'car', 1);
    expect(ids()).toEqual(['bird']);
    expect(() => deleteHistory(db, 'car', 2)).toThrow(/not in the history/);
    restoreHistory(db, 'car');
    expect(ids()).toEqual(['bird', 'car']);
  });

  it('stars', () => {
    starHistory(db, 'car', true);
    expect(readHistory(db, 'car').starred).toBe(true);
    starHistory(db, 'car', false);
    expect(readHistory(db, 'car').starred).toBe(false);
  });

  it.each([
    ['read', () => readHistory(db, 'none')],
    ['delete', () => deleteHistory(db, 'none', 1)],
    ['restore', () => restoreHistory(db, 'none')],
    ['star', () => starHistory(db, 'none', true)],
  ])('says so when the picture to %s is not there', (_name, action) => {
    expect(action).toThrow(expect.objectContaining({ code: 'not_found' }) as Error);
  });

  it('names rows it can not read and lists the others', () => {
    db.exec("UPDATE history SET layout = 'not json' WHERE id = 'bird'");
    expect(listHistory(db, { search: '', limit: 10 })).toEqual({ items: [sampleItem('car')], unreadable: ['bird'] });
    db.exec("UPDATE history SET layout = '{}', settings = '{}' WHERE id = 'bird'");
    expect(listHistory(db, { search: '', limit: 10 }).unreadable).toEqual(['bird']);
  });
});
