import { performance } from 'node:perf_hooks';
import { engineConfig } from '../engine/config.ts';
import { createEngine } from '../engine/create-engine.ts';
import type { Profile } from '../engine/engine.ts';
import { collectGarbage, cpuUs, syntheticTrades, TRADES_PER_PAIR_SECOND } from './engine-load.ts';
import { type Figure, quantile } from './report.ts';

const NS_PER_S = 1e9;
/** Seconds of market time until every window is full and the code is compiled. */
const WARM_UP_S = 1_000;
const PAIR_SECONDS_PER_SLICE = 5_000;
const CATCH_UPS = 5;

/**
 * What one pair-second and one trade cost, and how long one second's evaluation holds the event loop. Evaluations are
 * measured in CPU time, which other processes do not disturb; trades, too short for that, by the median.
 */
export function measureSpeed(profile: Profile, pairs: number, measuredS: number): Figure[] {
  const perSecond = pairs * TRADES_PER_PAIR_SECOND;
  const trades = syntheticTrades(100_000, pairs);
  const engine = createEngine(engineConfig(profile, 0), () => undefined);
  collectGarbage();
  let next = 0;
  const tradesUs: number[] = [];
  const ticksUs: number[] = [];
  for (let second = 0; second < WARM_UP_S + measuredS; second++) {
    const count = second === 0 ? pairs : perSecond;
    const start = performance.now();
    for (let i = 0; i < count; i++) {
      engine.addTrade((second + (i + 0.5) / count) * NS_PER_S, trades[next] as (typeof trades)[number]);
      next = next + 1 === trades.length ? 0 : next + 1;
    }
    const addUs = (performance.now() - start) * 1_000;
    const tickUs = cpuUs(() => engine.advance((second + 1) * NS_PER_S + 1));
    if (second < WARM_UP_S) continue;
    tradesUs.push(addUs / count);
    ticksUs.push(tickUs);
  }
  const name = `${pairs} pairs, ${profile}`;
  return [
    figure(`pair-second, ${name}`, sum(ticksUs) / measuredS / pairs, 'us', 1.5),
    figure(`trade, ${name}`, quantile(tradesUs, 0.5), 'us', 0.25),
    figure(`one second of ${name}, median`, quantile(ticksUs, 0.5) / 1_000, 'ms'),
    figure(`one second of ${name}, longest`, Math.max(...ticksUs) / 1_000, 'ms', 10),
  ];
}

/** Catch-ups over ten minutes in slices, as the application does it after the machine slept; medians of several. */
export function measureCatchUp(pairs: number): Figure[] {
  const engine = createEngine(engineConfig('standard', 0), () => undefined);
  for (const [i, trade] of syntheticTrades(100_000, pairs).entries()) engine.addTrade(i * 0.01 * NS_PER_S, trade);
  collectGarbage();
  const longestUs: number[] = [];
  const totalUs: number[] = [];
  for (let run = 1; run <= CATCH_UPS; run++) {
    const slicesUs: number[] = [];
    for (let done = false; !done; ) {
      slicesUs.push(
        cpuUs(() => {
          done = engine.advance((1_000 + run * 600) * NS_PER_S, PAIR_SECONDS_PER_SLICE);
        }),
      );
    }
    longestUs.push(Math.max(...slicesUs));
    totalUs.push(sum(slicesUs));
  }
  return [
    figure(`catch-up of 600 s, ${pairs} pairs, longest slice`, quantile(longestUs, 0.5) / 1_000, 'ms', 10),
    figure(`catch-up of 600 s, ${pairs} pairs, all slices`, quantile(totalUs, 0.5) / 1_000, 'ms'),
  ];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const figure = (name: string, value: number, unit: string, limit?: number): Figure => ({
  bench: 'engine',
  figure: name,
  value,
  unit,
  ...(limit === undefined ? {} : { limit }),
});
