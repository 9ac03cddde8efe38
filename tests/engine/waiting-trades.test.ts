import { describe, expect, it } from 'vitest';
import { WaitingTrades } from '../../engine/waiting-trades.ts';
import { trade, waitingTrades } from './run-engine.ts';

describe('WaitingTrades', () => {
  it('keeps trades in order until they are taken', () => {
    const waiting = waitingTrades([
      { price: 1, size: 2, side: 'sell' },
      { price: 3, size: 4, side: 'buy' },
      { price: 5, size: 6, side: 'unknown' },
    ]);
    const sides = [0, 1, 2].map((i) => [waiting.isSell(i), waiting.isBuy(i)]);
    expect([0, 1, 2].map((i) => [waiting.price(i), waiting.size(i)])).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(sides).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
    waiting.clear();
    expect(waiting.count).toBe(0);
  });

  it('knows the times of the newest trade, taken or not', () => {
    const waiting = waitingTrades([{ tradeTimeMs: 7 }, { tradeTimeMs: 5 }], 100);
    expect([waiting.lastArrivalNs, waiting.lastTradeTimeMs]).toEqual([100, 5]);
    waiting.clear();
    waiting.clear();
    expect([waiting.lastArrivalNs, waiting.lastTradeTimeMs]).toEqual([100, 5]);
  });

  it('takes a burst of any size and gives the space back afterwards', () => {
    const waiting = new WaitingTrades();
    const now = new Float64Array(1);
    for (let i = 0; i < 10_000; i++) {
      now[0] = i;
      waiting.add(now, trade({ price: i + 1 }));
    }
    expect([waiting.arrivalNs(9_999), waiting.price(9_999), waiting.price(0)]).toEqual([9_999, 10_000, 1]);
    for (let i = 0; i < 20; i++) {
      waiting.clear();
      waiting.add(now, trade({ price: i }));
      expect(waiting.price(0)).toBe(i);
    }
    expect(waiting.lastArrivalNs).toBe(9_999);
  });
});
