import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSettingsStore, type SettingsStore } from '../../../main/settings/settings-store.ts';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'settings-'));
  path = join(dir, 'settings.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function open(now = new Date('2026-01-02T03:04:05.000Z')): SettingsStore {
  return openSettingsStore(
    path,
    () => ({ path, write: (content) => writeFileSync(path, JSON.stringify(content)) }),
    now,
  );
}

test('a first start has the defaults and writes nothing', () => {
  const store = open();
  expect(store.get('webPort')).toBe(8096);
  expect(store.problems).toEqual([]);
  expect(readdirSync(dir)).toEqual([]);
});

test('changes come back after a restart, and only they are written', () => {
  open().change({ theme: 'dark', wsPort: 9001 });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ version: 1, theme: 'dark', wsPort: 9001 });
  expect(open().all()).toMatchObject({ theme: 'dark', wsPort: 9001, webPort: 8096 });
});

test('a change with one bad value changes nothing', () => {
  const store = open();
  expect(() => store.change({ theme: 'dark', wsPort: 70_000 })).toThrow('wsPort is a whole number');
  expect(store.get('theme')).toBe('system');
});

test('followers hear what changed, once, and nothing when nothing did', () => {
  const store = open();
  const heard: string[][] = [];
  const stop = store.onChange((changed) => heard.push([...changed]));
  store.change({ theme: 'dark', timeZone: 'UTC' });
  store.change({ theme: 'dark' });
  stop();
  store.change({ theme: 'light' });
  expect(heard).toEqual([['theme', 'timeZone']]);
});

test.each(['{"theme": "da', '', '\0\0\0'])('a damaged file (%j) is set aside and said', (content) => {
  writeFileSync(path, content);
  const store = open();
  expect(store.get('theme')).toBe('system');
  const aside = join(dir, 'settings.damaged-2026-01-02T030405.000Z.json');
  expect(readFileSync(aside, 'utf8')).toBe(content);
  expect(store.problems.join()).toContain(aside);
  store.change({ theme: 'dark' });
  expect(open().get('theme')).toBe('dark');
});

test('values that cannot be used are named, and the file as it was is kept beside', () => {
  writeFileSync(path, '{"version":1,"theme":"dark","wsPort":"x"}');
  const store = open();
  expect(store.all()).toMatchObject({ theme: 'dark', wsPort: 7678 });
  expect(store.problems.join()).toMatch(/wsPort is a whole number.*A copy as it was/);
  expect(readdirSync(dir)).toHaveLength(2);
  const again = open(new Date('2026-01-02T03:05:00.000Z'));
  expect(again.problems).toEqual(store.problems);
  expect(readdirSync(dir)).toHaveLength(2);
  writeFileSync(path, '{"version":1,"theme":"dark","webPort":"x"}');
  open(new Date('2026-01-02T03:06:00.000Z'));
  expect(readdirSync(dir)).toHaveLength(3);
});

test.skipIf(process.platform === 'win32')('a file that others may read is closed to them, and so is its copy', () => {
  writeFileSync(path, '{"version":1,"wsPort":"x","apiKeyPlain":"a-key"}', { mode: 0o644 });
  open();
  const modes = readdirSync(dir).map((name) => statSync(join(dir, name)).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600]);
});

test('a mark of byte order, as editors of Windows write it, is no damage', () => {
  writeFileSync(path, '\ufeff{"version":1,"theme":"dark"}');
  const store = open();
  expect(store.problems).toEqual([]);
  expect(store.get('theme')).toBe('dark');
});

test('a file that cannot be written is said; the change lasts for this run', () => {
  const store = openSettingsStore(path, () => ({
    path,
    write() {
      throw new Error('no space left');
    },
  }));
  store.change({ theme: 'dark' });
  expect(store.get('theme')).toBe('dark');
  expect(store.problems).toEqual([expect.stringContaining('no space left')]);
});
