import { nativeTheme } from 'electron';
import { THEMES, type Theme } from '../../preload/bridge.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { AppCommand } from './app-commands.ts';
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

const LABELS: Readonly<Record<Theme, string>> = { system: 'Like the System', light: 'Light', dark: 'Dark' };

/** Choices of the theme; `send` lets the page take it over too. */
export function themeCommands(settings: SettingsStore, send: (id: string) => void): readonly AppCommand[] {
  return THEMES.map((theme) => ({
    id: `theme:${theme}`,
    label: LABELS[theme],
    kind: 'radio',
    isOfPage: true,
    isChecked: () => settings.get('theme') === theme,
    run() {
      settings.change({ theme });
      send(`theme:${theme}`);
    },
  }));
}
