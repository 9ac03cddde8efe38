import { nativeTheme } from 'electron';
import { THEMES, type Theme } from '../../preload/bridge.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { onSend } from './ipc.ts';

function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

/** Lets the native parts follow the theme that the page chose, from the first frame of the next start on. */
export function followTheme(settings: SettingsStore): void {
  nativeTheme.themeSource = settings.get('theme');
  settings.onChange(() => {
    nativeTheme.themeSource = settings.get('theme');
  });
  onSend('theme:set', (_event, theme) => {
    if (isTheme(theme)) settings.change({ theme });
  });
}
