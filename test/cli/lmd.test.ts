import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import type { HistoryItem } from '../../preload/contract/api.ts';
import type { LayoutResult } from '../../preload/contract/stage1.ts';
import { readPngRecord } from '../../main/jobs/record.ts';
import { lmd, runProgram } from '../helpers/lmd.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const sentence = 'a red car left of a blue bird on a beach';

describe('lmd', () => {
  it('shows help with its commands and exit codes', async () => {
    const { code, stdout } = await lmd(temporaryFolder(), ['--help']);
    expect(code).toBe(0);
    for (const word of ['generate', 'layout', 'methods', 'models', '130']) expect(stdout).toContain(word);
  });

  it.each([
    ['nothing', []],
    ['an unknown command', ['draw']],
    ['an unknown flag', ['layout', 'x', '--nope']],
    ['a missing sentence', ['generate']],
    ['steps that are no number', ['generate', 'x', '--steps', 'many']],
    ['an unknown sampler', ['generate', 'x', '--sampler', 'magic']],
    ['an option without a value', ['generate', 'x', '--option', 'scale']],
  ])('takes %s as wrong use: exit code 2', async (_name, args) => {
    const { code, stdout, stderr } = await lmd(temporaryFolder(), args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toBe('');
  });
});

describe('lmd layout', () => {
  it('writes a layout by rules, as JSON', async () => {
    const { code, stdout, stderr } = await lmd(temporaryFolder(), [
      'layout',
      sentence,
      '--provider',
      'rules',
      '--json',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const { layout, provider } = JSON.parse(stdout) as LayoutResult;
    expect(provider).toBe('rules');
    expect(layout.boxes.map((box) => box.caption)).toEqual(['a red car', 'a blue bird']);
  });

  it('writes it for people too, and says when no language model could be reached', async () => {
    const { code, stdout, stderr } = await lmd(temporaryFolder(), ['layout', sentence]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2 boxes on 512x512/);
    expect(stdout).toMatch(/Background: .*beach/);
    expect(stderr).toMatch(/rules/i);
  });

  it('fails with the reason: exit code 1', async () => {
    const { code, stdout, stderr } = await lmd(temporaryFolder(), ['layout', ' ']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).not.toMatch(/ at /);
    const json = await lmd(temporaryFolder(), ['layout', ' ', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'empty_prompt' } });
    const asked = await lmd(temporaryFolder(), ['layout', sentence, '--provider', 'ollama', '--json']);
    expect([asked.code, JSON.parse(asked.stdout)]).toMatchObject([1, { error: { code: 'llm_unreachable' } }]);
  });
});

describe('lmd methods and lmd models', () => {
  it('list what there is', async () => {
    const methods = await lmd(temporaryFolder(), ['methods', '--json']);
    const ids = (JSON.parse(methods.stdout) as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['sd', 'gligen', 'backward_guidance']));
    const models = await lmd(temporaryFolder(), ['models']);
    expect([methods.code, models.code]).toEqual([0, 0]);
    expect(models.stdout).toMatch(/^starter: ready\n.*demonstration world/);
  });
});

describe('lmd generate', () => {
  it('goes from a sentence to a PNG that tells how it was made, and the same again from its layout', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'one.png');
    const flags = ['--steps', '2', '--seed', '3', '--size', '256x256', '--provider', 'rules', '--json'];
    const first = await lmd(folder, ['generate', sentence, '--method', 'gligen', ...flags, '--out', out]);
    expect([first.code, first.stderr]).toEqual([0, '']);
    const item = JSON.parse(first.stdout) as HistoryItem;
    expect(item.settings).toMatchObject({ method: 'gligen', seed: 3, steps: 2, model: 'starter' });
    expect(item.checks).toHaveLength(item.layout.boxes.length);
    const png = readFileSync(out);
    const record = readPngRecord(png);
    expect(record?.item.layout.boxes).toHaveLength(2);

    const layoutFile = join(folder, 'layout.json');
    writeFileSync(layoutFile, JSON.stringify(record?.item.layout));
    const again = join(folder, 'two.png');
    const second = await lmd(folder, [
      'generate',
      '--layout',
      layoutFile,
      '--method',
      'gligen',
      ...flags.slice(0, 4),
      '--out',
      again,
    ]);
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/^\S+two\.png: .* seed 3, 2 steps/);
    expect(second.stdout).toMatch(/\n\d of \d objects in their boxes\./);
    expect(Array.from(decode(readFileSync(again)).data)).toEqual(Array.from(decode(png).data));
  });

  it('says what is wrong with a layout file, a model or a method', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'layout.json');
    writeFileSync(file, '{"boxes": [{"id": "a"}]}');
    const code = async (...args: string[]): Promise<unknown> =>
      (JSON.parse((await lmd(folder, ['generate', ...args, '--json'])).stdout) as { error: { code: string } }).error
        .code;
    expect(await code('--layout', file)).toBe('bad_layout');
    expect(await code('--layout', join(folder, 'none.json'))).toBe('bad_layout');
    expect(await code(sentence, '--model', 'none')).toBe('not_found');
    expect(await code(sentence, '--method', 'none')).toBe('bad_request');
    expect(await code(sentence, '--option', 'nonsense=1')).toBe('bad_request');
    expect(existsSync(join(folder, 'out.png'))).toBe(false);
  });

  it('is cancelled by Ctrl-C: exit code 130, no picture', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'out.png');
    let interrupted = false;
    const { code, stderr } = await runProgram(
      'main/cli/lmd.ts',
      ['generate', sentence, '--provider', 'auto', '--steps', '1000', '--out', out, '--data-dir', folder],
      {
        env: { OLLAMA_HOST: 'http://127.0.0.1:9' },
        onOutput: (child) => {
          // The notice that rules wrote the layout comes right before the drawing begins.
          if (!interrupted) child.kill('SIGINT');
          interrupted = true;
        },
      },
    );
    expect(code).toBe(130);
    expect(stderr).toMatch(/Cancelled/);
    expect(existsSync(out)).toBe(false);
  });
});

describe('lmd compare', () => {
  it('draws one layout with several methods from one seed on one page, and names what can not be done', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'sheet.html');
    const flags = ['--steps', '2', '--seed', '3', '--size', '256x256', '--provider', 'rules', '--out', out];
    const { code, stdout } = await lmd(folder, [
      'compare',
      sentence,
      '--methods',
      'sd',
      'gligen',
      'none',
      '--json',
      ...flags,
    ]);
    expect(code).toBe(0);
    const { compared } = JSON.parse(stdout) as { compared: { method: string; seconds?: number; error?: string }[] };
    expect(compared.map(({ method, error }) => [method, error === undefined])).toEqual([
      ['sd', true],
      ['gligen', true],
      ['none', false],
    ]);
    const page = readFileSync(out, 'utf8');
    expect(page.match(/data:image\/png;base64/g)).toHaveLength(2);
    expect(page.match(/<rect /g)).toHaveLength(4);
    expect(page).toContain('There is no method');
    const failed = await lmd(folder, ['compare', sentence, '--methods', 'none', '--provider', 'rules', '--out', out]);
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(/No method could draw/)]);
  });
});
