import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EverydayReport } from '../../main/evaluate/everyday-report.ts';
import { dataText } from '../helpers/data.ts';
import { lmd } from '../helpers/lmd.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const full = { success: 100, total: 100, rate: 1 };
const perfect = {
  tasks: { negation: full, numeracy: full, attribution: full, spatial: full },
  overall: { success: 400, total: 400, rate: 1 },
};

describe('lmd benchmark layout', () => {
  it('judges a cache of the reference without asking anyone', async () => {
    const folder = temporaryFolder();
    const cache = join(folder, 'cache_lmd_v0.1_gpt-4.json');
    writeFileSync(cache, dataText('cache_lmd_v0.1_gpt-4.json'));
    const { code, stdout } = await lmd(folder, ['benchmark', 'layout', '--cache', cache, '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([0, perfect]);
  });

  it('lets the rules write all layouts; at least 98 % are right', async () => {
    const folder = temporaryFolder();
    const html = join(folder, 'page.html');
    const args = ['benchmark', 'layout', '--provider', 'rules', '--html', html];
    const { code, stdout } = await lmd(folder, args);
    expect(code).toBe(0);
    const [, success, total] = /overall +(\d+)\/(\d+)/.exec(stdout) ?? [];
    expect(Number(success) / Number(total)).toBeGreaterThanOrEqual(0.98);
    expect(readFileSync(html, 'utf8')).toContain('<!doctype html>');
  });

  it('counts what a cache lacks as failures, and says what is wrong with a file', async () => {
    const folder = temporaryFolder();
    const cache = join(folder, 'cache.json');
    writeFileSync(
      cache,
      JSON.stringify({ 'A realistic photo of a scene without backpacks': ['[]\nBackground prompt: x'] }),
    );
    const one = await lmd(folder, ['benchmark', 'layout', '--cache', cache, '--json']);
    expect(JSON.parse(one.stdout)).toMatchObject({ overall: { success: 1, total: 400 } });
    writeFileSync(cache, '{"a": 1}');
    const bad = await lmd(folder, ['benchmark', 'layout', '--cache', cache, '--json']);
    expect([bad.code, JSON.parse(bad.stdout)]).toMatchObject([1, { error: { code: 'bad_request' } }]);
    const none = await lmd(folder, ['benchmark', 'layout', '--cache', join(folder, 'none.json'), '--json']);
    expect([none.code, JSON.parse(none.stdout)]).toMatchObject([1, { error: { code: 'not_found' } }]);
  });

  it('ends with the reason when the provider can not be reached', async () => {
    const folder = temporaryFolder();
    const { code, stdout } = await lmd(folder, ['benchmark', 'layout', '--provider', 'ollama', '--json']);
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { error: { code: 'llm_unreachable' } }]);
    expect(existsSync(join(folder, 'benchmark', 'layout-ollama.jsonl'))).toBe(false);
  });
});

describe('lmd benchmark everyday', () => {
  it('tells what is wrong with which layout, and how many are right', async () => {
    const folder = temporaryFolder();
    const { code, stdout } = await lmd(folder, ['benchmark', 'everyday', '--json']);
    const report = JSON.parse(stdout) as EverydayReport;
    expect([code, report.total, report.right.sensible]).toEqual([0, 100, 100]);
    expect(report.faults).toHaveLength(100 - report.right.all);
    const text = await lmd(folder, ['benchmark', 'everyday']);
    expect(text.stdout).toMatch(new RegExp(`everything right +${report.right.all}/100\\n`));
  });

  it('ends with the reason when the provider can not be reached', async () => {
    const { code, stdout } = await lmd(temporaryFolder(), ['benchmark', 'everyday', '--provider', 'ollama', '--json']);
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { error: { code: 'llm_unreachable' } }]);
  });
});
