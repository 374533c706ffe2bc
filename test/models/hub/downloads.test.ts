import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit } from '../../helpers/fake-hub.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { content, once, open, repo, sdFiles, setUp, unet } from './set-up.ts';

const installed = (folder: string, path: string, name = 'tiny'): Buffer => readFileSync(join(folder, name, path));

describe('downloads', () => {
  it('says what a download would bring', async () => {
    const { downloads, folder } = await setUp();
    const plan = await downloads.plan(repo, 'main');
    expect(plan).toMatchObject({ repo, commit, bytesHere: 0, freeBytes: 1e9, licence: 'creativeml-openrail-m' });
    expect(plan.files).toContainEqual({ path: unet, bytes: content.half.byteLength });
    expect(plan.bytes).toBe(plan.files.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(readdirSync(folder)).toEqual([]);
    expect(downloads.list()).toEqual([]);
  });

  it('puts a checkpoint into its place, with where it came from', async () => {
    const { downloads, folder, state, changes, installs } = await setUp();
    expect(await downloads.start(repo, 'main')).toMatchObject({ repo, state: 'listing', totalBytes: 0 });
    const done = await state('done');
    expect(done).toMatchObject({ bytes: done.totalBytes, file: null, error: null });
    expect(installed(folder, unet)).toEqual(content.half);
    expect(installed(folder, 'vae/config.json')).toEqual(sdFiles['vae/config.json']);
    expect(JSON.parse(installed(folder, 'source.json').toString())).toEqual({
      repo,
      revision: 'main',
      commit,
      licence: 'creativeml-openrail-m',
    });
    expect(existsSync(join(folder, 'tiny', 'README.md'))).toBe(false);
    expect(readdirSync(join(folder, '.downloads'))).toEqual([]);
    expect(changes.some((change) => change.state === 'downloading' && change.file === unet)).toBe(true);
    expect(downloads.list()).toEqual([]);
    expect(installs()).toBe(1);
  });

  it('takes every file from the commit that it has listed, also of a revision with slashes', async () => {
    const { hub, downloads, state } = await setUp();
    const other = 'abc'.padEnd(40, '1');
    hub.repos[repo]!.revisions = { 'refs/pr/2': other, [other]: other };
    await downloads.start(repo, 'refs/pr/2');
    await state('done');
    const files = hub.asked.hub.filter(({ path }) => path.includes('/resolve/'));
    expect(files.length).toBeGreaterThan(5);
    expect(files.every(({ path }) => path.startsWith(`/${repo}/resolve/${other}/`))).toBe(true);
  });

  it('never overwrites a folder', async () => {
    const { downloads, folder, state } = await setUp();
    mkdirSync(join(folder, 'tiny'), { recursive: true });
    await downloads.start(repo, 'main');
    await state('done');
    expect(readdirSync(join(folder, 'tiny'))).toEqual([]);
    expect(installed(folder, unet, 'owner--tiny')).toEqual(content.half);
    await expect(downloads.start(repo, 'main')).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('owner--tiny') as string,
    });
  });

  it('pauses at once, keeps what has come, and goes on from there', async () => {
    const { hub, downloads, folder, state, changes } = await setUp();
    hub.fault = once({ kind: 'stall', after: 1000 });
    await downloads.start(repo, 'main');
    await hub.stalled();
    await changes.until(() => {
      const now = downloads.list()[0];
      return now !== undefined && now.bytes === now.totalBytes - content.half.byteLength + 1000;
    });
    await downloads.pause(repo);
    const paused = await state('paused');
    expect(paused.bytes).toBeLessThan(paused.totalBytes);
    expect((await downloads.plan(repo, 'main')).bytesHere).toBe(paused.bytes);
    await downloads.start(repo, 'main');
    await state('done');
    expect(hub.asked.cdn.map(({ range }) => range)).toContain('bytes=1000-');
    expect(installed(folder, unet)).toEqual(content.half);
    expect(changes.some((change) => change.state === 'checking' && change.file === unet)).toBe(true);
  });

  it('takes up what an ended process has left, at its commit', async () => {
    const { hub, downloads, folder } = await setUp();
    hub.fault = once({ kind: 'stall', after: 1000 });
    await downloads.start(repo, 'main');
    await hub.stalled();
    await downloads.close();
    await expect(downloads.start(repo, 'main')).rejects.toMatchObject({ code: 'cancelled' });
    hub.repos[repo]!.revisions = { main: 'f'.repeat(40) };
    const next = open(hub, folder);
    expect(next.downloads.list()).toMatchObject([{ repo, revision: 'main', state: 'paused' }]);
    expect((await next.downloads.plan(repo, 'main')).commit).toBe(commit);
    await next.downloads.start(repo, 'main');
    await next.state('done');
    expect(installed(folder, unet)).toEqual(content.half);
    expect(JSON.parse(installed(folder, 'source.json').toString())).toMatchObject({ commit });
  });

  it('does not list what can not be read, and begins it anew', async () => {
    const { hub, folder } = await setUp();
    const left = join(folder, '.downloads', 'owner--tiny');
    mkdirSync(join(left, 'files'), { recursive: true });
    for (const text of ['{"version":1,', JSON.stringify({ version: 1, repo, files: [{ saveAs: '../../x' }] })]) {
      writeFileSync(join(left, 'download.json'), text);
      expect(open(hub, folder).downloads.list()).toEqual([]);
    }
    const { downloads, state } = open(hub, folder);
    await downloads.start(repo, 'main');
    await state('done');
    expect(installed(folder, unet)).toEqual(content.half);
  });

  it('trusts no file of which it is not known where it comes from', async () => {
    const { hub, folder } = await setUp();
    const left = join(folder, '.downloads', 'owner--tiny', 'files', 'unet');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(folder, '.downloads', 'owner--tiny', 'files', unet), Buffer.alloc(content.half.byteLength));
    const { downloads, state } = open(hub, folder);
    expect(await downloads.plan(repo, 'main')).toMatchObject({ bytesHere: 0 });
    await downloads.start(repo, 'main');
    await state('done');
    expect(installed(folder, unet)).toEqual(content.half);
  });

  it('downloads one at a time, in order; what waits can be paused', async () => {
    const other = 'owner/other';
    const third = 'owner/third';
    const { hub, downloads, state, changes } = await setUp();
    hub.repos[other] = hub.repos[third] = hub.repos[repo]!;
    hub.fault = once({ kind: 'stall', after: 10 });
    await downloads.start(repo, 'main');
    await hub.stalled();
    await downloads.start(other, 'main');
    await downloads.start(third, 'main');
    await downloads.pause(other);
    expect(downloads.list().map((each) => each.state)).toEqual(['downloading', 'paused', 'listing']);
    expect(hub.asked.hub.some(({ path }) => path.includes(other) || path.includes(third))).toBe(false);
    await downloads.start(other, 'main');
    await downloads.pause(repo);
    await state('done', other);
    const ends = changes.filter((change) => change.state === 'done').map((change) => change.repo);
    expect(ends).toEqual([third, other]);
  });

  it('discards a download, running or not', async () => {
    const { hub, downloads, folder, state } = await setUp();
    hub.fault = once({ kind: 'stall', after: 10 });
    await downloads.start(repo, 'main');
    await hub.stalled();
    await downloads.discard(repo);
    expect(downloads.list()).toEqual([]);
    expect(readdirSync(join(folder, '.downloads'))).toEqual([]);
    await downloads.discard(repo);
    await downloads.start(repo, 'main');
    await state('done');
  });

  it('refuses another revision of what is under way, and names that are none', async () => {
    const { hub, downloads } = await setUp();
    hub.fault = once({ kind: 'stall', after: 10 });
    await downloads.start(repo, 'main');
    await hub.stalled();
    await expect(downloads.start(repo, 'v2')).rejects.toMatchObject({ code: 'bad_request' });
    expect(await downloads.start(repo, 'main')).toMatchObject({ state: 'downloading' });
    for (const [name, revision] of [
      ['owner/a--b', 'main'],
      ['owner/a..', 'main'],
      ['../x', 'main'],
      [repo, '..'],
      [repo, 'a/../b'],
      [repo, ''],
    ] as const) {
      await expect(downloads.plan(name, revision)).rejects.toMatchObject({ code: 'bad_request' });
      await expect(downloads.start(name, revision)).rejects.toMatchObject({ code: 'bad_request' });
    }
    await downloads.close();
  });

  it('does not begin what does not fit on the disk', async () => {
    const { hub, folder } = await setUp();
    const { downloads, state } = open(hub, folder, { freeBytes: () => Promise.resolve(2000) });
    await downloads.start(repo, 'main');
    expect((await state('failed')).error).toMatchObject({
      code: 'disk',
      message: expect.stringMatching(/GB are needed, 0\.000 GB are free/) as string,
    });
    expect(hub.asked.cdn).toEqual([]);
  });

  it('fails where the folder can not be written, and keeps what has come', async () => {
    const { hub, downloads, folder, state } = await setUp();
    hub.intercept = (request) => {
      if (request.url?.includes('/resolve/') && request.url.endsWith('unet/config.json')) {
        writeFileSync(join(files, 'vae'), 'in the way');
      }
      return false;
    };
    const files = join(folder, '.downloads', 'owner--tiny', 'files');
    hub.repos[repo]!.files = { ...sdFiles, 'vae/config.json': Buffer.alloc(999) };
    await downloads.start(repo, 'main');
    expect((await state('failed')).error).toMatchObject({ code: 'disk' });
    expect(downloads.list()).toMatchObject([{ state: 'failed', repo }]);
    expect(existsSync(join(files, 'unet', 'config.json'))).toBe(true);
  });

  it('refuses file names that lead out of the folder', async () => {
    for (const path of ['../evil.json', '/etc/evil.json', 'unet\\..\\evil.json', 'unet//evil.json']) {
      const { hub, downloads } = await setUp();
      hub.repos[repo]!.files = { ...sdFiles, [path]: Buffer.from('x') };
      await expect(downloads.plan(repo, 'main')).rejects.toMatchObject({ code: 'hub_refused' });
    }
  });

  it('removes finished checkpoints, and nothing else', async () => {
    const { downloads, folder, state, installs } = await setUp();
    await downloads.start(repo, 'main');
    await state('done');
    const outside = temporaryFolder();
    for (const name of ['', '.', '..', '.downloads', `../${outside}`, 'tiny/unet', 'none']) {
      await expect(downloads.remove(name)).rejects.toMatchObject({ code: 'not_found' });
    }
    await downloads.remove('tiny');
    expect(readdirSync(folder)).toEqual(['.downloads']);
    expect(existsSync(outside)).toBe(true);
    expect(installs()).toBe(2);
  });

  it('tells of coming bytes about four times a second, with their speed', async () => {
    const { hub, folder } = await setUp();
    let clock = 0;
    const { downloads, state, changes } = open(hub, folder, { now: () => (clock += 100) });
    hub.repos[repo]!.files = {
      ...sdFiles,
      [unet]: content.large,
      'unet/diffusion_pytorch_model.fp16.safetensors': content.large,
    };
    await downloads.start(repo, 'main');
    await state('done');
    const ofUnet = changes.filter((change) => change.file === unet && change.state === 'downloading');
    expect(ofUnet.length).toBeGreaterThan(2);
    expect(ofUnet.at(-1)?.bytesPerSecond).toBeGreaterThan(0);
  });

  it('offers checkpoints that differ', async () => {
    const { downloads } = await setUp();
    const repos = downloads.offers().map((offer) => offer.repo);
    expect(new Set(repos).size).toBe(repos.length);
    expect(new Set(downloads.offers().map(({ purpose }) => purpose))).toEqual(
      new Set(['draw', 'refine', 'segment', 'detect']),
    );
  });
});
