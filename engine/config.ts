import type { Profile } from './engine.ts';
import { EMAS } from './row.ts';

/** What a user may set. Seconds are whole: every statistic is evaluated once per second. */
export interface EngineSettings {
  /** standard: rows of all pairs at the seconds that are multiples of it (UTC); csp: after a pair's first trade. */
  readonly publishIntervalS: number;
  /** VWAP and EMAs start anew at the multiples of it (UTC); csp: after a pair's first trade. */
  readonly resetIntervalS: number;
  /** A pair without a trade for so long is forgotten; Infinity (csp) = never. */
  readonly idleEvictAfterS: number;
  /** A clock that is further ahead than this jumps instead of evaluating every second; Infinity = evaluate all. */
  readonly catchUpLimitS: number;
  /** Window of trade count and volumes. */
  readonly tradeWindowS: number;
  readonly vwapTrades: number;
  readonly emaHalfLivesS: readonly number[];
  /** Time between the two VWAPs of the return. */
  readonly returnS: number;
  /** Window of returns of the volatility. */
  readonly volatilityS: number;
  /** Window of volatilities of its mean and deviation. */
  readonly volatilityMeanS: number;
}

export interface EngineConfig extends EngineSettings {
  readonly profile: Profile;
  /** The engine's origin; profile standard aligns rows and resets by it, so it is a whole second. */
  readonly originUnixS: number;
}

const DAY_S = 86_400;

const STANDARD: EngineSettings = {
  publishIntervalS: 1,
  resetIntervalS: DAY_S,
  idleEvictAfterS: DAY_S,
  catchUpLimitS: 600,
  tradeWindowS: 60,
  vwapTrades: 100,
  emaHalfLivesS: [60, 120, 180],
  returnS: 60,
  volatilityS: 60,
  volatilityMeanS: 300,
};

/** The defaults of both profiles. */
export const DEFAULT_SETTINGS: Readonly<Record<Profile, EngineSettings>> = {
  standard: STANDARD,
  csp: {
    ...STANDARD,
    publishIntervalS: 60,
    idleEvictAfterS: Number.POSITIVE_INFINITY,
    volatilityMeanS: 600,
  },
};

interface Range {
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  /** Infinity is a value too. */
  readonly mayBeInfinite: boolean;
}

const seconds = (min: number, max: number, mayBeInfinite = false): Range => ({
  min,
  max,
  isWhole: true,
  mayBeInfinite,
});

const RANGES: Readonly<Record<Exclude<keyof EngineSettings, 'emaHalfLivesS'>, Range>> = {
  publishIntervalS: seconds(1, 60),
  resetIntervalS: seconds(1, 30 * DAY_S),
  idleEvictAfterS: seconds(60, 30 * DAY_S, true),
  catchUpLimitS: seconds(1, DAY_S, true),
  tradeWindowS: seconds(1, DAY_S),
  vwapTrades: seconds(1, 100_000),
  returnS: seconds(1, DAY_S),
  volatilityS: seconds(2, DAY_S),
  volatilityMeanS: seconds(2, DAY_S),
};
const HALF_LIFE: Range = { min: 0.1, max: DAY_S, isWhole: false, mayBeInfinite: false };

/** A setting that the engine cannot work with; the message names it and says what it may be. */
export class EngineConfigError extends Error {
  override readonly name = 'EngineConfigError';
}

/** The profile's defaults with some settings changed. Throws EngineConfigError for an unknown name or a bad value. */
export function engineConfig(
  profile: Profile,
  originUnixS: number,
  settings: Partial<EngineSettings> = {},
): EngineConfig {
  if (!Number.isSafeInteger(originUnixS)) {
    throw new EngineConfigError(`The engine's origin must be a whole Unix second, not ${originUnixS}.`);
  }
  for (const [name, value] of Object.entries(settings)) checkSetting(name, value);
  return { ...DEFAULT_SETTINGS[profile], ...settings, profile, originUnixS };
}

function checkSetting(name: string, value: unknown): void {
  if (name === 'emaHalfLivesS') {
    if (!Array.isArray(value) || value.length !== EMAS.length) {
      throw new EngineConfigError(`emaHalfLivesS must be a list of ${EMAS.length} half-lives, not ${shown(value)}.`);
    }
    value.forEach((halfLife, i) => {
      checkRange(`emaHalfLivesS[${i}]`, halfLife, HALF_LIFE);
    });
  } else if (Object.hasOwn(RANGES, name)) {
    checkRange(name, value, RANGES[name as keyof typeof RANGES]);
  } else {
    const known = [...Object.keys(RANGES), 'emaHalfLivesS'].join(', ');
    throw new EngineConfigError(`There is no setting ${shown(name)}; the engine's settings are ${known}.`);
  }
}

function checkRange(name: string, value: unknown, range: Range): void {
  if (range.mayBeInfinite && value === Number.POSITIVE_INFINITY) return;
  const isNumber = typeof value === 'number' && value >= range.min && value <= range.max;
  if (!isNumber || (range.isWhole && !Number.isInteger(value))) {
    const kind = range.isWhole ? 'a whole number' : 'a number';
    throw new EngineConfigError(`${name} must be ${kind} from ${range.min} to ${range.max}, not ${shown(value)}.`);
  }
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}
