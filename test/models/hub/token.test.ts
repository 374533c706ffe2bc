import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openKeychain } from '../../../main/host/electron/keychain.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { accountVault } from '../../helpers/vault.ts';
import { content, open, repo, sdFiles, setUp, unet } from './set-up.ts';

const token = 'hf_verySecret0123456789';
const says = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

/** The text of all files. */
function everything(folder: string): string {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  return paths
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

describe('the token of the hub', () => {
  it('is taken from what was typed, then the keychain, then the environment', async () => {
    const keychain = openKeychain(join(temporaryFolder(), 'keys.json'), accountVault());
    const env = { HUGGING_FACE_HUB_TOKEN: 'hf_old' };
    const { hub, folder, downloads } = await setUp({ keychain, env });
    const from = async (): Promise<string | null> => (await downloads.status()).token;
    expect(await from()).toBe('environment');
    expect(await downloads.setToken(` ${token}\n`, true)).toEqual({ url: hub.url, token: 'keychain', folder });
    expect((await downloads.setToken('hf_other', false)).token).toBe('typed');
    expect((await open(hub, folder, { keychain }).downloads.status()).token).toBe('keychain');
    expect((await downloads.setToken(null, false)).token).toBe('environment');
    expect((await open(hub, folder, { keychain }).downloads.status()).token).toBeNull();
    expect((await open(hub, folder, { env: { HF_TOKEN: 'a b' } }).downloads.status()).token).toBeNull();
  });

  it('is refused when it can not be one, or can not be kept', async () => {
    const vault = accountVault();
    vault.missing = 'This system offers no keychain.';
    const keychain = openKeychain(join(temporaryFolder(), 'keys.json'), vault);
    const { hub, folder, downloads } = await setUp({ keychain });
    for (const text of ['', 'two words', 'hf_ü']) {
      await expect(downloads.setToken(text, false)).rejects.toMatchObject({ code: 'bad_request' });
    }
    const refusal = { code: 'keychain_unavailable', message: says(/HF_TOKEN/) };
    await expect(downloads.setToken(token, true)).rejects.toMatchObject(refusal);
    await expect(open(hub, folder).downloads.setToken(token, true)).rejects.toMatchObject(refusal);
  });

  it('does not keep public checkpoints away when the keychain can not be read', async () => {
    const file = join(temporaryFolder(), 'keys.json');
    const vault = accountVault();
    const first = await setUp({ keychain: openKeychain(file, vault) });
    await first.downloads.setToken(token, true);
    vault.missing = 'Locked.';
    expect(await first.downloads.status()).toMatchObject({ token: null });
    expect((await first.downloads.plan(repo, 'main')).bytes).toBeGreaterThan(0);
  });

  it('goes to the hub alone, not to where it redirects', async () => {
    const { hub, downloads, state } = await setUp({ env: { HF_TOKEN: token } });
    await downloads.start(repo, 'main');
    await state('done');
    expect(new Set(hub.asked.hub.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${token}`]));
    expect(hub.asked.cdn.length).toBeGreaterThan(0);
    expect(hub.asked.cdn.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it('opens a gated checkpoint; without it, or with another one, it is said what to do', async () => {
    const { hub, downloads, folder, state } = await setUp();
    hub.repos[repo] = { files: sdFiles, gatedFor: token };
    await expect(downloads.plan(repo, 'main')).rejects.toMatchObject({
      code: 'hub_unauthorized',
      message: says(/accepted its terms.*owner\/tiny, set a token/),
    });
    expect(hub.asked.hub.every(({ authorization }) => authorization === undefined)).toBe(true);
    await downloads.setToken('hf_stranger', false);
    await downloads.start(repo, 'main');
    expect((await state('failed')).error).toMatchObject({ code: 'hub_unauthorized', message: says(/of that account/) });
    await downloads.setToken(token, false);
    await downloads.start(repo, 'main');
    await state('done');
    expect(readFileSync(join(folder, 'tiny', unet))).toEqual(content.half);
  });

  it('is in no file, no error and no event', async () => {
    const { hub, downloads, folder, state, changes } = await setUp({ env: { HF_TOKEN: token } });
    let answers = 0;
    hub.intercept = (request, response) => {
      if (!request.url?.includes('/resolve/') || (answers += 1) < 4) return false;
      response.writeHead(403, { 'x-error-message': `Invalid credentials: ${request.headers.authorization}` }).end();
      return true;
    };
    await downloads.start(repo, 'main');
    const { error } = await state('failed');
    expect(error).toMatchObject({ code: 'hub_unauthorized', message: says(/Invalid credentials: Bearer …/) });
    expect(JSON.stringify([changes, downloads.list(), await downloads.status()])).not.toContain(token);
    expect(everything(folder)).not.toContain(token);
  });
});
