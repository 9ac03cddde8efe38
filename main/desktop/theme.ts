import { nativeTheme } from 'electron';
import { THEMES, type Theme } from '../../preload/bridge.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { AppCommand } from './app-commands.ts';

/** Lets the native parts, and with them every page, follow the chosen theme from the first frame on. */
export function followTheme(settings: SettingsStore): void {
  nativeTheme.themeSource = settings.get('theme');
  settings.onChange(() => {
    nativeTheme.themeSource = settings.get('theme');
  });
}

const LABELS: Readonly<Record<Theme, string>> = { system: 'Like the System', light: 'Light', dark: 'Dark' };

/** Choices of the theme; pages follow the setting. */
export function themeCommands(settings: SettingsStore): readonly AppCommand[] {
  return THEMES.map((theme) => ({
    id: `theme:${theme}`,
    label: LABELS[theme],
    kind: 'radio',
    isOfPage: true,
    isChecked: () => settings.get('theme') === theme,
    run: () => settings.change({ theme }),
  }));
}
