import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { expect, test, vi } from 'vitest';
import { rememberState } from '../../../main/desktop/window-state.ts';
import { SettingsStore } from '../../../main/settings/settings-store.ts';

vi.mock('electron', () => ({ screen: { getAllDisplays: () => [] } }));

test('a size that no window should be opened with is not remembered, and no error', () => {
  const settings = new SettingsStore(null, {}, []);
  let bounds = { x: 10, y: 20, width: 1_000, height: 700 };
  const window = Object.assign(new EventEmitter(), {
    isDestroyed: () => false,
    isMaximized: () => false,
    getNormalBounds: () => bounds,
  });
  rememberState(window as unknown as BrowserWindow, settings);
  window.emit('close');
  bounds = { x: 10, y: 20, width: 200, height: 100 };
  window.emit('close');
  expect(settings.get('window')).toEqual({ x: 10, y: 20, width: 1_000, height: 700, maximized: false });
});
