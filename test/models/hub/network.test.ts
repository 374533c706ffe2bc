import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskError } from '../../../main/models/hub/disk.ts';
import { hubAddress } from '../../../main/models/hub/hub-address.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import type { Fault } from '../../helpers/fake-hub.ts';
import { content, once, open, repo, setUp, unet, unetThere } from './set-up.ts';

const weights = (folder: string): Buffer => readFileSync(join(folder, 'tiny', unet));
const left = (folder: string): string[] =>
  readdirSync(join(folder, '.downloads', 'owner--tiny', 'files'), { recursive: true, encoding: 'utf8' });
const says = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

describe('downloading over a bad network', () => {
  it('goes on after connections that break off', async () => {
    const { hub, downloads, folder, state } = await setUp();
    hub.fault = once(...Array.from({ length: 4 }, (): Fault => ({ kind: 'cut', after: 500 })));
    await downloads.start(repo, 'main');
    await state('done');
    expect(weights(folder)).toEqual(content.half);
  });

  it('waits twice as long each time, gives up after five tries, and keeps what has come', async () => {
    const { hub, downloads, folder, state, waits } = await setUp();
    hub.fault = once(
      { kind: 'cut', after: 500 },
      ...Array.from({ length: 5 }, (): Fault => ({ kind: 'cut', after: 0 })),
    );
    await downloads.start(repo, 'main');
    const failed = await state('failed');
    expect(failed.error).toMatchObject({ code: 'hub_unreachable', message: says(/What has come is kept/) });
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
    expect(left(folder)).toContain(join('unet', 'diffusion_pytorch_model.safetensors.part'));
    await downloads.start(repo, 'main');
    await state('done');
    expect(weights(folder)).toEqual(content.half);
  });

  it('begins a file anew with a server that knows no ranges', async () => {
    const { hub, downloads, folder, state } = await setUp();
    hub.fault = once({ kind: 'cut', after: 2000 }, { kind: 'no-ranges' });
    await downloads.start(repo, 'main');
    await state('done');
    expect(weights(folder)).toEqual(content.half);
  });

  it('takes a silent connection for a broken one', async () => {
    const { hub, folder } = await setUp();
    hub.fault = once({ kind: 'stall', after: 300 });
    const { downloads, state } = open(hub, folder, { stallMs: 200 });
    await downloads.start(repo, 'main');
    await state('done');
    expect(weights(folder)).toEqual(content.half);
  });

  it('says so when nothing is there, and plans without long waits', async () => {
    const { hub, downloads, state, waits } = await setUp();
    await hub.close();
    await expect(downloads.plan(repo, 'main')).rejects.toMatchObject({ code: 'hub_unreachable', detail: says(/./) });
    expect(waits).toEqual([1000]);
    await downloads.start(repo, 'main');
    expect((await state('failed')).error).toMatchObject({ code: 'hub_unreachable' });
  });

  it('loads a file anew whose content is wrong, once', async () => {
    for (const kind of ['wrong', 'short', 'long'] as const) {
      const { hub, downloads, folder, state } = await setUp();
      hub.fault = once({ kind });
      await downloads.start(repo, 'main');
      await state('done');
      expect(weights(folder)).toEqual(content.half);
    }
  });

  it('fails when it is wrong again: names the file, throws it away, and keeps the others', async () => {
    const { hub, downloads, folder, state } = await setUp();
    hub.fault = once({ kind: 'wrong' }, { kind: 'wrong' });
    await downloads.start(repo, 'main');
    const { error, bytes } = await state('failed');
    expect(error).toMatchObject({
      code: 'download_corrupt',
      message: says(new RegExp(`${unetThere}.*checksum.*kept`)),
    });
    expect(left(folder)).toContain(join('vae', 'config.json'));
    expect(left(folder).some((path) => path.includes(unet))).toBe(false);
    expect(readdirSync(folder)).toEqual(['.downloads']);
    expect((await downloads.plan(repo, 'main')).bytesHere).toBeLessThanOrEqual(bytes);
    await downloads.start(repo, 'main');
    await state('done');
    expect(weights(folder)).toEqual(content.half);
  });

  it('checks small files by the name that git gives them', async () => {
    const { hub, downloads, state } = await setUp();
    hub.fault = (path) => (path === 'vae/config.json' ? { kind: 'wrong' } : null);
    await downloads.start(repo, 'main');
    expect((await state('failed')).error).toMatchObject({
      code: 'download_corrupt',
      message: says(/vae\/config\.json/),
    });
  });

  it('notices that what an earlier try has left was damaged', async () => {
    const { hub, downloads, folder, state } = await setUp();
    hub.fault = once(
      { kind: 'cut', after: 500 },
      ...Array.from({ length: 4 }, (): Fault => ({ kind: 'cut', after: 0 })),
    );
    await downloads.start(repo, 'main');
    await state('failed');
    writeFileSync(join(folder, '.downloads', 'owner--tiny', 'files', `${unet}.part`), Buffer.alloc(500));
    await downloads.start(repo, 'main');
    await state('done');
    expect(weights(folder)).toEqual(content.half);
  });

  it('waits as long as the hub asks to, a minute at most', async () => {
    const { hub, downloads, state, waits } = await setUp();
    const later = new Date(Date.now() + 3_600_000).toUTCString();
    const busy = (after: string): Fault => ({ kind: 'status', status: 429, headers: { 'retry-after': after } });
    hub.fault = once(busy('7'), busy('3600'), busy(later), { kind: 'status', status: 503 });
    await downloads.start(repo, 'main');
    await state('done');
    expect(waits).toEqual([7000, 60_000, 60_000, 8000]);
  });

  it('gives up on a hub that is busy for long', async () => {
    const { hub, downloads, state, waits } = await setUp();
    hub.intercept = (_, response) => Boolean(response.writeHead(429, { 'retry-after': '1' }).end());
    await downloads.start(repo, 'main');
    expect((await state('failed')).error).toMatchObject({ code: 'hub_refused', message: says(/no more requests/) });
    expect(waits).toHaveLength(4);
  });

  it('asks the hub for a new address when that of the content has run out', async () => {
    const { hub, downloads, folder, state } = await setUp();
    hub.fault = once({ kind: 'status', status: 403 });
    await downloads.start(repo, 'main');
    await state('done');
    expect(weights(folder)).toEqual(content.half);
    expect(hub.asked.hub.filter(({ path }) => path.includes(`resolve`) && path.includes(unetThere))).toHaveLength(2);
  });

  it('begins a file anew when the hub has less of it than is here', async () => {
    const { hub, downloads, folder, state } = await setUp();
    hub.fault = once({ kind: 'cut', after: 900 }, { kind: 'status', status: 416 });
    await downloads.start(repo, 'main');
    await state('done');
    expect(weights(folder)).toEqual(content.half);
  });
});

describe('what the hub refuses', () => {
  const refused = (status: number, headers: Record<string, string> = {}) =>
    setUp().then(async ({ hub, downloads }) => {
      hub.intercept = (_, response) => Boolean(response.writeHead(status, headers).end());
      return downloads.plan(repo, 'main');
    });

  it('tells what is not there', async () => {
    const { downloads } = await setUp();
    await expect(downloads.plan('owner/none', 'main')).rejects.toMatchObject({
      code: 'hub_unauthorized',
      message: says(/There is no owner\/none at .*, or it is private/),
    });
    await expect(downloads.plan(repo, 'v9')).rejects.toMatchObject({
      code: 'not_found',
      message: says(/no such revision/),
    });
    await expect(refused(404)).rejects.toMatchObject({ code: 'not_found' });
    await expect(refused(401)).rejects.toMatchObject({ code: 'hub_unauthorized', message: says(/wants a token/) });
    await expect(refused(451, { 'x-error-message': 'Taken down.' })).rejects.toMatchObject({
      code: 'hub_refused',
      message: says(/451.*The hub says: Taken down\./),
    });
    await expect(refused(500)).rejects.toMatchObject({ code: 'hub_unreachable' });
  });

  it('tells when a file is gone', async () => {
    const { hub, downloads, state } = await setUp();
    hub.intercept = (request, response) => {
      if (!request.url?.includes('/resolve/')) return false;
      response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
      return true;
    };
    await downloads.start(repo, 'main');
    expect((await state('failed')).error).toMatchObject({
      code: 'not_found',
      message: says(/not at the hub any more/),
    });
  });

  it('takes no login page for the hub', async () => {
    for (const body of ['<html>Welcome to our hotel</html>', '{"sha":"main"}', '[]']) {
      const { hub, downloads } = await setUp();
      hub.intercept = (_, response) => Boolean(response.end(body));
      await expect(downloads.plan(repo, 'main')).rejects.toMatchObject({ code: 'hub_refused' });
    }
  });

  it('does not list pages without end', async () => {
    const { hub, downloads } = await setUp();
    hub.intercept = (request, response) => {
      if (!request.url?.includes('/tree/')) return false;
      response.writeHead(200, { link: `<${request.url}>; rel="next"` }).end('[]');
      return true;
    };
    await expect(downloads.plan(repo, 'main')).rejects.toMatchObject({ code: 'hub_refused' });
  });

  it('asks its own address for the next page, though the answer names another one', async () => {
    const { hub, downloads } = await setUp();
    hub.intercept = (request, response) => {
      const url = request.url ?? '';
      if (!url.includes('/tree/') || url.includes('cursor')) return false;
      response.writeHead(200, { link: `<http://hub.invalid/elsewhere?recursive=true&cursor=0>; rel="next"` }).end('[]');
      return true;
    };
    expect((await downloads.plan(repo, 'main')).files.length).toBeGreaterThan(5);
  });

  it('tells which disk errors mean that it is full', () => {
    const error = (code: string): Error => Object.assign(new Error(code), { code });
    expect(diskError(error('ENOSPC'), temporaryFolder()).toData()).toMatchObject({
      code: 'disk',
      message: says(/the disk is full\. What has come is kept\. Make room/),
    });
    expect(diskError(error('EACCES'), '/x').message).toMatch(/can not be written/);
  });

  it('reads HF_ENDPOINT', async () => {
    expect(hubAddress({})).toEqual({ url: 'https://huggingface.co', problem: null });
    expect(hubAddress({ HF_ENDPOINT: ' hf-mirror.com/ ' })).toEqual({ url: 'https://hf-mirror.com', problem: null });
    expect(hubAddress({ HF_ENDPOINT: 'http://h:8080/hub/' })).toEqual({ url: 'http://h:8080/hub', problem: null });
    for (const HF_ENDPOINT of ['http://', 'ftp://x', 'https://me:secret@hub.example']) {
      const { downloads } = open({ url: '' }, temporaryFolder(), { env: { HF_ENDPOINT } });
      const refusal = await downloads.plan(repo, 'main').catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'bad_request' });
      expect(JSON.stringify([refusal, await downloads.status()])).not.toContain('secret');
    }
  });
});
