import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from '../../main/store/db.ts';
import { readSetting, writeSetting } from '../../main/store/settings.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

it('settings are kept over a restart, changed and taken away', () => {
  const file = join(temporaryFolder(), 'lmd.db');
  const first = openDatabase(file).db;
  expect(readSetting(first, 'openai.url')).toBeNull();
  writeSetting(first, 'openai.url', 'http://a/v1');
  writeSetting(first, 'openai.url', 'http://b/v1');
  first.close();
  const second = openDatabase(file).db;
  expect(readSetting(second, 'openai.url')).toBe('http://b/v1');
  writeSetting(second, 'openai.url', null);
  expect(readSetting(second, 'openai.url')).toBeNull();
  second.close();
});
