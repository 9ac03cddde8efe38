import { safeStorage } from 'electron';
import type { SecretVault } from './api-key.ts';

const POLL_MS = 100;
const POLLS = 30;

/**
 * The operating system's protection of secrets. On Linux without a keyring Electron says "available" and encrypts with a hard-coded key
 * (prefix v10), which is no protection. Electron 42.0 also crashes when asked to encrypt before its lazy start is over, hence the polling.
 */
export const systemVault: SecretVault = {
  async protects() {
    for (let poll = 0; poll < POLLS; poll += 1) {
      if (await safeStorage.isAsyncEncryptionAvailable()) {
        if (process.platform !== 'linux') return true;
        return isRealEncryption(await safeStorage.encryptStringAsync('probe'));
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return false;
  },
  encrypt: (secret) => safeStorage.encryptStringAsync(secret),
  decrypt: async (encrypted) => (await safeStorage.decryptStringAsync(encrypted)).result,
};

function isRealEncryption(encrypted: Buffer): boolean {
  return encrypted.subarray(0, 3).toString('latin1') !== 'v10';
}
