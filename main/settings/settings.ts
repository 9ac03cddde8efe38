import type { AlertRule } from '../../engine/alerts/alert-rule.ts';
import type { Profile } from '../../engine/engine.ts';
import { THEMES, type Theme } from '../../preload/bridge.ts';
import { LOG_LEVELS, type LogLevel } from '../log.ts';
import {
  alertRules,
  type Check,
  directory,
  feedAddress,
  flag,
  listOf,
  numberFrom,
  oneOf,
  orNull,
  pair,
  SettingError,
  secretWord,
  text,
  timeZone,
  webAddress,
  wholeNumber,
} from './checks.ts';

export interface WindowState {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/** Everything that the desktop application remembers between two starts. */
export interface Settings {
  /** `auto`: polygon with an API key, else the demo market. */
  readonly feed: 'auto' | 'polygon' | 'demo';
  /** A known server's name or a ws(s) address; null = the provider's real-time server. */
  readonly endpoint: string | null;
  /** The key as encrypted by the operating system, base64. */
  readonly apiKeyEncrypted: string | null;
  /** The key in the clear: only where the user chose so after a warning. */
  readonly apiKeyPlain: string | null;
  /** Where recordings are kept; null = this user's data directory. */
  readonly dataDir: string | null;
  readonly record: boolean;
  /** A statistics row per pair is recorded so often. */
  readonly statisticsIntervalS: number;
  /** What recordings may be deleted; null = none. */
  readonly retentionDays: number | null;
  readonly retentionGb: number | null;
  /** Below this much free space there is a warning. */
  readonly minFreeGb: number;
  /** Missed trades are fetched from the provider afterwards. */
  readonly backfill: boolean;
  readonly profile: Profile;
  /** null = the profile's own. */
  readonly publishIntervalS: number | null;
  readonly wsPort: number;
  readonly webPort: number;
  readonly theme: Theme;
  readonly timeZone: string;
  /** Pairs of the buttons in the page's head. */
  readonly quickTickers: readonly string[];
  readonly alertRules: readonly AlertRule[];
  readonly startAtLogin: boolean;
  /** Closing the window leaves the application running in the tray. */
  readonly keepInTray: boolean;
  /** The system's notifications: an outage, recording that stops, an export that is done. */
  readonly notifications: boolean;
  readonly logLevel: LogLevel;
  /** `check` says when there is a newer version, `install` fetches it too; restarting is always the user's choice. */
  readonly updates: 'off' | 'check' | 'install';
  /** Where newer versions are looked for; null = the address that this build was made with. */
  readonly updateFeedUrl: string | null;
  readonly window: WindowState | null;
}

export type SettingName = keyof Settings;

/**
 * How a change takes effect: `live` at once; `reconnect` when the pipeline is started anew, which is a short, recorded
 * outage.
 */
export type Effect = 'live' | 'reconnect';

export interface Setting<T> {
  readonly fallback: T;
  /** Throws SettingError with what the value may be. */
  readonly check: Check<T>;
  readonly effect: Effect;
}

const port = wholeNumber(1, 65_535);

/** The one table of settings. */
export const SETTINGS: { readonly [K in SettingName]: Setting<Settings[K]> } = {
  feed: { fallback: 'auto', check: oneOf(['auto', 'polygon', 'demo'] as const), effect: 'reconnect' },
  endpoint: { fallback: null, check: orNull(feedAddress), effect: 'reconnect' },
  apiKeyEncrypted: { fallback: null, check: orNull(text(1, 10_000)), effect: 'reconnect' },
  apiKeyPlain: { fallback: null, check: orNull(secretWord), effect: 'reconnect' },
  dataDir: { fallback: null, check: orNull(directory), effect: 'reconnect' },
  record: { fallback: true, check: flag, effect: 'reconnect' },
  statisticsIntervalS: { fallback: 60, check: wholeNumber(1, 3_600), effect: 'live' },
  retentionDays: { fallback: null, check: orNull(wholeNumber(1, 36_500)), effect: 'live' },
  retentionGb: { fallback: null, check: orNull(numberFrom(0.1, 1_000_000)), effect: 'live' },
  minFreeGb: { fallback: 2, check: numberFrom(0, 10_000), effect: 'live' },
  backfill: { fallback: true, check: flag, effect: 'live' },
  profile: { fallback: 'standard', check: oneOf(['standard', 'csp'] as const), effect: 'reconnect' },
  publishIntervalS: { fallback: null, check: orNull(wholeNumber(1, 60)), effect: 'reconnect' },
  wsPort: { fallback: 7678, check: port, effect: 'reconnect' },
  webPort: { fallback: 8096, check: port, effect: 'reconnect' },
  theme: { fallback: 'system', check: oneOf(THEMES), effect: 'live' },
  timeZone: { fallback: 'system', check: timeZone, effect: 'live' },
  quickTickers: {
    fallback: ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD', 'DOGE-USD'],
    check: listOf(pair, 12),
    effect: 'live',
  },
  alertRules: { fallback: [], check: alertRules, effect: 'live' },
  startAtLogin: { fallback: false, check: flag, effect: 'live' },
  keepInTray: { fallback: false, check: flag, effect: 'live' },
  notifications: { fallback: true, check: flag, effect: 'live' },
  logLevel: { fallback: 'info', check: oneOf(LOG_LEVELS), effect: 'live' },
  updates: { fallback: 'off', check: oneOf(['off', 'check', 'install'] as const), effect: 'live' },
  updateFeedUrl: { fallback: null, check: orNull(webAddress), effect: 'live' },
  window: { fallback: null, check: orNull(windowState), effect: 'live' },
};

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** The value for a setting, or SettingError with a sentence that names it. */
export function checkSetting<K extends SettingName>(name: K, value: unknown): Settings[K] {
  try {
    return SETTINGS[name].check(value);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new SettingError(`${name} ${error.message}`);
  }
}

function windowState(value: unknown): WindowState {
  const given = (typeof value === 'object' ? value : null) as Partial<Record<keyof WindowState, unknown>> | null;
  const { x, y, width, height, maximized } = given ?? {};
  const place = wholeNumber(-100_000, 100_000);
  return {
    ...(x !== undefined && y !== undefined && { x: place(x), y: place(y) }),
    width: wholeNumber(400, 100_000)(width),
    height: wholeNumber(300, 100_000)(height),
    maximized: flag(maximized),
  };
}
