import { join } from 'node:path';
import { app } from 'electron';
import Store from 'electron-store';
import { openSettingsStore, SETTINGS_MODE, type SettingsStore } from '../settings/settings-store.ts';

/** Opens settings.json of this user: checked, migrated, and with anything damaged set aside and reported. */
export function openSettings(): SettingsStore {
  return openSettingsStore(join(app.getPath('userData'), 'settings.json'), () => {
    const store = new Store<Record<string, unknown>>({ name: 'settings', configFileMode: SETTINGS_MODE });
    return {
      path: store.path,
      write: (content) => {
        store.store = { ...content };
      },
    };
  });
}
