import { describe, expect, test } from 'vitest';
import { MIGRATIONS } from '../../../main/settings/migrations.ts';
import { defaultSettings, readSettings, SETTINGS_VERSION } from '../../../main/settings/read-settings.ts';
import { checkSetting, SETTING_NAMES, SETTINGS } from '../../../main/settings/settings.ts';

describe('the table', () => {
  test.each(SETTING_NAMES)('the default of %s passes its own check', (name) => {
    expect(checkSetting(name, SETTINGS[name].fallback)).toEqual(SETTINGS[name].fallback);
  });

  test.each([
    ['wsPort', 0, 'wsPort is a whole number from 1 to 65535'],
    ['wsPort', '7678', 'wsPort is a whole number from 1 to 65535'],
    ['timeZone', 'Mars/Olympus', 'timeZone is "system", "UTC" or the name of an IANA time zone'],
    ['quickTickers', ['eth'], 'quickTickers is a pair such as ETH-USD'],
    ['record', 1, 'record is on or off'],
    ['profile', 'fast', 'profile is one of standard, csp'],
    ['dataDir', 'a\0b', 'dataDir is a text of 1 to 4096 characters'],
    ['retentionGb', Number.NaN, 'retentionGb is a number from 0.1'],
    ['window', { width: 10, height: 10, maximized: false }, 'window is a whole number from 400'],
  ] as const)('%s refuses %j', (name, value, message) => {
    expect(() => checkSetting(name, value)).toThrow(message);
  });

  test.each(['system', 'UTC', 'Europe/Zurich', 'Asia/Kolkata'])('the zone %s is known', (zone) => {
    expect(checkSetting('timeZone', zone)).toBe(zone);
  });
});

describe('reading a file', () => {
  test('keeps what is usable, names what is not, drops what is not ours', () => {
    const content = JSON.parse(
      '{"version":1,"theme":"dark","wsPort":"x","record":false,"unknown":1,"__proto__":{"webPort":1}}',
    );
    const { settings, problems } = readSettings(content);
    expect(settings).toEqual({ theme: 'dark', record: false });
    expect(problems).toEqual(['wsPort is a whole number from 1 to 65535; the default is used']);
  });

  test.each([null, [], 'text', 7])('%j holds no settings', (content) => {
    expect(readSettings(content)).toEqual({ settings: {}, problems: ['the file holds no settings'] });
  });

  test('a newer file is said to be newer, and its known values are used', () => {
    const { settings, problems } = readSettings({ version: 99, theme: 'dark' });
    expect(settings).toEqual({ theme: 'dark' });
    expect(problems).toEqual(['it was written by a newer version of this application (settings 99)']);
  });

  test.each([{ wsPort: 8096 }, { webPort: 7678 }, { wsPort: 9000, webPort: 9000 }])(
    'one port for both (%j) is no start without a dashboard: both have their defaults',
    (ports) => {
      const { settings, problems } = readSettings({ version: SETTINGS_VERSION, theme: 'dark', ...ports });
      expect(settings).toEqual({ theme: 'dark' });
      expect(problems).toEqual([expect.stringMatching(/^wsPort and webPort are both \d+; the defaults are used$/)]);
    },
  );

  test('runs only the migrations that a file still needs, in their order', () => {
    const steps = [
      (old: object) => ({ ...old, theme: 'light' }),
      (old: Readonly<Record<string, unknown>>) => ({ ...old, wsPort: Number(old.port) }),
    ];
    expect(readSettings({ port: '9001' }, steps).settings).toEqual({ theme: 'light', wsPort: 9001 });
    expect(readSettings({ version: 1, theme: 'dark', port: '9001' }, steps).settings).toEqual({
      theme: 'dark',
      wsPort: 9001,
    });
    expect(readSettings({ version: 2, theme: 'dark', port: '9001' }, steps).settings).toEqual({ theme: 'dark' });
  });
});

describe('migrations', () => {
  test('0 to 1: files without a number keep theme, window, key and directory; an unknown theme goes', () => {
    const window = { width: 1_000, height: 800, maximized: false };
    const old = { theme: 'dark', window, apiKeyEncrypted: 'djEx', dataDir: '/data' };
    expect(MIGRATIONS[0]?.(old)).toEqual(old);
    expect(MIGRATIONS[0]?.({ theme: 'pink' })).toEqual({});
    expect(readSettings(old)).toEqual({ settings: old, problems: [] });
  });

  test('today is the version after the last one', () => {
    expect(SETTINGS_VERSION).toBe(MIGRATIONS.length);
    expect(defaultSettings().theme).toBe('system');
  });
});
