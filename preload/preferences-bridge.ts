import type { TestOutcome, TestStep, TestStepId } from '../main/feed/polygon/test-connection.ts';
import type { Effect, SettingName, Settings } from '../main/settings/settings.ts';

/** The settings of the preferences window: all but the keys, which have their own way, and the place of the dashboard's window. */
export type PreferenceName = Exclude<SettingName, 'apiKeyEncrypted' | 'apiKeyPlain' | 'alertRules' | 'window'>;
export type Preferences = Pick<Settings, PreferenceName>;

/** Parts of the window that others may open it at. */
export const PREFERENCE_SECTIONS = [
  'connection',
  'recording',
  'statistics',
  'appearance',
  'application',
  'updates',
] as const;
export type PreferenceSection = (typeof PREFERENCE_SECTIONS)[number];

/** How a key is kept: until the application ends, encrypted by the system, or in the clear. */
export const KEY_KEEPINGS = ['session', 'encrypted', 'plain'] as const;
export type KeyKeeping = (typeof KEY_KEEPINGS)[number];

export interface ApiKeyStatus {
  /** Where the key in use comes from. */
  readonly source: 'none' | 'environment' | 'session' | 'settings-encrypted' | 'settings-plain';
  /** Dots and, of a long key, its last four characters: all that a window ever learns of it. Null = no key. */
  readonly hint: string | null;
  /** Whether the operating system protects a stored key. */
  readonly canStore: boolean;
  /** A key is stored, but the system does not give it out now: another user or machine, or a locked keyring. */
  readonly isUnreadable: boolean;
}

export interface DirectoryView {
  readonly path: string;
  /** Bytes free there; null = not known. */
  readonly freeBytes: number | null;
  /** What is wrong with it, for people; null = nothing. */
  readonly problem: string | null;
}

/** Everything that the window shows. */
export interface PreferencesView {
  /** As stored. */
  readonly values: Preferences;
  /** Chosen, but waiting for `apply`. */
  readonly pending: Partial<Preferences>;
  readonly defaults: Preferences;
  readonly effects: Readonly<Record<PreferenceName, Effect>>;
  /** What this run does instead of the stored value, and why: `0, set by --ws-port on the command line`. */
  readonly overrides: Readonly<Partial<Record<PreferenceName, string>>>;
  readonly apiKey: ApiKeyStatus;
  /** Where recordings go with the pending choice. */
  readonly dataDir: DirectoryView;
  /** The feed that runs now, for people. */
  readonly feed: string;
  /** Where settings are kept, and what was wrong with the file. */
  readonly file: string | null;
  readonly problems: readonly string[];
  readonly isApplying: boolean;
}

/** An answer to a change: null = done, else one sentence why not. */
export type Refusal = string | null;

export interface ConnectionTestResult {
  readonly outcome: TestOutcome;
  /** Signing in would end the connection of the live feed, which uses the same key: asked first. */
  readonly asks: boolean;
  /** There was no key: the test ended where one is needed. */
  readonly isKeyless: boolean;
  /** The step that failed; null = none. */
  readonly failed: TestStepId | null;
}

export interface PreferencesInvokes {
  'preferences:view': () => Promise<PreferencesView>;
  'preferences:section': () => Promise<PreferenceSection | null>;
  'preferences:check': (name: PreferenceName, value: unknown) => Promise<Refusal>;
  'preferences:set': (name: PreferenceName, value: unknown) => Promise<Refusal>;
  'preferences:apply': () => Promise<Refusal>;
  'preferences:discard': () => Promise<void>;
  'preferences:choose-directory': () => Promise<Refusal>;
  'preferences:set-key': (key: string, keeping: KeyKeeping) => Promise<Refusal>;
  'preferences:remove-key': () => Promise<Refusal>;
  'preferences:test': (key: string | null, interrupt: boolean) => Promise<ConnectionTestResult>;
  'preferences:cancel-test': () => Promise<void>;
}

export const PREFERENCES_VIEW_CHANNEL = 'preferences:changed';
export const TEST_STEP_CHANNEL = 'preferences:test-step';
export const PREFERENCES_SECTION_CHANNEL = 'preferences:show-section';

/** What the preferences window may ask of the desktop shell. */
export interface PreferencesBridge {
  readonly platform: string;
  view(): Promise<PreferencesView>;
  /** Where the window was asked to open; null = at its beginning. */
  section(): Promise<PreferenceSection | null>;
  /** What is wrong with a value, before it is set. */
  check(name: PreferenceName, value: unknown): Promise<Refusal>;
  /** Applies a value at once, or keeps it for `apply` where the feed must reconnect. */
  set(name: PreferenceName, value: unknown): Promise<Refusal>;
  /** Starts the feed anew with what is pending; what it cannot start with is given up for what was before. */
  apply(): Promise<Refusal>;
  /** Forgets what is pending. */
  discard(): Promise<void>;
  /** Asks for a directory in the dialog of the system. */
  chooseDirectory(): Promise<Refusal>;
  setKey(key: string, keeping: KeyKeeping): Promise<Refusal>;
  removeKey(): Promise<Refusal>;
  /** Tests the way to live trades with this key, or with that in use; `interrupt` stops the live feed meanwhile. */
  testConnection(key: string | null, interrupt: boolean): Promise<ConnectionTestResult>;
  cancelTest(): Promise<void>;
  onChange(listener: (view: PreferencesView) => void): void;
  onTestStep(listener: (step: TestStep) => void): void;
  onSection(listener: (section: PreferenceSection) => void): void;
}
