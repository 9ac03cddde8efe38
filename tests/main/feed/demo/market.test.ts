import { describe, expect, it } from 'vitest';
import type { Trade } from '../../../../engine/trade.ts';
import { Market, type MarketOptions } from '../../../../main/feed/demo/market.ts';

const START_US = 1_759_260_000_000_000;
const OPTIONS: MarketOptions = { seed: 42, startUs: START_US, pairs: 250, tradesPerSecond: 50 };

const run = (seconds: number, options: Partial<MarketOptions> = {}) =>
  new Market({ ...OPTIONS, ...options }).advance(START_US + seconds * 1e6);

const tenMinutes = run(600);

const share = (trades: readonly Trade[], is: (trade: Trade, i: number) => boolean) =>
  trades.filter(is).length / trades.length;

describe('determinism', () => {
  it('gives the same trades for the same seed, and others for another', () => {
    expect(run(20)).toEqual(run(20));
    expect(run(20, { seed: 43 })).not.toEqual(run(20));
  });

  it('gives the same trades however time is sliced', () => {
    const market = new Market(OPTIONS);
    const sliced: Trade[] = [];
    for (let us = 3_333; us <= 20e6; us += 27_777) sliced.push(...market.advance(START_US + us));
    sliced.push(...market.advance(START_US + 20e6));
    expect(sliced).toEqual(run(20));
  });

  it('stamps every trade with the given arrival if there is one', () => {
    const trades = new Market(OPTIONS).advance(START_US + 1e6, 99);
    expect(new Set(trades.map((trade) => trade.receivedTimeUs))).toEqual(new Set([99]));
  });
});

describe('every trade', () => {
  it('is valid, in order of arrival, with a unique id, older at the exchange than here', () => {
    const ids = new Set<string>();
    let lastUs = START_US;
    for (const trade of tenMinutes) {
      expect(trade.price).toBeGreaterThan(0);
      expect(trade.size).toBeGreaterThan(0);
      expect(trade.receivedTimeUs).toBeGreaterThanOrEqual(lastUs);
      const latencyMs = trade.receivedTimeUs / 1_000 - trade.tradeTimeMs;
      expect(latencyMs).toBeGreaterThan(15);
      expect(latencyMs).toBeLessThan(500);
      expect(Number.isInteger(trade.tradeTimeMs)).toBe(true);
      expect(trade.vendorTimeMs).toBeGreaterThanOrEqual(trade.tradeTimeMs);
      ids.add(String(trade.tradeId));
      lastUs = trade.receivedTimeUs;
    }
    expect(ids.size).toBe(tenMinutes.length);
    expect(lastUs).toBeLessThan(START_US + 600e6);
  });

  it('has an id that no later run repeats', () => {
    const later = new Market({ ...OPTIONS, startUs: START_US + 60e6 }).advance(START_US + 80e6);
    const ids = new Set(run(20).map((trade) => trade.tradeId));
    expect(later.some((trade) => ids.has(trade.tradeId))).toBe(false);
  });
});

describe('the market looks real', () => {
  it('has the wanted mean rate, and bursts of several hundred trades within a second', () => {
    expect(tenMinutes.length / 600).toBeGreaterThan(35);
    expect(tenMinutes.length / 600).toBeLessThan(65);
    const perSecond = new Map<number, number>();
    for (const trade of tenMinutes) {
      const second = Math.floor(trade.receivedTimeUs / 1e6);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    expect(Math.max(...perSecond.values())).toBeGreaterThan(200);
    expect(Math.max(...perSecond.values())).toBeLessThan(1_000);
  });

  it('trades 250 pairs of very different activity, the five big ones in USD on top', () => {
    const counts = new Map<string, number>();
    for (const trade of tenMinutes) counts.set(trade.pair, (counts.get(trade.pair) ?? 0) + 1);
    expect(counts.size).toBeGreaterThan(220);
    expect(new Market(OPTIONS).pairs.slice(0, 5)).toEqual(['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD', 'DOGE-USD']);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    expect(sorted[0]).toBeGreaterThan(100 * (sorted[220] ?? 0));
    expect([...counts.keys()].filter((pair) => !pair.endsWith('-USD')).length).toBeGreaterThan(30);
  });

  it('has both sides in runs, a few without side, dust sizes, and the recorded exchange shares', () => {
    const last = new Map<string, string>();
    const sameSide = share(tenMinutes, (trade) => {
      const same = last.get(trade.pair) === trade.side;
      last.set(trade.pair, trade.side);
      return same;
    });
    expect(sameSide).toBeGreaterThan(0.65);
    expect(share(tenMinutes, (trade) => trade.side === 'buy')).toBeGreaterThan(0.3);
    expect(share(tenMinutes, (trade) => trade.side === 'sell')).toBeGreaterThan(0.3);
    const sideless = share(tenMinutes, (trade) => trade.side === 'unknown');
    expect(sideless).toBeGreaterThan(0);
    expect(sideless).toBeLessThan(0.02);
    expect(share(tenMinutes, (trade) => trade.size < 1e-6)).toBeGreaterThan(0);
    expect(share(tenMinutes, (trade) => trade.exchange === 1)).toBeCloseTo(0.8, 1);
    expect(new Set(tenMinutes.map((trade) => trade.exchange))).toEqual(new Set([1, 2, 6, 23]));
  });

  it('sends about 1 in 8 trades out of order', () => {
    const older = share(tenMinutes, (trade, i) => trade.tradeTimeMs < (tenMinutes[i - 1]?.tradeTimeMs ?? 0));
    expect(older).toBeGreaterThan(0.1);
    expect(older).toBeLessThan(0.15);
  });

  it('moves prices together, without leaving their level', () => {
    const market = new Market({ ...OPTIONS, tradesPerSecond: 200 });
    const closes: [number[], number[]] = [[], []];
    for (let minute = 1; minute <= 120; minute++) {
      const trades = market.advance(START_US + minute * 60e6);
      for (const [i, pair] of ['BTC-USD', 'ETH-USD'].entries()) {
        closes[i as 0 | 1].push(trades.findLast((trade) => trade.pair === pair)?.price ?? Number.NaN);
      }
    }
    const [btc, eth] = closes.map((prices) =>
      prices.slice(1).map((price, i) => Math.log(price / (prices[i] as number))),
    );
    expect(correlation(btc as number[], eth as number[])).toBeGreaterThan(0.3);
    for (const price of closes[0]) expect(Math.abs(Math.log(price / 112_000))).toBeLessThan(0.2);
  });
});

describe('scale', () => {
  it('makes 100,000 trades a second over 2,000 pairs when asked', () => {
    const trades = run(2, { pairs: 2_000, tradesPerSecond: 100_000 });
    expect(trades.length).toBeGreaterThan(120_000);
    expect(trades.length).toBeLessThan(280_000);
    const market = new Market({ ...OPTIONS, pairs: 2_000 });
    expect(new Set(market.pairs).size).toBe(2_000);
    expect(market.pairs.every((pair) => /^[A-Z0-9]+-[A-Z]+$/.test(pair))).toBe(true);
  });

  it('works with one pair and a slow rate', () => {
    const trades = run(60, { pairs: 1, tradesPerSecond: 1 });
    expect(trades.length).toBeGreaterThan(20);
    expect(new Set(trades.map((trade) => trade.pair))).toEqual(new Set(['BTC-USD']));
  });

  it('skips an outage without making up its trades', () => {
    const market = new Market(OPTIONS);
    market.advance(START_US + 1e6);
    market.skipTo(START_US + 3_600e6);
    const trades = market.advance(START_US + 3_601e6);
    expect(trades.length).toBeLessThan(500);
    expect(trades[0]?.receivedTimeUs).toBeGreaterThan(START_US + 3_600e6);
  });
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const sum = (term: (i: number) => number) => a.reduce((total, _, i) => total + term(i), 0);
  const da = (i: number) => (a[i] as number) - meanA;
  const db = (i: number) => (b[i] as number) - meanB;
  return sum((i) => da(i) * db(i)) / Math.sqrt(sum((i) => da(i) ** 2) * sum((i) => db(i) ** 2));
}
