import { safeStorage } from 'electron';
import type { ApiKeyStatus } from '../../preload/bridge.ts';
import { apiKeyFromEnvironment } from '../api-key.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

const POLL_MS = 100;
const POLLS = 30;

/**
 * True only when the operating system really protects a secret. On Linux without a keyring Electron says "available" and
 * encrypts with a hard-coded key (prefix v10), which is no protection. Electron 42.0 also crashes when asked to encrypt
 * before its lazy start is over, hence the polling.
 */
async function canStoreSecrets(): Promise<boolean> {
  for (let poll = 0; poll < POLLS; poll += 1) {
    if (await safeStorage.isAsyncEncryptionAvailable()) {
      if (process.platform !== 'linux') return true;
      const probe = await safeStorage.encryptStringAsync('probe');
      return probe.subarray(0, 3).toString('latin1') !== 'v10';
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

/** The key of the data provider: from the environment, else from the encrypted settings, else of this session. */
export class ApiKey {
  readonly #settings: SettingsStore;
  #session: string | null = null;
  #canStore: Promise<boolean> | undefined;

  constructor(settings: SettingsStore) {
    this.#settings = settings;
  }

  #protected(): Promise<boolean> {
    this.#canStore ??= canStoreSecrets();
    return this.#canStore;
  }

  /** The key to use now, or null. */
  async get(): Promise<string | null> {
    return apiKeyFromEnvironment() ?? this.#session ?? (await this.#stored());
  }

  async #stored(): Promise<string | null> {
    const encrypted = this.#settings.get('apiKeyEncrypted');
    if (encrypted === null || !(await this.#protected())) return null;
    try {
      return (await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'))).result;
    } catch {
      // Encrypted by another account or machine: of no use, and the user enters it again.
      this.#settings.change({ apiKeyEncrypted: null });
      return null;
    }
  }

  /** Stores the key encrypted, or keeps it for this session where nothing would protect it; '' forgets it. */
  async set(key: string): Promise<void> {
    this.#session = key === '' ? null : key;
    this.#settings.change({ apiKeyEncrypted: null });
    if (key === '' || !(await this.#protected())) return;
    this.#settings.change({ apiKeyEncrypted: (await safeStorage.encryptStringAsync(key)).toString('base64') });
  }

  async status(): Promise<ApiKeyStatus> {
    const canStore = await this.#protected();
    if (apiKeyFromEnvironment() !== null) return { source: 'environment', canStore };
    if (this.#settings.get('apiKeyEncrypted') !== null) return { source: 'settings', canStore };
    return { source: this.#session === null ? 'none' : 'session', canStore };
  }
}
