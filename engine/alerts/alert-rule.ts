import type { StatisticName } from '../schema.ts';

/** Seconds since the feed's last trade: the one thing to watch that belongs to no pair. */
export const FEED_SILENCE = 'feed_silence';

/**
 * `beyond`: the value's distance from zero is over the limit. `crosses…`: an event of one instant, when the value passes the limit; the
 * others are states that begin and end.
 */
export const COMPARISONS = ['above', 'below', 'beyond', 'crosses-above', 'crosses-below', 'crosses'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const ALERT_SOUNDS = ['none', 'chime', 'bell', 'alarm'] as const;
export type AlertSound = (typeof ALERT_SOUNDS)[number];

export type WatchedStatistic = StatisticName | typeof FEED_SILENCE;

/** One rule; it is evaluated for each of its pairs on its own, each second. */
export interface AlertRule {
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
  /** `BTC-USD`, or every pair of a currency: `*-USD`, `BTC-*`. Empty = all pairs. */
  readonly pairs: readonly string[];
  readonly statistic: WatchedStatistic;
  readonly comparison: Comparison;
  /** A number in the statistic's own unit, or another statistic of the same pair. */
  readonly limit: number | StatisticName;
  /** How far the value must come back before the alert is over, as a fraction of the limit: one that flutters about it alerts once. */
  readonly hysteresis: number;
  /** The condition must hold for so long. */
  readonly holdS: number;
  /** After an alert the same pair is quiet for so long. */
  readonly cooldownS: number;
  /** Pairs that traded less in 60 s are left alone; in their own quote currency. */
  readonly minVolume: number;
  readonly sound: AlertSound;
  /** Shown as a notification of the system. */
  readonly isNotified: boolean;
}

export const MAX_ALERT_RULES = 200;

/** What a rule is where nothing else is said. */
export const NEW_RULE: Omit<AlertRule, 'id'> = {
  name: 'Buy pressure',
  isEnabled: true,
  pairs: [],
  statistic: 'buy_pressure',
  comparison: 'above',
  limit: 0.8,
  hysteresis: 0.05,
  holdS: 0,
  cooldownS: 300,
  minVolume: 0,
  sound: 'chime',
  isNotified: true,
};

/** Rules that many will want, to start from. */
export const ALERT_PRESETS: readonly Omit<AlertRule, 'id'>[] = [
  { ...NEW_RULE, name: 'Buyers press', minVolume: 10_000, holdS: 5 },
  { ...NEW_RULE, name: 'Sellers press', comparison: 'below', limit: 0.2, minVolume: 10_000, holdS: 5 },
  {
    ...NEW_RULE,
    name: 'Volatility above its band',
    statistic: 'volatility_60s',
    limit: 'volatility_upper',
    sound: 'bell',
  },
  {
    ...NEW_RULE,
    name: 'EMA 60 s crosses EMA 180 s',
    statistic: 'ema_60s',
    comparison: 'crosses',
    limit: 'ema_180s',
    hysteresis: 0.000_1,
  },
  { ...NEW_RULE, name: 'Return beyond 1 %', statistic: 'return_1m', comparison: 'beyond', limit: 0.01, sound: 'bell' },
  { ...NEW_RULE, name: 'Feed is silent', statistic: FEED_SILENCE, limit: 15, hysteresis: 0.5, sound: 'alarm' },
];

export function isCrossing({ comparison }: Pick<AlertRule, 'comparison'>): boolean {
  return comparison.startsWith('crosses');
}

/** Whether a rule is for a pair. */
export function isForPair({ pairs }: Pick<AlertRule, 'pairs'>, pair: string): boolean {
  if (pairs.length === 0) return true;
  const [base, quote] = pair.split('-');
  return pairs.some(
    (wanted) => wanted === pair || wanted === `*-${quote}` || wanted === `${base}-*` || wanted === '*-*',
  );
}
