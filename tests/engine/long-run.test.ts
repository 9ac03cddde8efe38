import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Side } from '../../engine/trade.ts';
import { expectExactAverages, expectExactWindows } from './check-row.ts';
import { ExactOracle, type OracleTrade } from './exact-oracle.ts';
import { runEngine, SECOND, trade } from './run-engine.ts';

const DAY_S = 86_400;
/** 2025-09-30T19:20:38Z: the run crosses three midnights, each of them a reset. */
const ORIGIN_UNIX_S = 1_759_260_038;
const DAYS = 3;

interface LongRun {
  readonly seed: number;
  readonly meanWaitS: number;
  /** Standard deviation of the logarithm of the price from trade to trade. */
  readonly wildness: number;
}

const longRun: fc.Arbitrary<LongRun> = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  meanWaitS: fc.constantFrom(5, 30, 200),
  wildness: fc.constantFrom(1e-4, 1e-2, 0.5),
});

/** Days of one pair's trades, with sizes over twelve decades and silences of up to an hour. */
function tradesOf({ seed, meanWaitS, wildness }: LongRun): OracleTrade[] {
  const random = createRandom(seed);
  const trades: OracleTrade[] = [];
  let atNs = Math.floor(random() * 1_000 * SECOND);
  let price = 10 ** (random() * 8 - 4);
  while (atNs < DAYS * DAY_S * SECOND) {
    const side: Side = random() < 0.45 ? 'buy' : random() < 0.8 ? 'sell' : 'unknown';
    trades.push({ atNs, price, size: random() < 0.02 ? 0 : 10 ** (random() * 12 - 8), side });
    const silence = random() < 0.001 ? 3_600 * random() : 0;
    atNs += Math.floor((-Math.log(1 - random()) * meanWaitS + silence) * SECOND);
    price = Math.min(1e9, Math.max(1e-9, price * Math.exp(wildness * (random() + random() + random() - 1.5))));
  }
  return trades;
}

/** mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function lastResetNs(secondS: number): number {
  const resetS = Math.floor((ORIGIN_UNIX_S + secondS) / DAY_S) * DAY_S - ORIGIN_UNIX_S;
  return resetS > 0 ? resetS * SECOND : Number.NEGATIVE_INFINITY;
}

describe('profile standard over days', () => {
  it('is as exact after three days as at the start', () => {
    let checkedRows = 0;
    let cases = 0;
    fc.assert(
      fc.property(longRun, (run) => {
        const trades = tradesOf(run);
        const { engine, rows } = runEngine('standard', { publishIntervalS: 60, catchUpLimitS: DAY_S }, ORIGIN_UNIX_S);
        for (const { atNs, ...fields } of trades) engine.addTrade(atNs, trade(fields));
        engine.advance(DAYS * DAY_S * SECOND);
        const oracle = new ExactOracle(trades, lastResetNs);
        expect(rows.filter((row) => row.afterReset)).toHaveLength(DAYS);
        const everyTenMinutes = rows.filter((_, i) => i % 10 === 9);
        everyTenMinutes.forEach((row, i) => {
          expectExactWindows(row, oracle);
          if (i % 20 === 0) expectExactAverages(row, oracle);
        });
        checkedRows += everyTenMinutes.length;
        cases += 1;
      }),
      { numRuns: 5 },
    );
    console.info(`${cases} runs of ${DAYS} days, ${checkedRows} rows checked`);
  }, 600_000);
});
