import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../main/store/db.ts';
import type { PromptCache } from '../../main/store/prompt-cache.ts';
import { cacheCaption, openPromptCache } from '../../main/store/prompt-cache.ts';

const key = { prompt: 'a dog.', template: 't1', model: 'mixtral:8x7b' };
let db: Database.Database;
let cache: PromptCache;

beforeEach(() => {
  db = new Database(':memory:');
  migrate(db);
  cache = openPromptCache(db, () => 0);
});

describe('prompt cache', () => {
  it('keys by the trimmed sentence without the periods at its end', () => {
    expect(cacheCaption('  a dog and a cat... \n')).toBe('a dog and a cat');
    expect(cacheCaption('a dog. ')).toBe('a dog');
    expect(cacheCaption('St. Bernard')).toBe('St. Bernard');
  });

  it('gives the stored answers in order, then none', () => {
    cache.append(key, 'first');
    cache.append(key, 'second');
    cache.rewind();
    expect([cache.read(key), cache.read(key), cache.read(key)]).toEqual(['first', 'second', null]);
  });

  it('is past the end after an answer was added', () => {
    cache.append(key, 'first');
    expect(cache.read(key)).toBeNull();
  });

  it('keeps templates, models and sentences apart', () => {
    cache.append(key, 'first');
    cache.rewind();
    expect(cache.read({ ...key, template: 't2' })).toBeNull();
    expect(cache.read({ ...key, model: 'llama' })).toBeNull();
    expect(cache.read({ ...key, prompt: 'a cat' })).toBeNull();
    expect(cache.read({ ...key, prompt: 'a dog' })).toBe('first');
  });

  it('starts from the first answer again when opened anew', () => {
    cache.append(key, 'first');
    expect(openPromptCache(db, () => 0).read(key)).toBe('first');
  });
});
