import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ModelInfo } from '../../preload/contract/api.ts';
import { fakeHub } from '../helpers/fake-hub.ts';
import { runProgram, type Finished } from '../helpers/lmd.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { sdFiles } from '../models/hub/set-up.ts';

const models = (data: string, hub: string, ...args: string[]): Promise<Finished> =>
  runProgram('main/cli/lmd.ts', ['models', ...args], {
    env: { LMD_DATA_DIR: data, OLLAMA_HOST: 'http://127.0.0.1:9', HF_ENDPOINT: hub, LMD_CHECKPOINTS: '' },
  });

const idsOf = async (data: string, hub: string): Promise<string[]> =>
  (JSON.parse((await models(data, hub, '--json')).stdout) as ModelInfo[]).map(({ id }) => id);

it('downloads a checkpoint, lists it and deletes it', { timeout: 120_000 }, async () => {
  const hub = await fakeHub({ 'owner/tiny': { files: sdFiles, licence: 'mit' } });
  const data = temporaryFolder();
  const done = await models(data, hub.url, 'download', 'owner/tiny');
  expect([done.code, done.stdout]).toEqual([0, 'owner/tiny is here and can be used.\n']);
  expect(done.stderr).toMatch(/^\d+ files, 0\.0 GB, licence mit\./);
  expect(await idsOf(data, hub.url)).toEqual(['starter', 'tiny']);
  const removed = await models(data, hub.url, 'remove', 'tiny');
  expect([removed.code, removed.stdout]).toEqual([0, 'Removed tiny.\n']);
  expect(existsSync(join(data, 'models', 'tiny'))).toBe(false);
});

it('adds a checkpoint of this computer, which stays when it is taken out', { timeout: 120_000 }, async () => {
  const data = temporaryFolder();
  const path = join(temporaryFolder(), 'world');
  cpSync(join(import.meta.dirname, '../../resources/starter/checkpoint'), path, { recursive: true });
  expect((await models(data, 'http://127.0.0.1:9', 'add', path)).stdout).toBe(`Added ${path}.\n`);
  expect(await idsOf(data, 'http://127.0.0.1:9')).toEqual(['starter', 'world']);
  expect((await models(data, 'http://127.0.0.1:9', 'remove', 'world')).code).toBe(0);
  expect(existsSync(join(path, 'model_index.json'))).toBe(true);
  const again = await models(data, 'http://127.0.0.1:9', 'remove', 'starter');
  expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/it stays\. Nothing was changed/)]);
});

it('tells what can be had, and what is wrong with a name', async () => {
  const offers = await models(temporaryFolder(), 'http://127.0.0.1:9', 'offers');
  expect(offers.stdout).toContain('stable-diffusion-v1-5/stable-diffusion-v1-5');
  const wrong = await models(temporaryFolder(), 'http://127.0.0.1:9', 'download', 'just-a-name');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('owner/name')]);
  const hub = await fakeHub({});
  const missing = await models(temporaryFolder(), hub.url, 'download', 'nobody/nothing');
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('nobody/nothing')]);
});
