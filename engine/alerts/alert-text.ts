import { STATISTICS_COLUMNS, type StatisticName } from '../schema.ts';
import { type AlertRule, type Comparison, FEED_SILENCE, type WatchedStatistic } from './alert-rule.ts';

export const COMPARISON_TEXTS: Readonly<Record<Comparison, string>> = {
  above: 'is above',
  below: 'is below',
  beyond: 'is beyond ±',
  'crosses-above': 'crosses above',
  'crosses-below': 'crosses below',
  crosses: 'crosses',
};

/** Significant digits of values in sentences. */
const DIGITS = 6;
const PERCENT_DIGITS = 4;

/** `Buy pressure`. */
export function statisticTitle(statistic: WatchedStatistic): string {
  if (statistic === FEED_SILENCE) return 'Silence of the feed';
  return STATISTICS_COLUMNS.find(({ name }) => name === statistic)?.title ?? statistic;
}

/** A value of a statistic for people: percent where the column is one, plain digits elsewhere. */
export function statisticText(statistic: WatchedStatistic, value: number): string {
  if (statistic === FEED_SILENCE) return `${plain(value)} s`;
  const format = STATISTICS_COLUMNS.find(({ name }) => name === statistic)?.format;
  return format === 'percent' || format === 'share' ? `${plain(value * 100, PERCENT_DIGITS)} %` : plain(value);
}

/** `Buy pressure is above 80 %`. */
export function conditionText(rule: Pick<AlertRule, 'statistic' | 'comparison' | 'limit'>): string {
  const { statistic, comparison, limit } = rule;
  const limitText =
    typeof limit === 'number' ? statisticText(statistic, limit) : statisticTitle(limit as StatisticName);
  return `${statisticTitle(statistic)} ${COMPARISON_TEXTS[comparison]} ${limitText}`.replace('± ', '±');
}

/** `BTC-USD: Buy pressure is above 80 %: 83.1 %`, or that it is over. */
export function firingText(
  rule: Pick<AlertRule, 'statistic' | 'comparison' | 'limit'>,
  pair: string | null,
  phase: 'fired' | 'ended',
  value: number,
): string {
  const what = `${pair === null ? '' : `${pair}: `}${conditionText(rule)}`;
  const now = Number.isNaN(value) ? 'not evaluated any more' : statisticText(rule.statistic, value);
  return phase === 'fired' ? `${what}: ${now}` : `${what}: over (${now})`;
}

function plain(value: number, significant = DIGITS): string {
  const rounded = Number(value.toPrecision(significant));
  const digits = Math.abs(rounded) >= 1 ? 4 : 10;
  return rounded.toLocaleString('en-US', { maximumFractionDigits: digits });
}
