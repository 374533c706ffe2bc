import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Layout } from '../../preload/contract/layout.ts';
import type { Issue } from '../../preload/contract/lint.ts';
import type { Revision } from '../../preload/contract/revise.ts';
import { lmd } from '../helpers/lmd.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const text = [
  'Caption: three cats left of a red car',
  "Objects: [('a cat', [20, 200, 120, 120]), ('a cat', [80, 220, 120, 120]), ('a red car', [260, 200, 300, 160])]",
  'Background prompt: a street with a red car',
  'Negative prompt: ',
].join('\n');

function layoutFile(): { folder: string; file: string } {
  const folder = temporaryFolder();
  const file = join(folder, 'layout.txt');
  writeFileSync(file, text);
  return { folder, file };
}

describe('lmd lint', () => {
  it('tells what is wrong, and fixes it', async () => {
    const { folder, file } = layoutFile();
    const told = await lmd(folder, ['lint', file]);
    expect(told.code).toBe(0);
    expect(told.stdout).toMatch(/three cats.*there are 2 boxes/);
    expect(told.stdout).toMatch(/background names/);
    const out = join(folder, 'fixed.json');
    const fixed = await lmd(folder, ['lint', file, '--fix', '--out', out, '--json']);
    expect([fixed.code, JSON.parse(fixed.stdout) as Issue[]]).toEqual([0, []]);
    const layout = JSON.parse(readFileSync(out, 'utf8')) as Layout;
    expect(layout.boxes.map(({ caption }) => caption).toSorted()).toEqual(['a cat', 'a cat', 'a cat', 'a red car']);
    expect(layout.background).toBe('A street');
    expect((await lmd(folder, ['lint', out])).stdout).toMatch(/^Nothing is wrong/);
  });
});

describe('lmd revise', () => {
  it('changes a layout by a sentence', async () => {
    const { folder, file } = layoutFile();
    const out = join(folder, 'revised.json');
    const { code, stdout } = await lmd(folder, [
      'revise',
      file,
      'remove the second cat and make the car blue',
      '--out',
      out,
    ]);
    expect([code, stdout]).toEqual([0, 'Remove “a cat”\nRename “a red car” to “a blue car”\n']);
    const layout = JSON.parse(readFileSync(out, 'utf8')) as Layout;
    expect(layout.boxes.map(({ caption }) => caption)).toEqual(['a cat', 'a blue car']);
  });

  it('says what was not understood', async () => {
    const { folder, file } = layoutFile();
    const { code, stdout, stderr } = await lmd(folder, [
      'revise',
      file,
      'sing a song',
      '--provider',
      'rules',
      '--json',
    ]);
    expect([code, (JSON.parse(stdout) as Revision).changes]).toEqual([0, []]);
    expect(stderr).toMatch(/do not understand/);
  });
});
