import { describe, expect, it } from 'vitest';
import { createRow, VWAP } from '../../../engine/row.ts';
import { ExactVwap } from '../../../engine/standard/exact-vwap.ts';
import { waitingTrades } from '../run-engine.ts';

function vwapOf(window: ExactVwap): number | undefined {
  const row = createRow();
  window.evaluate(row);
  return row[VWAP];
}

describe('ExactVwap', () => {
  it('weighs the last trades by size and forgets older ones', () => {
    const window = new ExactVwap(3);
    for (const [price, size] of [
      [1e12, 1e12],
      [10, 1],
      [20, 2],
      [40, 5],
    ] as const)
      window.take(waitingTrades([{ price, size }]));
    expect(vwapOf(window)).toBe((10 + 40 + 200) / 8);
  });

  it('does not let trades without size take a place', () => {
    const window = new ExactVwap(2);
    window.take(waitingTrades([{ price: 10 }]));
    window.take(waitingTrades([{ price: 30 }]));
    for (let i = 0; i < 5; i++) window.take(waitingTrades([{ price: 999, size: 0 }]));
    expect(vwapOf(window)).toBe(20);
  });

  it('is undefined while all sizes together are dust', () => {
    const window = new ExactVwap(100);
    expect(vwapOf(window)).toBeNaN();
    window.take(waitingTrades([{ price: 10, size: 1e-9 }]));
    expect(vwapOf(window)).toBeNaN();
    window.take(waitingTrades([{ price: 20, size: 1e-9 }]));
    expect(vwapOf(window)).toBeCloseTo(15, 12);
  });

  it('is undefined while the sums are beyond the range of doubles, and recovers', () => {
    const window = new ExactVwap(2);
    window.take(waitingTrades([{ price: 1e300, size: 1e300 }]));
    expect(vwapOf(window)).toBeNaN();
    window.take(waitingTrades([{ price: 5 }]));
    window.take(waitingTrades([{ price: 7 }]));
    expect(vwapOf(window)).toBe(6);
  });

  it('starts anew after a reset', () => {
    const window = new ExactVwap(100);
    for (let i = 0; i < 250; i++) window.take(waitingTrades([{ price: i + 1 }]));
    window.reset();
    expect(vwapOf(window)).toBeNaN();
    window.take(waitingTrades([{ price: 42 }]));
    expect(vwapOf(window)).toBe(42);
  });
});
