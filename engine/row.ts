import { STATISTIC_NAMES, type StatisticName } from './schema.ts';

/** The newest statistics of one pair, in the order of STATISTIC_NAMES; NaN = undefined. Windows read and write it. */
export type Row = Float64Array;

const at = (name: StatisticName): number => STATISTIC_NAMES.indexOf(name);

export const TRADE_COUNT = at('trade_count_60s');
export const VWAP = at('vwap');
export const EMAS: readonly number[] = [at('ema_60s'), at('ema_120s'), at('ema_180s')];
export const RETURN = at('return_1m');
export const VOLATILITY = at('volatility_60s');
export const VOLATILITY_MEAN = at('volatility_mean_5m');
export const VOLATILITY_SD = at('volatility_sd_5m');
export const VOLATILITY_UPPER = at('volatility_upper');
export const VOLATILITY_LOWER = at('volatility_lower');
export const SELL_VOLUME = at('sell_volume_60s');
export const BUY_VOLUME = at('buy_volume_60s');
export const BUY_PRESSURE = at('buy_pressure');
export const VOLUME = at('volume_60s');

/** Behind the published statistics: the mean of the returns, a by-product that nobody publishes. */
export const RETURN_MEAN = STATISTIC_NAMES.length;

export function createRow(): Row {
  return new Float64Array(STATISTIC_NAMES.length + 1).fill(Number.NaN);
}
