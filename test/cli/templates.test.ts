import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LayoutResult } from '../../preload/contract/stage1.ts';
import type { TemplateInfo } from '../../preload/contract/templates.ts';
import { fakeOpenAi, speaks } from '../helpers/fake-openai.ts';
import { lmd } from '../helpers/lmd.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const answer = "[('a dog', [100, 200, 300, 250])]\nBackground prompt: a park\nNegative prompt: ";

describe('lmd templates', () => {
  it('lists, copies, edits and resets; a model is asked with what is there, and answers to it are kept apart', async () => {
    const fake = await fakeOpenAi({ answer: speaks(answer) });
    const data = temporaryFolder();
    const json = async <T>(...args: string[]): Promise<T> => {
      const { code, stdout } = await lmd(data, [...args, '--json']);
      expect(code, stdout).toBe(0);
      return JSON.parse(stdout) as T;
    };
    const ask = (): Promise<LayoutResult> =>
      json('layout', 'a dog', '--provider', 'openai', '--openai', fake.url, '--model', 'gpt-4');
    const asked = (): string => JSON.stringify(fake.asked.at(-1)?.body);

    const before = await json<TemplateInfo[]>('templates', 'list');
    expect(before.map(({ name, own }) => [name, own])).toContainEqual(['studio-1', false]);
    expect((await ask()).template).toBe('studio-1');

    const copy = await json<TemplateInfo>('templates', 'copy', 'studio-1');
    expect((await ask()).template).toBe(copy.version);
    writeFileSync(copy.file, `Mind the gap. ${readFileSync(copy.file, 'utf8')}`);
    const mine = await ask();
    expect(mine).toMatchObject({ cached: false, template: expect.stringMatching(/^studio-1\+[\da-f]{8}$/) as string });
    expect(mine.template).not.toBe(copy.version);
    expect(asked()).toContain('Mind the gap. You plan pictures.');
    expect(await ask()).toMatchObject({ cached: true, template: mine.template });

    const text = join(data, 'mine.txt');
    writeFileSync(text, 'Draw {caption}.\nObjects:');
    await json('templates', 'edit', 'studio-1', text);
    expect((await ask()).cached).toBe(false);
    expect(asked()).toContain('Draw a dog.');
    expect((await lmd(data, ['templates', 'show', 'studio-1'])).stdout).toBe('Draw {caption}.\nObjects:\n');

    await json('templates', 'reset', 'studio-1');
    expect(await ask()).toMatchObject({ cached: true, template: 'studio-1' });
  });

  it('says what is wrong with a broken one, and leaves everything as it was', async () => {
    const data = temporaryFolder();
    const text = join(data, 'mine.txt');
    writeFileSync(text, 'No place for a sentence.');
    const refused = await lmd(data, ['templates', 'edit', 'studio-1', text]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/no "\{caption\}".*not saved/)]);
    const { file } = JSON.parse((await lmd(data, ['templates', 'copy', 'studio-1', '--json'])).stdout) as TemplateInfo;
    const twice = await lmd(data, ['templates', 'copy', 'studio-1']);
    expect([twice.code, twice.stderr]).toEqual([1, expect.stringMatching(/a copy already.*left as it is/)]);

    writeFileSync(file, 'Broken.');
    const fake = await fakeOpenAi({ answer: speaks(answer) });
    const asked = await lmd(data, [
      'layout',
      'a dog',
      '--provider',
      'openai',
      '--openai',
      fake.url,
      '--model',
      'gpt-4',
    ]);
    expect([asked.code, fake.asked.length]).toEqual([1, 0]);
    expect(asked.stderr).toMatch(/has no "\{caption\}".*Nothing was asked.*lmd templates reset studio-1/);
    expect((await lmd(data, ['templates', 'list'])).stdout).toMatch(/studio-1:[^]*Nothing was asked/);
    expect((await lmd(data, ['templates', 'show', 'nonsense'])).code).toBe(2);
  });
});
