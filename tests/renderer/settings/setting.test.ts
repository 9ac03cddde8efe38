import { afterEach, expect, test, vi } from 'vitest';
import { createSetting, oneOf } from '../../../renderer/settings/setting.ts';
import { readLimits } from '../../../renderer/settings/settings.ts';

/** A browser's storage as far as the settings use it. */
function storage(entries: Record<string, string>) {
  const kept = new Map(Object.entries(entries));
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  return kept;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const theme = () => createSetting('theme', 'system', oneOf(['system', 'dark']));

test('a choice is remembered, and followers hear of it once', () => {
  const kept = storage({});
  const setting = theme();
  const heard: string[] = [];
  const stop = setting.subscribe((value) => heard.push(value));
  setting.set('dark');
  setting.set('dark');
  stop();
  setting.set('system');
  expect(heard).toEqual(['dark']);
  expect(kept.get('mtd.theme')).toBe('"system"');
  setting.set('dark');
  expect(theme().get()).toBe('dark');
});

test('damaged or foreign memories fall back to the default', () => {
  for (const stored of ['{', '"purple"', '7', 'null']) {
    storage({ 'mtd.theme': stored });
    expect(theme().get()).toBe('system');
  }
});

test('an override lasts for the visit only', () => {
  const kept = storage({});
  const setting = theme();
  setting.override('dark');
  expect(setting.get()).toBe('dark');
  expect(kept.size).toBe(0);
});

test('a browser without storage still has settings', () => {
  vi.stubGlobal('localStorage', undefined);
  const setting = theme();
  setting.set('dark');
  expect(setting.get()).toBe('dark');
});

test('limits must be two usable numbers', () => {
  expect(readLimits({ minVolume: 0, maxVolatility: 0.5 })).toEqual({ minVolume: 0, maxVolatility: 0.5 });
  for (const wrong of [null, {}, { minVolume: -1, maxVolatility: 1 }, { minVolume: 1, maxVolatility: Number.NaN }]) {
    expect(readLimits(wrong)).toBeNull();
  }
});
