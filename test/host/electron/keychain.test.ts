import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openKeychain } from '../../../main/host/electron/keychain.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { accountVault } from '../../helpers/vault.ts';

const server = 'https://api.example.com/v1';
const key = 'sk-secret-0123456789';

const newFile = (): string => join(temporaryFolder(), 'data', 'keys.json');

describe('the keychain', () => {
  it('keeps a key for its server, encrypted, over a restart', async () => {
    const [file, vault] = [newFile(), accountVault()];
    await openKeychain(file, vault).write(server, key);
    expect(readFileSync(file, 'utf8')).not.toContain('secret');
    expect(readFileSync(file, 'utf8')).not.toContain(Buffer.from(key).toString('base64').slice(0, 12));
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);

    const again = openKeychain(file, vault);
    expect(await again.read(server)).toEqual({ key, from: 'keychain' });
    expect(await again.read('https://elsewhere/v1')).toBeNull();
  });

  it('forgets one key and keeps the others', async () => {
    const keychain = openKeychain(newFile(), accountVault());
    await keychain.write(server, key);
    await keychain.write('http://other/v1', 'other');
    await keychain.forget(server);
    await keychain.forget('http://never/v1');
    expect(await keychain.read(server)).toBeNull();
    expect((await keychain.read('http://other/v1'))?.key).toBe('other');
  });

  it('stores nothing where the system can not encrypt, and says what to do', async () => {
    const [file, vault] = [newFile(), accountVault()];
    vault.missing = 'There is no keychain.';
    await expect(openKeychain(file, vault).write(server, key)).rejects.toMatchObject({
      code: 'keychain_unavailable',
      message: expect.stringMatching(/not stored\. There is no keychain\. Use it until .* LMD_OPENAI_KEY/) as string,
    });
    expect(await openKeychain(file, vault).read(server)).toBeNull();
    expect(vault.encrypted).toBe(0);
  });

  it('says when a key can not be read any more, and takes a new one', async () => {
    const file = newFile();
    await openKeychain(file, accountVault()).write(server, key);
    const moved = openKeychain(file, accountVault()); // another account
    const unreadable = { code: 'keychain_unavailable', message: expect.stringMatching(/Enter it again/) as string };
    await expect(moved.read(server)).rejects.toMatchObject(unreadable);
    await moved.write(server, 'new-key');
    expect((await moved.read(server))?.key).toBe('new-key');

    writeFileSync(file, '{"version":1,"keys":[');
    await expect(moved.read(server)).rejects.toMatchObject(unreadable);
    await moved.forget(server);
    expect(await moved.read(server)).toBeNull();
  });

  it('encrypts anew when the system wants it', async () => {
    const [file, vault] = [newFile(), accountVault()];
    const keychain = openKeychain(file, vault);
    await keychain.write(server, key);
    vault.renew = true;
    expect((await keychain.read(server))?.key).toBe(key);
    expect(vault.encrypted).toBe(2);
  });
});
