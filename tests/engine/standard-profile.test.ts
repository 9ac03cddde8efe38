import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatisticName } from '../../engine/schema.ts';
import type { Exact } from './exact-oracle.ts';
import { EMA_HALF_LIVES, type ExpectedRow, expectedRows } from './expected-rows.ts';
import { toNumber } from './fixed-point.ts';
import { type Session, session } from './random-session.ts';
import { type PublishedRow, runEngine, SECOND } from './run-engine.ts';

/** EMAs and volatilities cost the oracle much; they are checked in every row up to so many, then in evenly spread ones. */
const DEEP_ROWS = 25;

function publishedRows(played: Session): { rows: PublishedRow[]; clampedTimes: number } {
  const { engine, rows } = runEngine('standard', settingsOf(played), played.originUnixS);
  for (const event of played.events) {
    if (event.kind === 'trade') engine.addTrade(event.atNs, event.trade);
    else engine.markGap(event.fromNs, event.toNs);
  }
  engine.advance(played.endNs);
  return { rows, clampedTimes: engine.counters().clampedTimes };
}

function settingsOf({ publishIntervalS, resetIntervalS, idleEvictAfterS }: Session) {
  return { publishIntervalS, resetIntervalS, idleEvictAfterS, catchUpLimitS: Number.POSITIVE_INFINITY };
}

/** Undefined in both, or within `tolerance` of the exact value. */
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

const relative = (error: number) => (value: number) => error * value;

function expectExact(row: PublishedRow, expected: ExpectedRow, deep: boolean): void {
  const { oracle, secondS } = expected;
  expectClose('trade_count_60s', row, oracle.tradeCount(secondS), () => 0);
  expectClose('volume_60s', row, oracle.volume(secondS, 'all'), relative(1e-13));
  expectClose('sell_volume_60s', row, oracle.volume(secondS, 'sell'), relative(1e-13));
  expectClose('buy_volume_60s', row, oracle.volume(secondS, 'buy'), relative(1e-13));
  expectClose('buy_pressure', row, oracle.buyPressure(secondS), relative(2e-13));
  expect(row.values.buy_pressure < 0 || row.values.buy_pressure > 1).toBe(false);
  expectClose('vwap', row, oracle.vwap(secondS), relative(2e-14));
  expectClose('return_1m', row, oracle.return1m(secondS), (value) => 5e-14 * (1 + value));
  if (!deep) return;
  for (const [name, halfLifeS] of EMA_HALF_LIVES)
    expectClose(name, row, oracle.ema(secondS, halfLifeS), relative(1e-11));
  const tolerance = 2e-13 * (1 + oracle.returnScale(secondS));
  const mean = oracle.volatilityMean(secondS);
  const sd = oracle.volatilitySd(secondS);
  expectClose('volatility_60s', row, oracle.volatility(secondS), () => tolerance);
  expectClose('volatility_mean_5m', row, mean, () => tolerance);
  expectClose('volatility_sd_5m', row, sd, () => tolerance);
  const band = mean === null || sd === null ? null : ([mean - 2n * sd, mean + 2n * sd] as const);
  expectClose('volatility_upper', row, band?.[1] ?? null, () => 3 * tolerance);
  expectClose('volatility_lower', row, band && (band[0] > 0n ? band[0] : 0n), () => 3 * tolerance);
}

function expectSession(played: Session): number {
  const { rows, clampedTimes } = publishedRows(played);
  const expected = expectedRows(played);
  const identity = (row: PublishedRow | ExpectedRow, secondS: number) =>
    `${secondS} ${row.pair} ${row.lastTradeTimeMs} ${row.partial} ${row.partial5m} ${row.afterReset}`;
  expect(rows.map((row) => identity(row, row.timeNs / SECOND))).toEqual(
    expected.map((row) => identity(row, row.secondS)),
  );
  const deepEvery = Math.max(1, Math.floor(rows.length / DEEP_ROWS));
  rows.forEach((row, i) => {
    expectExact(row, expected[i] as ExpectedRow, i % deepEvery === 0);
  });
  expect(clampedTimes).toBe(countBackwards(played));
  return rows.length;
}

function countBackwards(played: Session): number {
  let nowNs = 0;
  let backwards = 0;
  for (const event of played.events) {
    if (event.kind !== 'trade') continue;
    if (event.atNs < nowNs) backwards += 1;
    else nowNs = event.atNs;
  }
  return backwards;
}

describe('profile standard against exact arithmetic over the raw trades', () => {
  it('agrees in every row of random sessions', () => {
    let cases = 0;
    let rows = 0;
    fc.assert(
      fc.property(session, (played) => {
        cases += 1;
        rows += expectSession(played);
      }),
      { numRuns: Number(process.env.ENGINE_CASES ?? 150) },
    );
    console.info(`${cases} random sessions, ${rows} rows`);
  }, 600_000);
});
