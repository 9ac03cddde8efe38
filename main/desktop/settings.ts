import Store from 'electron-store';
import { THEMES, type Theme } from '../../preload/bridge.ts';

export interface WindowState {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

export interface Settings {
  theme: Theme;
  window?: WindowState;
  /** API key as encrypted by the operating system, base64; never in the clear. */
  apiKeyEncrypted?: string;
  /** Where recordings are kept; absent = this user's data directory. */
  dataDir?: string;
}

export type SettingsStore = Store<Settings>;

/** Opens the settings file; one that is damaged or of another shape is replaced by the defaults. */
export function openSettings(): SettingsStore {
  return new Store<Settings>({
    name: 'settings',
    clearInvalidConfig: true,
    defaults: { theme: 'system' },
    schema: {
      theme: { type: 'string', enum: [...THEMES] },
      window: {
        type: 'object',
        properties: {
          x: { type: 'integer' },
          y: { type: 'integer' },
          width: { type: 'integer', minimum: 400 },
          height: { type: 'integer', minimum: 300 },
          maximized: { type: 'boolean' },
        },
        required: ['width', 'height', 'maximized'],
      },
      apiKeyEncrypted: { type: 'string' },
      dataDir: { type: 'string', minLength: 1 },
    },
  });
}
