import { expect, test, vi } from 'vitest';
import { ApiKey, type SecretVault } from '../../../main/desktop/api-key.ts';
import { SettingsStore } from '../../../main/settings/settings-store.ts';

const KEY = 'a-long-enough-key-4711';

/** Protection as a system gives it: reversible only by itself. */
function vaultOf(protects: boolean): SecretVault {
  const reversed = (text: string) => [...text].reverse().join('');
  return {
    protects: async () => protects,
    encrypt: async (secret) => Buffer.from(reversed(secret)),
    decrypt: async (encrypted) => reversed(encrypted.toString()),
  };
}

function keyOf(options: { protects?: boolean; environment?: string | null; settings?: SettingsStore } = {}) {
  const settings = options.settings ?? new SettingsStore(null, {}, []);
  const apiKey = new ApiKey(settings, vaultOf(options.protects ?? true), () => options.environment ?? null);
  return { settings, apiKey };
}

test('there is no key at first', async () => {
  const { apiKey } = keyOf();
  expect(await apiKey.get()).toBeNull();
  expect(await apiKey.status()).toEqual({ source: 'none', hint: null, canStore: true, isUnreadable: false });
});

test('an encrypted key is in the settings only as the system encrypts it, and is found again', async () => {
  const { apiKey, settings } = keyOf();
  await apiKey.set(`  ${KEY}\n`, 'encrypted');
  expect(JSON.stringify(settings.all())).not.toContain(KEY);
  expect(await keyOf({ settings }).apiKey.get()).toBe(KEY);
  expect(await apiKey.status()).toMatchObject({ source: 'settings-encrypted', hint: '•••• 4711' });
});

test('a key of this session is nowhere in the settings', async () => {
  const { apiKey, settings } = keyOf({ protects: false });
  await apiKey.set(KEY, 'session');
  expect(await apiKey.get()).toBe(KEY);
  expect(JSON.stringify(settings.all())).not.toContain(KEY);
  expect(await keyOf({ settings }).apiKey.get()).toBeNull();
});

test('what nothing protects is never stored unless plainly asked for', async () => {
  const { apiKey, settings } = keyOf({ protects: false });
  await expect(apiKey.set(KEY, 'encrypted')).rejects.toThrow('no keyring');
  expect(settings.all()).toMatchObject({ apiKeyEncrypted: null, apiKeyPlain: null });
  await apiKey.set(KEY, 'plain');
  expect(await apiKey.status()).toMatchObject({ source: 'settings-plain', canStore: false });
  await apiKey.set(KEY, 'session');
  expect(settings.get('apiKeyPlain')).toBeNull();
});

test('a key that the system does not give out now is kept, and said', async () => {
  const { apiKey, settings } = keyOf();
  await apiKey.set(KEY, 'encrypted');
  const locked = keyOf({ protects: false, settings }).apiKey;
  expect(await locked.get()).toBeNull();
  expect(await locked.status()).toMatchObject({ source: 'none', isUnreadable: true });
  expect(settings.get('apiKeyEncrypted')).not.toBeNull();
});

test('the environment wins over everything, and a removed key leaves nothing', async () => {
  const { apiKey, settings } = keyOf({ environment: 'from-outside' });
  await apiKey.set(KEY, 'encrypted');
  expect(await apiKey.get()).toBe('from-outside');
  expect(await apiKey.status()).toMatchObject({ source: 'environment', hint: '•••• side' });
  apiKey.remove();
  expect(settings.all()).toMatchObject({ apiKeyEncrypted: null, apiKeyPlain: null });
});

test('a change can be taken back, and is told', async () => {
  const { apiKey } = keyOf();
  const told = vi.fn();
  await apiKey.set('the-first-key-0001', 'encrypted');
  apiKey.onChange(told);
  const restore = apiKey.remember();
  await apiKey.set('the-second-key-0002', 'session');
  expect(await apiKey.get()).toBe('the-second-key-0002');
  restore();
  expect(await apiKey.get()).toBe('the-first-key-0001');
  expect(told).toHaveBeenCalledTimes(2);
});

test.each(['', '   ', 'two words', 7, null, 'x'.repeat(600), 'a\nb'])('%j is no key', async (word) => {
  const { apiKey } = keyOf();
  await expect(apiKey.set(word, 'session')).rejects.toThrow(/^An API key /);
  expect(await apiKey.get()).toBeNull();
});

test('a short key is not given away by its end', async () => {
  const { apiKey } = keyOf();
  await apiKey.set('short-4711', 'session');
  expect((await apiKey.status()).hint).toBe('••••');
});
