import { chmodSync, copyFileSync, existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { textOf } from '../read-text.ts';
import { defaultSettings, readSettings, SETTINGS_VERSION } from './read-settings.ts';
import { checkSetting, SETTING_NAMES, SETTINGS, type SettingName, type Settings } from './settings.ts';

/** Only this user may read it: it may hold a key. */
export const SETTINGS_MODE = 0o600;

/** Where settings are kept. */
export interface SettingsFile {
  readonly path: string;
  /** Replaces the content as a whole; throws where that cannot be done. */
  write(content: Readonly<Record<string, unknown>>): void;
}

export type SettingsListener = (changed: ReadonlySet<SettingName>) => void;

/** The settings of this run: checked, remembered, and followed by whoever wants to know. */
export class SettingsStore {
  readonly #file: SettingsFile | null;
  readonly #problems: string[];
  #settings: Settings;
  readonly #listeners = new Set<SettingsListener>();

  constructor(file: SettingsFile | null, settings: Partial<Settings>, problems: readonly string[]) {
    this.#file = file;
    this.#settings = { ...defaultSettings(), ...settings };
    this.#problems = [...problems];
  }

  /** What was wrong with the file, for people; newest last. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  get path(): string | null {
    return this.#file?.path ?? null;
  }

  get<K extends SettingName>(name: K): Settings[K] {
    return this.#settings[name];
  }

  all(): Settings {
    return this.#settings;
  }

  /** Takes over some settings; throws SettingError, and changes nothing, when one of them cannot be used. */
  change(changes: { readonly [K in SettingName]?: unknown }): void {
    const checked = Object.fromEntries(
      SETTING_NAMES.filter((name) => Object.hasOwn(changes, name)).map((name) => [
        name,
        checkSetting(name, changes[name]),
      ]),
    ) as Partial<Settings>;
    const changed = new Set(
      (Object.keys(checked) as SettingName[]).filter((name) => !isSame(checked[name], this.#settings[name])),
    );
    if (changed.size === 0) return;
    this.#settings = { ...this.#settings, ...checked };
    this.#write();
    for (const listener of [...this.#listeners]) listener(changed);
  }

  /** Calls back after every change, with the names of what changed; returns how to stop. */
  onChange(listener: SettingsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #write(): void {
    const changed = SETTING_NAMES.filter((name) => !isSame(this.#settings[name], SETTINGS[name].fallback));
    try {
      this.#file?.write({
        version: SETTINGS_VERSION,
        ...Object.fromEntries(changed.map((name) => [name, this.#settings[name]])),
      });
    } catch (error) {
      const problem = `The settings cannot be saved in ${this.#file?.path}: ${(error as Error).message}. They last until the application ends.`;
      if (!this.#problems.includes(problem)) this.#problems.push(problem);
    }
  }
}

/**
 * Reads a settings file. One that is damaged is set aside first, one with values that cannot be used is copied, and both are named
 * in the store's problems; never throws. `open` is called after that, and gives the file to write to.
 */
export function openSettingsStore(path: string, open: () => SettingsFile, now: Date = new Date()): SettingsStore {
  const asidePath = path.replace(/(\.json)?$/, `.damaged-${now.toISOString().replaceAll(':', '')}.json`);
  const told: string[] = [];
  let settings: Partial<Settings> = {};
  // One that was written by hand, or copied from elsewhere, and with it what is kept aside.
  if (existsSync(path)) tryTo(() => chmodSync(path, SETTINGS_MODE));
  try {
    const read = readFile(path);
    ({ settings } = read);
    if (read.problems.length > 0) {
      told.push(
        `Not all settings could be used (${path}): ${read.problems.join('; ')}. A copy as it was: ${keepCopy(path, asidePath)}.`,
      );
    }
  } catch (error) {
    if (error instanceof SyntaxError) {
      told.push(`The settings file was damaged and the defaults are used; it is kept as ${asidePath}.`);
      tryTo(() => renameSync(path, asidePath));
    } else {
      told.push(`Not all settings could be read (${path}): ${(error as Error).message}.`);
    }
  }
  try {
    return new SettingsStore(open(), settings, told);
  } catch (error) {
    told.push(
      `The settings file ${path} cannot be used: ${(error as Error).message}. Changes last until the application ends.`,
    );
    return new SettingsStore(null, settings, told);
  }
}

function readFile(path: string): ReturnType<typeof readSettings> {
  return existsSync(path) ? readSettings(JSON.parse(textOf(readFileSync(path)))) : { settings: {}, problems: [] };
}

/** The path of the copy: the new one, or that of an earlier start with the same content; a file is read anew until a change replaces it. */
function keepCopy(path: string, asidePath: string): string {
  const content = readFileSync(path);
  const directory = dirname(path);
  const prefix = basename(path).replace(/(\.json)?$/, '.damaged-');
  const same = readdirSync(directory)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(directory, name))
    .find((earlier) => readFileSync(earlier).equals(content));
  if (same !== undefined) return same;
  copyFileSync(path, asidePath);
  return asidePath;
}

function tryTo(change: () => void): void {
  try {
    change();
  } catch {
    // The store then says that it cannot use the file.
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
