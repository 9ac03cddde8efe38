import type {
  DirectoryView,
  KeyKeeping,
  PreferenceName,
  Preferences,
  PreferencesView,
  Refusal,
} from '../../../preload/preferences-bridge.ts';
import { SettingError } from '../../settings/checks.ts';
import { defaultSettings } from '../../settings/read-settings.ts';
import { SETTING_NAMES, SETTINGS, type Settings } from '../../settings/settings.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import type { ApiKey } from '../api-key.ts';

const HIDDEN: ReadonlySet<string> = new Set(['apiKeyEncrypted', 'apiKeyPlain', 'alertRules', 'window']);
export const PREFERENCE_NAMES = SETTING_NAMES.filter((name) => !HIDDEN.has(name)) as readonly PreferenceName[];

export interface PreferencesHost {
  readonly settings: SettingsStore;
  readonly apiKey: ApiKey;
  /** Starts the pipeline anew with these settings; null = done, else why not: all is then as before. */
  readonly restart: (settings: Settings) => Promise<Refusal>;
  readonly overrides: () => PreferencesView['overrides'];
  readonly dataDir: (chosen: string | null) => Promise<DirectoryView>;
  /** The feed that runs now, for people. */
  readonly feed: () => string;
  /** What the user should know. */
  readonly problems: () => readonly string[];
}

/** What the preferences window shows and does: live settings at once, those that interrupt the feed together, when asked to. */
export class PreferencesModel {
  readonly #host: PreferencesHost;
  #pending: Partial<Settings> = {};
  #isApplying = false;
  #onChange = () => {};

  constructor(host: PreferencesHost) {
    this.#host = host;
    host.settings.onChange(() => {
      this.#dropSettled();
      this.#onChange();
    });
  }

  /** Called when what `view` gives may have changed. */
  set onChange(listener: () => void) {
    this.#onChange = listener;
  }

  get hasPending(): boolean {
    return Object.keys(this.#pending).length > 0;
  }

  /** The settings as they will be once everything pending is applied. */
  get wanted(): Settings {
    return { ...this.#host.settings.all(), ...this.#pending };
  }

  async view(): Promise<PreferencesView> {
    const { settings, apiKey, overrides, dataDir, feed, problems } = this.#host;
    return {
      values: preferencesOf(settings.all()),
      pending: this.#pending,
      defaults: preferencesOf(defaultSettings()),
      effects: Object.fromEntries(
        PREFERENCE_NAMES.map((name) => [name, SETTINGS[name].effect]),
      ) as PreferencesView['effects'],
      overrides: overrides(),
      apiKey: await apiKey.status(),
      dataDir: await dataDir(this.wanted.dataDir),
      feed: feed(),
      file: settings.path,
      problems: problems(),
      isApplying: this.#isApplying,
    };
  }

  /** Why a value cannot be set, or null. */
  async check(name: unknown, value: unknown): Promise<Refusal> {
    const known = checkedName(name);
    try {
      const checked = SETTINGS[known].check(value);
      return await this.#checkTogether(known, { ...this.wanted, [known]: checked });
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      return forPeople(error);
    }
  }

  async set(name: unknown, value: unknown): Promise<Refusal> {
    const known = checkedName(name);
    const refusal = await this.check(known, value);
    if (refusal !== null) return refusal;
    const { settings } = this.#host;
    if (SETTINGS[known].effect === 'live') {
      settings.change({ [known]: value });
      return null;
    }
    this.#pending = { ...this.#pending, [known]: SETTINGS[known].check(value) };
    this.#dropSettled();
    this.#onChange();
    return null;
  }

  /** Starts the feed anew with everything pending. What it cannot start with stays pending, and nothing else has changed. */
  async apply(): Promise<Refusal> {
    const wanted = this.#pending;
    if (this.#isApplying || Object.keys(wanted).length === 0) return null;
    const refusal = await this.#restart(this.wanted);
    // Stored only now: settings that do not work must not keep the next start from working.
    if (refusal === null) this.#host.settings.change(wanted);
    this.#onChange();
    return refusal;
  }

  discard(): void {
    this.#pending = {};
    this.#onChange();
  }

  async setKey(key: unknown, keeping: KeyKeeping): Promise<Refusal> {
    const { apiKey } = this.#host;
    const restore = apiKey.remember();
    try {
      await apiKey.set(key, keeping);
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      return `${error.message}.`;
    }
    return this.#useKey(restore);
  }

  removeKey(): Promise<Refusal> {
    const { apiKey } = this.#host;
    const restore = apiKey.remember();
    apiKey.remove();
    return this.#useKey(restore);
  }

  async #useKey(restore: () => void): Promise<Refusal> {
    const refusal = await this.#restart(this.#host.settings.all());
    if (refusal !== null) restore();
    this.#onChange();
    return refusal;
  }

  async #restart(settings: Settings): Promise<Refusal> {
    this.#isApplying = true;
    this.#onChange();
    try {
      return await this.#host.restart(settings);
    } finally {
      this.#isApplying = false;
    }
  }

  /** What cannot be seen from one value alone. */
  async #checkTogether(name: PreferenceName, wanted: Settings): Promise<Refusal> {
    if ((name === 'wsPort' || name === 'webPort') && wanted.wsPort === wanted.webPort) {
      return `Must differ from the other port, which is ${wanted.wsPort} too.`;
    }
    if (name === 'feed' && wanted.feed === 'polygon' && (await this.#host.apiKey.get()) === null) {
      return 'The live market needs an API key: enter it first.';
    }
    return name === 'dataDir' ? (await this.#host.dataDir(wanted.dataDir)).problem : null;
  }

  /** What is as stored waits for nothing. */
  #dropSettled(): void {
    const stored = this.#host.settings.all();
    this.#pending = Object.fromEntries(
      Object.entries(this.#pending).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(stored[name as PreferenceName]),
      ),
    );
  }
}

function preferencesOf(settings: Settings): Preferences {
  return Object.fromEntries(PREFERENCE_NAMES.map((name) => [name, settings[name]])) as unknown as Preferences;
}

function checkedName(name: unknown): PreferenceName {
  const known = PREFERENCE_NAMES.find((each) => each === name);
  if (known === undefined) throw new Error('there is no such setting');
  return known;
}

/** "is a whole number" as a sentence beside its field. */
function forPeople({ message }: SettingError): string {
  const text = message.replace(/^is /, 'Must be ');
  return text.endsWith('.') ? text : `${text}.`;
}
