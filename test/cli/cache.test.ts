import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredAnswer } from '../../preload/contract/answers.ts';
import { lmd } from '../helpers/lmd.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('lmd cache', () => {
  it('imports, searches, exports and deletes', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'cache_lmd_v0.1_gpt-4.json');
    writeFileSync(file, JSON.stringify({ 'a red car': ['[1]', '[2]'], 'a dog': ['[3]'] }, null, 4));
    expect(await lmd(folder, ['cache', 'import', file])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^3 answers added/) as string,
    });

    const list = await lmd(folder, ['cache', 'list', '--json']);
    expect(JSON.parse(list.stdout)).toEqual([{ template: 'v0.1', model: 'gpt-4', sentences: 2, answers: 3 }]);

    const search = await lmd(folder, ['cache', 'search', 'red', '[1]', '--json']);
    const found = JSON.parse(search.stdout) as StoredAnswer[];
    expect(found.map(({ answer }) => answer)).toEqual(['[1]']);

    const copy = join(folder, 'copy.json');
    const source = ['--template', 'v0.1', '--model', 'gpt-4'];
    expect((await lmd(folder, ['cache', 'export', copy, ...source])).code).toBe(0);
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(file, 'utf8'));

    const one = await lmd(folder, ['cache', 'delete', String(found[0]?.id), '--json']);
    expect(JSON.parse(one.stdout)).toEqual({ deleted: 1 });
    const rest = await lmd(folder, ['cache', 'delete', ...source, '--json']);
    expect(JSON.parse(rest.stdout)).toEqual({ deleted: 2 });
    expect((await lmd(folder, ['cache', 'list'])).stdout).toMatch(/^No answers/);
  });

  it('says what is missing', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'answers.json');
    writeFileSync(file, '{"a dog": ["[3]"]}');
    const nameless = await lmd(folder, ['cache', 'import', file, '--json']);
    expect([nameless.code, JSON.parse(nameless.stdout)]).toMatchObject([1, { error: { code: 'bad_request' } }]);
    const nothing = await lmd(folder, ['cache', 'export', file, '--template', 't', '--model', 'm', '--json']);
    expect([nothing.code, JSON.parse(nothing.stdout)]).toMatchObject([1, { error: { code: 'not_found' } }]);
    expect((await lmd(folder, ['cache', 'delete', 'all'])).code).toBe(2);
  });
});
