import Database from 'better-sqlite3';
import { cacheFileName, sourceOfFileName } from '../../preload/contract/answers.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../main/store/db.ts';
import {
  answerGroups,
  deleteAnswers,
  editAnswer,
  exportAnswers,
  importAnswers,
  listAnswers,
  openPromptCache,
} from '../../main/store/prompt-cache.ts';
import { inSequence, readCacheFile, writeCacheFile } from '../../main/store/prompt-cache-file.ts';
import { dataText } from '../helpers/data.ts';

const gpt4 = { template: 'v0.1', model: 'gpt-4' };
const all = { search: '', limit: 500 };
let db: Database.Database;

beforeEach(() => {
  db = new Database(':memory:');
  migrate(db);
});

describe('importing a cache of the reference', () => {
  const text = dataText('cache_lmd_v0.1_gpt-4.json');

  it('and exporting it again gives the same file, byte by byte', () => {
    expect(importAnswers(db, gpt4, readCacheFile(text), 0)).toBe(400);
    expect(answerGroups(db)).toEqual([{ ...gpt4, sentences: 250, answers: 400 }]);
    expect(writeCacheFile(exportAnswers(db, gpt4))).toBe(text.trimEnd());
  });

  it('twice adds nothing, and a longer list only what is new', () => {
    importAnswers(db, gpt4, { 'a dog': ['1', '2'] }, 0);
    expect(importAnswers(db, gpt4, { ' a dog.': ['1', '2'] }, 0)).toBe(0);
    expect(importAnswers(db, gpt4, { 'a dog': ['1', '2', '2'], 'a cat': [] }, 0)).toBe(1);
    expect(exportAnswers(db, gpt4)).toEqual({ 'a dog': ['1', '2', '2'] });
  });

  it('lets the writer read its answers in order', () => {
    importAnswers(db, gpt4, { 'a dog': ['1', '2'] }, 0);
    const cache = openPromptCache(db, () => 0);
    const key = { prompt: 'a dog', ...gpt4 };
    expect([cache.read(key), cache.read(key), cache.read(key)]).toEqual(['1', '2', null]);
  });

  it.each(['', '[]', '{"a": "b"}', '{"a": [1]}', 'nonsense'])('refuses what is none: %j', (file) => {
    expect(() => readCacheFile(file)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });
});

describe('a cache file', () => {
  it('is read in sequence, sentence by sentence', () => {
    const next = inSequence(readCacheFile('{"a dog.": ["1"], "a dog": ["2"], "a cat": ["3"]}'));
    expect(['a dog', 'a cat.', ' a dog. ', 'a dog', 'a bird'].map(next)).toEqual(['1', '3', '2', null, null]);
  });

  it("escapes what is not ASCII, as Python's json does", () => {
    expect(writeCacheFile({ 'é😀': ['\u2028\u007f\n'] })).toBe(
      '{\n    "\\u00e9\\ud83d\\ude00": [\n        "\\u2028\\u007f\\n"\n    ]\n}',
    );
  });

  it.each([
    ['cache_lmd_v0.1_gpt-4.json', 'v0.1', 'gpt-4'],
    ['cache_negation_v0.1_gpt-3.5-turbo.json', 'v0.1', 'gpt-3.5-turbo'],
    ['lmd_v0.1_Mixtral-8x7B-Instruct-v0.1.json', 'v0.1', 'Mixtral-8x7B-Instruct-v0.1'],
    ['cache_lmd_v0.1_gpt-4 (2).json', 'v0.1', 'gpt-4'],
  ])('tells its template and model: %s', (name, template, model) => {
    expect(sourceOfFileName(name)).toEqual({ template, model });
  });

  it.each([
    ['studio-1', 'mixtral:8x7b'],
    ['studio-json-1+0a1b2c3d', 'my_model'],
  ])('is named so that its name tells them again: %s, %s', (template, model) => {
    expect(sourceOfFileName(cacheFileName({ template, model }))).toEqual({ template, model });
  });

  it.each(['answers.json', 'cache_lmd_gpt-4.json'])('may not tell them: %s', (name) => {
    expect(sourceOfFileName(name)).toBeNull();
  });
});

describe('looking after stored answers', () => {
  beforeEach(() => {
    importAnswers(db, gpt4, { 'a red car': ['[CAR]'], 'a blue dog': ['[dog]'] }, 5);
    importAnswers(db, { template: 'studio-1', model: 'mixtral' }, { 'a red car': ['[other]'] }, 6);
  });

  it('finds them by words of sentence and answer, the newest first', () => {
    expect(listAnswers(db, all).map(({ answer }) => answer)).toEqual(['[other]', '[dog]', '[CAR]']);
    expect(listAnswers(db, { ...all, search: 'car RED' })).toHaveLength(2);
    expect(listAnswers(db, { ...all, search: '[car]', template: 'v0.1' })).toEqual([
      { id: 1, caption: 'a red car', ...gpt4, answer: '[CAR]', createdAt: 5 },
    ]);
    expect(listAnswers(db, { ...all, model: 'mixtral' })).toHaveLength(1);
    expect(listAnswers(db, { ...all, limit: 1 })).toHaveLength(1);
  });

  it('edits one', () => {
    editAnswer(db, 1, '[corrected]');
    expect(exportAnswers(db, gpt4)['a red car']).toEqual(['[corrected]']);
    expect(() => editAnswer(db, 99, '')).toThrow(expect.objectContaining({ code: 'not_found' }));
  });

  it('deletes single ones or all of a source', () => {
    expect(deleteAnswers(db, [1, 1, 99])).toBe(1);
    expect(deleteAnswers(db, gpt4)).toBe(1);
    expect(answerGroups(db)).toEqual([{ template: 'studio-1', model: 'mixtral', sentences: 1, answers: 1 }]);
  });
});
