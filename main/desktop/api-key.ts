import type { ApiKeyStatus, KeyKeeping } from '../../preload/preferences-bridge.ts';
import { apiKeyFromEnvironment } from '../api-key.ts';
import { SettingError, secretWord } from '../settings/checks.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

/** Keys this short would be given away by their end. */
const MIN_LENGTH_FOR_HINT = 12;
const HINT_LENGTH = 4;

/** What encrypts secrets for this user: the operating system. */
export interface SecretVault {
  /** Whether it protects them really, not only in appearance. */
  protects(): Promise<boolean>;
  encrypt(secret: string): Promise<Buffer>;
  /** Throws where it was encrypted by another user or machine. */
  decrypt(encrypted: Buffer): Promise<string>;
}

/** Where the key in use comes from, and the key. */
interface Found {
  readonly source: ApiKeyStatus['source'];
  readonly key: string | null;
}

/**
 * The key of the data provider: from the environment, else of this session, else from the settings: encrypted, or in the clear where
 * the user has chosen that. A key that cannot be decrypted now is kept: the keyring may only be locked.
 */
export class ApiKey {
  readonly #settings: SettingsStore;
  readonly #vault: SecretVault;
  readonly #fromEnvironment: () => string | null;
  #session: string | null = null;
  #protects: Promise<boolean> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(settings: SettingsStore, vault: SecretVault, fromEnvironment = () => apiKeyFromEnvironment()) {
    this.#settings = settings;
    this.#vault = vault;
    this.#fromEnvironment = fromEnvironment;
  }

  /** The key to use now, or null. */
  async get(): Promise<string | null> {
    return (await this.#find()).key;
  }

  /** What a window may know of it: never the key. */
  async status(): Promise<ApiKeyStatus> {
    const { source, key } = await this.#find();
    return {
      source,
      hint: key === null ? null : hintOf(key),
      canStore: await this.#canStore(),
      isUnreadable: source === 'none' && this.#settings.get('apiKeyEncrypted') !== null,
    };
  }

  /**
   * Takes a key into use and keeps it as told, in that way only. Throws SettingError for what is no key, and where nothing would protect
   * a key that is to be encrypted: it is never kept in the clear unless `plain` is asked for.
   */
  async set(key: unknown, keeping: KeyKeeping): Promise<void> {
    const word = checkedKey(key);
    const encrypted = keeping === 'encrypted' ? await this.#encrypt(word) : null;
    this.#session = keeping === 'session' ? word : null;
    this.#keep(encrypted, keeping === 'plain' ? word : null);
  }

  /** Forgets the key, wherever it was kept; one in the environment stays. */
  remove(): void {
    this.#session = null;
    this.#keep(null, null);
  }

  /** Calls back when another key is in use, or none. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Notes how it is now; the answer brings that back. */
  remember(): () => void {
    const session = this.#session;
    const { apiKeyEncrypted, apiKeyPlain } = this.#settings.all();
    return () => {
      this.#session = session;
      this.#keep(apiKeyEncrypted, apiKeyPlain);
    };
  }

  #keep(apiKeyEncrypted: string | null, apiKeyPlain: string | null): void {
    this.#settings.change({ apiKeyEncrypted, apiKeyPlain });
    for (const listener of this.#listeners) listener();
  }

  async #encrypt(word: string): Promise<string> {
    if (!(await this.#canStore())) {
      throw new SettingError('cannot be encrypted: this system has no keyring that would protect it');
    }
    return (await this.#vault.encrypt(word)).toString('base64');
  }

  async #find(): Promise<Found> {
    const given = this.#fromEnvironment();
    if (given !== null) return { source: 'environment', key: given };
    if (this.#session !== null) return { source: 'session', key: this.#session };
    const encrypted = this.#settings.get('apiKeyEncrypted');
    if (encrypted !== null) {
      const key = await this.#decrypt(encrypted);
      if (key !== null) return { source: 'settings-encrypted', key };
    }
    const plain = this.#settings.get('apiKeyPlain');
    return plain === null ? { source: 'none', key: null } : { source: 'settings-plain', key: plain };
  }

  async #decrypt(encrypted: string): Promise<string | null> {
    if (!(await this.#canStore())) return null;
    return this.#vault.decrypt(Buffer.from(encrypted, 'base64')).catch(() => null);
  }

  #canStore(): Promise<boolean> {
    this.#protects ??= this.#vault.protects();
    return this.#protects;
  }
}

/** A key as typed, without the blanks about it; throws SettingError in words for people. */
export function checkedKey(key: unknown): string {
  try {
    return secretWord(typeof key === 'string' ? key.trim() : key);
  } catch (error) {
    throw error instanceof SettingError ? new SettingError(`An API key ${error.message}`) : error;
  }
}

function hintOf(key: string): string {
  return key.length < MIN_LENGTH_FOR_HINT ? '••••' : `•••• ${key.slice(-HINT_LENGTH)}`;
}
