import { SettingError } from './checks.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';
import { checkSetting, SETTING_NAMES, SETTINGS, type SettingName, type Settings } from './settings.ts';

/** What a file held, and what of it could not be used. */
export interface ReadSettings {
  /** Only what differs from the default. */
  readonly settings: Partial<Settings>;
  /** For people; empty where all was well. */
  readonly problems: readonly string[];
}

export const SETTINGS_VERSION = MIGRATIONS.length;

export function defaultSettings(): Settings {
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, SETTINGS[name].fallback])) as unknown as Settings;
}

/**
 * Brings the content of a settings file to today's version and checks every value. Never throws: a value that cannot be used is
 * named and left at its default; names that are not ours are dropped.
 */
export function readSettings(content: unknown, migrations: readonly Migration[] = MIGRATIONS): ReadSettings {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return { settings: {}, problems: ['the file holds no settings'] };
  }
  const problems: string[] = [];
  const migrated = migrate(content as Record<string, unknown>, migrations, problems);
  const settings: Partial<Record<SettingName, unknown>> = {};
  for (const name of SETTING_NAMES) {
    if (!Object.hasOwn(migrated, name)) continue;
    try {
      settings[name] = checkSetting(name, migrated[name]);
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      problems.push(`${error.message}; the default is used`);
    }
  }
  const { wsPort, webPort } = { ...defaultSettings(), ...settings } as Settings;
  if (wsPort === webPort) {
    problems.push(`wsPort and webPort are both ${wsPort}; the defaults are used`);
    delete settings.wsPort;
    delete settings.webPort;
  }
  return { settings: settings as Partial<Settings>, problems };
}

function migrate(
  content: Readonly<Record<string, unknown>>,
  migrations: readonly Migration[],
  problems: string[],
): Readonly<Record<string, unknown>> {
  const version = content.version ?? 0;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) {
    problems.push('version is no whole number; the file is read as of today');
    return content;
  }
  if (version > migrations.length) {
    problems.push(`it was written by a newer version of this application (settings ${version})`);
    return content;
  }
  return migrations
    .slice(version)
    .reduce<Readonly<Record<string, unknown>>>((settings, step) => step(settings), content);
}
