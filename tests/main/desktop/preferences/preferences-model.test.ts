import { expect, test, vi } from 'vitest';
import { ApiKey } from '../../../../main/desktop/api-key.ts';
import { PREFERENCE_NAMES, PreferencesModel } from '../../../../main/desktop/preferences/preferences-model.ts';
import type { Settings } from '../../../../main/settings/settings.ts';
import { SettingsStore } from '../../../../main/settings/settings-store.ts';
import { FIELDS } from '../../../../renderer/preferences/fields.ts';

const VAULT = {
  protects: async () => false,
  encrypt: async (secret: string) => Buffer.from(secret),
  decrypt: async (encrypted: Buffer) => encrypted.toString(),
};

function create() {
  const settings = new SettingsStore(null, {}, []);
  const apiKey = new ApiKey(settings, VAULT, () => null);
  const restart = vi.fn(async (_settings: Settings): Promise<string | null> => null);
  const model = new PreferencesModel({
    settings,
    apiKey,
    restart,
    overrides: () => ({}),
    dataDir: async (path) => ({ path: path ?? '/data', freeBytes: 1, problem: path === '/full' ? 'No room.' : null }),
    feed: () => 'demo',
    problems: () => [],
  });
  return { settings, apiKey, restart, model };
}

test('every setting of the window has a field, and no other', () => {
  expect(FIELDS.map(({ name }) => name).toSorted()).toEqual([...PREFERENCE_NAMES].toSorted());
});

test('a live setting is stored at once, another one waits until it is applied', async () => {
  const { settings, model, restart } = create();
  expect(await model.set('timeZone', 'UTC')).toBeNull();
  expect(settings.get('timeZone')).toBe('UTC');
  expect(await model.set('wsPort', 4_000)).toBeNull();
  expect(settings.get('wsPort')).toBe(7_678);
  expect((await model.view()).pending).toEqual({ wsPort: 4_000 });
  expect(await model.apply()).toBeNull();
  expect(restart).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ wsPort: 4_000, timeZone: 'UTC' }));
  expect(settings.get('wsPort')).toBe(4_000);
  expect(model.hasPending).toBe(false);
});

test('what is set back to what holds waits for nothing', async () => {
  const { model, restart } = create();
  await model.set('wsPort', 4_000);
  await model.set('wsPort', 7_678);
  expect(model.hasPending).toBe(false);
  expect(await model.apply()).toBeNull();
  expect(restart).not.toHaveBeenCalled();
});

test('what cannot be started with stays pending and is not stored', async () => {
  const { settings, model, restart } = create();
  await model.set('wsPort', 4_000);
  restart.mockResolvedValueOnce('Port 4000 is in use.');
  expect(await model.apply()).toBe('Port 4000 is in use.');
  expect(settings.get('wsPort')).toBe(7_678);
  expect(model.hasPending).toBe(true);
  model.discard();
  expect(model.hasPending).toBe(false);
});

test('a value is refused in a sentence, alone or together with others', async () => {
  const { model, settings } = create();
  expect(await model.set('wsPort', 0)).toBe('Must be a whole number from 1 to 65535.');
  expect(await model.set('webPort', 7_678)).toBe('Must differ from the other port, which is 7678 too.');
  await model.set('wsPort', 4_000);
  expect(await model.check('webPort', 4_000)).toContain('Must differ');
  expect(await model.check('webPort', 7_678)).toBeNull();
  expect(await model.set('feed', 'polygon')).toContain('needs an API key');
  expect(await model.set('dataDir', '/full')).toBe('No room.');
  expect(settings.all()).toMatchObject({ wsPort: 7_678, webPort: 8_096, feed: 'auto', dataDir: null });
});

test.each(['apiKeyPlain', 'apiKeyEncrypted', 'window', '__proto__', 7])(
  '%j cannot be set from the window',
  async (name) => {
    const { model } = create();
    await expect(model.set(name, 'x')).rejects.toThrow('no such setting');
  },
);

test('a view holds no key, in whatever way it is kept', async () => {
  const { model } = create();
  for (const keeping of ['session', 'plain'] as const) {
    expect(await model.setKey('a-secret-of-the-user-1', keeping)).toBeNull();
    expect(JSON.stringify(await model.view())).not.toContain('a-secret');
  }
});

test('a key that the feed cannot start with is taken back', async () => {
  const { model, apiKey, restart } = create();
  await model.setKey('the-first-key-of-all', 'session');
  restart.mockResolvedValueOnce('The feed cannot start.');
  expect(await model.setKey('the-second-key-of-all', 'session')).toBe('The feed cannot start.');
  expect(await apiKey.get()).toBe('the-first-key-of-all');
  expect(await model.setKey('no key', 'session')).toMatch(/^An API key .*\.$/);
  expect(await model.setKey('never-encrypted-here', 'encrypted')).toContain('no keyring');
  expect(await model.removeKey()).toBeNull();
  expect(await apiKey.get()).toBeNull();
});
