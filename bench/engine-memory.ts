import { constants, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineConfig } from '../engine/config.ts';
import { createEngine } from '../engine/create-engine.ts';
import type { Engine, Profile } from '../engine/engine.ts';
import type { Trade } from '../engine/trade.ts';
import { collectGarbage, syntheticTrades, TRADES_PER_PAIR_SECOND } from './engine-load.ts';
import type { Figure } from './report.ts';

const NS_PER_S = 1e9;
const KB = 1_024;
const MB = 1_024 * KB;

/** Memory that one pair keeps with all its windows full, at the recorded market's mean rate. */
export async function measureStatePerPair(profile: Profile, pairs: number): Promise<Figure[]> {
  const trades = syntheticTrades(200_000, pairs);
  const before = await usedBytes();
  const engine = createEngine(engineConfig(profile, 0), () => undefined);
  run(engine, trades, 0, 900, pairs);
  const perPair = ((await usedBytes()) - before) / engine.counters().activePairs;
  return [
    {
      bench: 'engine',
      figure: `state per pair, ${pairs} pairs, ${profile}`,
      value: perPair / KB,
      unit: 'KB',
      limit: 20,
    },
  ];
}

/** A day of market time at full speed: does memory grow, and what does the garbage collector have to do? */
export async function measureDay(pairs: number): Promise<Figure[]> {
  const trades = syntheticTrades(100_000, pairs);
  const engine = createEngine(engineConfig('standard', 0), () => undefined);
  run(engine, trades, 0, 3_600, pairs);
  const collections = { scavenges: 0, others: 0, ms: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as { detail: { kind: number } }).detail;
      if (kind === constants.NODE_PERFORMANCE_GC_MINOR) collections.scavenges += 1;
      else collections.others += 1;
      collections.ms += entry.duration;
    }
  });
  const before = await usedBytes();
  const start = performance.now();
  const hourly: number[] = [];
  observer.observe({ entryTypes: ['gc'] });
  const heapBefore = process.memoryUsage().heapUsed;
  for (let hour = 1; hour <= 24; hour++) {
    run(engine, trades, hour * 3_600, 3_600, pairs);
    hourly.push(process.memoryUsage().heapUsed);
  }
  const elapsedMs = performance.now() - start;
  await sleep(50);
  observer.disconnect();
  const growth = (await usedBytes()) - before;
  const name = `24 h, ${pairs} pairs, 50 trades/s`;
  const highest = Math.max(...hourly) - heapBefore;
  return [
    { bench: 'engine', figure: `${name}: time`, value: elapsedMs / 1_000, unit: 's' },
    { bench: 'engine', figure: `${name}: kept memory, growth`, value: growth / MB, unit: 'MB', limit: 1 },
    { bench: 'engine', figure: `${name}: heap with garbage, highest above start`, value: highest / MB, unit: 'MB' },
    { bench: 'engine', figure: `${name}: scavenges`, value: collections.scavenges, unit: 'collections' },
    { bench: 'engine', figure: `${name}: other collections`, value: collections.others, unit: 'collections' },
    { bench: 'engine', figure: `${name}: collecting`, value: (collections.ms / elapsedMs) * 100, unit: '% of time' },
  ];
}

/** Plays `seconds` of market time; the trades come round again. */
function run(engine: Engine, trades: readonly Trade[], fromS: number, seconds: number, pairs: number): void {
  const perSecond = pairs * TRADES_PER_PAIR_SECOND;
  let next = fromS === 0 ? 0 : (fromS * perSecond) % trades.length;
  for (let second = fromS; second < fromS + seconds; second++) {
    const count = second === 0 ? pairs : perSecond;
    for (let i = 0; i < count; i++) {
      engine.addTrade((second + i / count) * NS_PER_S, trades[next] as Trade);
      next = next + 1 === trades.length ? 0 : next + 1;
    }
  }
  engine.advance((fromS + seconds) * NS_PER_S);
}

/** Bytes in use after a collection: JavaScript heap and array buffers. */
async function usedBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await sleep(20);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
