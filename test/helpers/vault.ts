import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Vault } from '../../main/host/electron/keychain.ts';

export interface TestVault extends Vault {
  /** How often something was encrypted. */
  encrypted: number;
  renew: boolean;
  /** Why nothing can be encrypted. */
  missing: string | null;
}

/** Encrypts as a system does: bound to a secret that another account does not have. */
export function accountVault(): TestVault {
  const secret = randomBytes(32);
  const vault: TestVault = {
    encrypted: 0,
    renew: false,
    missing: null,
    problem: () => Promise.resolve(vault.missing),
    encrypt: (text) => {
      vault.encrypted += 1;
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secret, iv);
      const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Promise.resolve(Buffer.concat([iv, cipher.getAuthTag(), data]));
    },
    decrypt: (data) =>
      new Promise((resolve) => {
        const decipher = createDecipheriv('aes-256-gcm', secret, data.subarray(0, 12));
        decipher.setAuthTag(data.subarray(12, 28));
        const text = Buffer.concat([decipher.update(data.subarray(28)), decipher.final()]).toString('utf8');
        resolve({ text, renew: vault.renew });
      }),
  };
  return vault;
}
