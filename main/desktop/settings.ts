import { join } from 'node:path';
import { app } from 'electron';
import Store from 'electron-store';
import { openSettingsStore, type SettingsStore } from '../settings/settings-store.ts';

/** Only this user may read it: it may hold a key. */
const FILE_MODE = 0o600;

/** Opens settings.json of this user: checked, migrated, and with anything damaged set aside and reported. */
export function openSettings(): SettingsStore {
  return openSettingsStore(join(app.getPath('userData'), 'settings.json'), () => {
    const store = new Store<Record<string, unknown>>({ name: 'settings', configFileMode: FILE_MODE });
    return {
      path: store.path,
      write: (content) => {
        store.store = { ...content };
      },
    };
  });
}
