import { app } from 'electron';
import type { Log } from '../log.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { setAutostart } from './start-at-login.ts';

/** Keeps what starts at login as the setting says; from the source tree too, where it is Electron with this folder. */
export function followLoginItem(settings: SettingsStore, log: Log): void {
  const apply = () => {
    try {
      setLoginItem(settings.get('startAtLogin'));
    } catch (error) {
      log.error(`start at login cannot be changed: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  // Anew at each start: a copy that was moved is found again.
  if (settings.get('startAtLogin')) apply();
  settings.onChange((changed) => {
    if (changed.has('startAtLogin')) apply();
  });
}

function setLoginItem(isOn: boolean): void {
  const args = app.isPackaged ? [] : [app.getAppPath()];
  if (process.platform === 'linux') {
    // An AppImage runs from a mount that is gone at the next start.
    setAutostart(isOn, { executable: process.env.APPIMAGE ?? process.execPath, args });
  } else {
    app.setLoginItemSettings({ openAtLogin: isOn, ...(!app.isPackaged && { path: process.execPath, args }) });
  }
}
