import type { Trade } from '../engine/trade.ts';

/** Trades per second and pair of the recorded market: 50 trades/s over 250 pairs. */
export const TRADES_PER_PAIR_SECOND = 0.2;

/** mulberry32: the same numbers in every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Synthetic trades of `pairs` pairs; every pair is among the first `pairs` of them, after that a few pairs have most of
 * the trades, as in the real market.
 */
export function syntheticTrades(count: number, pairs: number, seed = 1): Trade[] {
  const random = createRandom(seed);
  // One string per pair, as JSON.parse gives for short strings.
  const names = Array.from({ length: pairs }, (_, i) => `P${i}-USD`);
  const levels = Array.from({ length: pairs }, () => 10 ** (random() * 8 - 3));
  const trades: Trade[] = [];
  for (let i = 0; i < count; i++) {
    const pair = i < pairs ? i : Math.floor(random() ** 3 * pairs);
    trades.push({
      pair: names[pair] as string,
      price: (levels[pair] as number) * (1 + 0.01 * (random() - 0.5)),
      size: 10 ** (random() * 6 - 4),
      side: random() < 0.5 ? 'buy' : 'sell',
      exchange: 1,
      tradeId: `${100_000_000 + i}`,
      tradeTimeMs: 1_759_262_638_000 + i * 20,
      vendorTimeMs: 1_759_262_638_040 + i * 20,
      receivedTimeUs: 1_759_262_638_050_000 + i * 20_000,
    });
  }
  return trades;
}

/** Leaves no garbage of earlier work to be collected during a measurement. */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('The benchmark needs node --expose-gc.');
  for (let i = 0; i < 3; i++) globalThis.gc();
}

/** CPU time of some work, user and system, microseconds. */
export function cpuUs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
