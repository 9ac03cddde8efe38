import { BrowserWindow } from 'electron';
import { PAGE_SETTINGS_CHANNEL, type PageSettings } from '../../preload/bridge.ts';
import { SettingError } from '../settings/checks.ts';
import type { SettingName } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { ApiKey } from './api-key.ts';
import { onInvoke, onSend } from './ipc.ts';

/** What pages may change themselves. */
const CHANGEABLE: readonly SettingName[] = ['theme', 'timeZone'];

/** Lets every page follow the settings that concern what it shows, and change some of them. The answer tells pages of other problems. */
export function servePageSettings(
  settings: SettingsStore,
  apiKey: ApiKey,
  problems: () => readonly string[],
): () => void {
  const view = async (): Promise<PageSettings> => {
    const { theme, timeZone, quickTickers } = settings.all();
    return {
      theme,
      timeZone,
      quickTickers,
      hasApiKey: (await apiKey.status()).source !== 'none',
      problems: problems(),
    };
  };
  onInvoke('settings:page', view);
  onSend('settings:change', (_event, name, value) => {
    const known = CHANGEABLE.find((each) => each === name);
    if (known === undefined) return;
    try {
      settings.change({ [known]: value });
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
    }
  });
  const push = async () => {
    const now = await view();
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send(PAGE_SETTINGS_CHANNEL, now);
  };
  settings.onChange(() => void push());
  apiKey.onChange(() => void push());
  return () => void push();
}
