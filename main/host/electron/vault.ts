import { safeStorage } from 'electron';
import type { Vault } from './keychain.ts';

/** Keychain of macOS, DPAPI of Windows, secret service or KWallet of Linux. To be used when Electron is ready. */
export const systemVault: Vault = {
  async problem() {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'This system offers no keychain to encrypt it with.';
    // Without a secret service Chromium encrypts with a password that everybody knows.
    const open = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
    return open ? 'This system has no secret service (such as GNOME Keyring or KWallet) to encrypt it with.' : null;
  },
  encrypt: (text) => safeStorage.encryptStringAsync(text),
  async decrypt(data) {
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(data);
    return { text: result, renew: shouldReEncrypt };
  },
};
