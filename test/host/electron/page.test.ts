import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { answerPageRequest, isOurPage } from '../../../main/host/electron/page.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

let rendererDir: string;
let pictures: string[];

beforeEach(() => {
  const folder = temporaryFolder();
  rendererDir = join(folder, 'renderer');
  mkdirSync(rendererDir);
  writeFileSync(join(rendererDir, 'index.html'), '<title>Studio</title>');
  writeFileSync(join(folder, 'secret.html'), 'secret');
  writeFileSync(join(folder, 'one.png'), 'PNG');
  pictures = [join(folder, 'one.png')];
});

const ask = (url: string, method = 'GET'): Promise<Response> =>
  answerPageRequest(
    { method, url },
    { rendererDir, imageFile: (id) => pictures.find((file) => file.endsWith(`/${id}.png`)) ?? null },
  );

describe('answerPageRequest', () => {
  it('serves the page with its policy', async () => {
    const response = await ask('app://studio/');
    expect(await response.text()).toBe('<title>Studio</title>');
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
  });

  it('serves pictures by id', async () => {
    const response = await ask('app://studio/images/one.png');
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'image/png',
      'PNG',
    ]);
    expect((await ask('app://studio/images/two.png')).status).toBe(404);
  });

  it.each([
    'app://studio/../secret.html',
    'app://studio/%2e%2e/secret.html',
    'app://studio/..%2fsecret.html',
    'app://studio/..%5csecret.html',
    'app://studio//etc/passwd',
    'app://studio/%00',
  ])('finds nothing at %s', async (url) => {
    expect((await ask(url)).status).toBe(404);
  });

  it('answers no other host and no other method', async () => {
    expect((await ask('app://elsewhere/')).status).toBe(403);
    expect((await ask('https://studio/')).status).toBe(403);
    expect((await ask('app://studio/', 'POST')).status).toBe(405);
  });
});

describe('isOurPage', () => {
  it.each([
    ['app://studio/', true],
    ['app://studio/index.html#x', true],
    ['app://studio.evil/', false],
    ['app://evil/studio', false],
    ['file:///index.html', false],
    ['about:blank', false],
    ['', false],
    [undefined, false],
  ])('%s: %s', (url, ours) => {
    expect(isOurPage(url)).toBe(ours);
  });
});
