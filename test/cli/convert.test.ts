import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Layout } from '../../preload/contract/layout.ts';
import { lmd } from '../helpers/lmd.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

it('lmd convert turns one format into another', async () => {
  const folder = temporaryFolder();
  const [text, json] = [join(folder, 'layout.txt'), join(folder, 'out', 'layout.json')];
  writeFileSync(text, "Objects: [('a cat', [64, 128, 256, 256])]\nBackground prompt: A park\nNegative prompt: ");
  const printed = await lmd(folder, ['convert', text, '--to', 'diffusers']);
  expect(JSON.parse(printed.stdout)).toMatchObject({
    gligen_phrases: ['a cat'],
    gligen_boxes: [[0.125, 0.25, 0.625, 0.75]],
  });
  expect(printed.stderr).toMatch(/format lmd with 1 box\n/);
  const written = await lmd(folder, ['convert', text, '--size', '1024x512', '--out', json]);
  expect([written.code, written.stdout]).toEqual([0, '']);
  const layout = JSON.parse(readFileSync(json, 'utf8')) as Layout;
  expect(layout).toMatchObject({ canvas: { width: 1024, height: 512 }, boxes: [{ rect: { x: 128, width: 512 } }] });
  const none = await lmd(folder, ['convert', join(folder, 'none')]);
  expect(none.code).toBe(1);
});
