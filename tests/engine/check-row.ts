import type { StatisticName } from '../../engine/schema.ts';
import type { Exact, ExactOracle } from './exact-oracle.ts';
import { toNumber } from './fixed-point.ts';
import { type PublishedRow, SECOND } from './run-engine.ts';

const EMA_HALF_LIVES: readonly (readonly [StatisticName, number])[] = [
  ['ema_60s', 60],
  ['ema_120s', 120],
  ['ema_180s', 180],
];

const relative = (error: number) => (value: number) => error * value;

/** Fails unless both are undefined or the published value is within `tolerance` of the exact one. */
function expectClose(
  name: StatisticName,
  row: PublishedRow,
  exact: Exact | number,
  tolerance: (value: number) => number,
) {
  const got = row.values[name];
  const want = exact === null ? Number.NaN : typeof exact === 'number' ? exact : toNumber(exact);
  const isClose = Number.isNaN(want) ? Number.isNaN(got) : Math.abs(got - want) <= tolerance(Math.abs(want));
  if (!isClose) {
    throw new Error(`${name} of ${row.pair} at ${row.timeNs / SECOND} s is ${got}, exactly ${want}`);
  }
}

/** Checks what is cheap to compute exactly: count, volumes, buy pressure, VWAP and return. */
export function expectExactWindows(row: PublishedRow, oracle: ExactOracle): void {
  const secondS = row.timeNs / SECOND;
  expectClose('trade_count_60s', row, oracle.tradeCount(secondS), () => 0);
  expectClose('volume_60s', row, oracle.volume(secondS, 'all'), relative(1e-13));
  expectClose('sell_volume_60s', row, oracle.volume(secondS, 'sell'), relative(1e-13));
  expectClose('buy_volume_60s', row, oracle.volume(secondS, 'buy'), relative(1e-13));
  expectClose('buy_pressure', row, oracle.buyPressure(secondS), relative(2e-13));
  if (row.values.buy_pressure < 0 || row.values.buy_pressure > 1)
    throw new Error(`${row.pair}: buy pressure beyond 0..1`);
  expectClose('vwap', row, oracle.vwap(secondS), relative(2e-14));
  expectClose('return_1m', row, oracle.return1m(secondS), (value) => 5e-14 * (1 + value));
}

/** Checks EMAs, volatility and its bands. Volatilities cannot be more exact than the returns behind them. */
export function expectExactAverages(row: PublishedRow, oracle: ExactOracle): void {
  const secondS = row.timeNs / SECOND;
  for (const [name, halfLifeS] of EMA_HALF_LIVES)
    expectClose(name, row, oracle.ema(secondS, halfLifeS), relative(1e-11));
  const tolerance = 2e-13 * (1 + oracle.returnScale(secondS));
  const mean = oracle.volatilityMean(secondS);
  const sd = oracle.volatilitySd(secondS);
  expectClose('volatility_60s', row, oracle.volatility(secondS), () => tolerance);
  expectClose('volatility_mean_5m', row, mean, () => tolerance);
  expectClose('volatility_sd_5m', row, sd, () => tolerance);
  const upper = mean === null || sd === null ? null : mean + 2n * sd;
  const lower = mean === null || sd === null ? null : mean - 2n * sd;
  expectClose('volatility_upper', row, upper, () => 3 * tolerance);
  expectClose('volatility_lower', row, lower !== null && lower < 0n ? 0n : lower, () => 3 * tolerance);
}
