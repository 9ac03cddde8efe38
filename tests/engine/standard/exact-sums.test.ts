import { describe, expect, it } from 'vitest';
import { BUY_VOLUME, createRow, SELL_VOLUME, TRADE_COUNT, VOLUME } from '../../../engine/row.ts';
import { ExactSums } from '../../../engine/standard/exact-sums.ts';
import type { Trade } from '../../../engine/trade.ts';
import { SECOND, waitingTrades } from '../run-engine.ts';

function window() {
  const now = new Float64Array(1);
  const sums = new ExactSums(60 * SECOND);
  const row = createRow();
  return {
    add(atS: number, fields: Partial<Trade>) {
      sums.take(waitingTrades([fields], atS * SECOND));
    },
    at(second: number) {
      now[0] = second * SECOND;
      sums.evaluate(now, row);
      return { count: row[TRADE_COUNT], all: row[VOLUME], sell: row[SELL_VOLUME], buy: row[BUY_VOLUME] };
    },
  };
}

describe('ExactSums', () => {
  it('leaves nothing of a huge trade behind', () => {
    const sums = window();
    sums.add(1, { price: 1e300, size: 1, side: 'buy' });
    sums.add(2, { price: 1e-300, size: 1, side: 'sell' });
    sums.add(3, { price: 3e-300, size: 1, side: 'sell' });
    expect(sums.at(60)).toEqual({ count: 3, all: 1e300, sell: 4e-300, buy: 1e300 });
    expect(sums.at(61)).toEqual({ count: 2, all: 4e-300, sell: 4e-300, buy: 0 });
    expect(sums.at(62)).toEqual({ count: 1, all: 3e-300, sell: 3e-300, buy: 0 });
    expect(sums.at(63)).toEqual({ count: 0, all: 0, sell: 0, buy: 0 });
  });

  it('recovers from a volume beyond the range of doubles', () => {
    const sums = window();
    sums.add(1, { price: 1e300, size: 1e300, side: 'buy' });
    sums.add(2, { price: 5, size: 2, side: 'buy' });
    expect(sums.at(3).all).toBe(Number.POSITIVE_INFINITY);
    expect(sums.at(61)).toEqual({ count: 1, all: 10, sell: 0, buy: 10 });
  });

  it('is exact through growing, wrapping and shrinking of its ring', () => {
    const sums = window();
    for (let i = 0; i < 10_000; i++) sums.add(i * 0.01, { price: 1, size: 1, side: i % 2 === 0 ? 'buy' : 'sell' });
    expect(sums.at(100)).toEqual({ count: 5_999, all: 5_999, sell: 3_000, buy: 2_999 });
    for (let second = 101; second < 160; second++) {
      const left = (160 - second) * 100 - 1;
      expect(sums.at(second)).toMatchObject({ count: left, all: left });
    }
    sums.add(159.5, { price: 2, size: 3 });
    expect(sums.at(160)).toEqual({ count: 1, all: 6, sell: 0, buy: 6 });
    expect(sums.at(220)).toEqual({ count: 0, all: 0, sell: 0, buy: 0 });
  });
});
