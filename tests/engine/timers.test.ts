import { describe, expect, it } from 'vitest';
import { engineConfig } from '../../engine/config.ts';
import { Ticker } from '../../engine/ticker.ts';
import { AlignedTimer, PairTimers } from '../../engine/timers.ts';
import { SECOND } from './run-engine.ts';

function tickers(count: number): Ticker[] {
  const config = engineConfig('csp', 0);
  return Array.from({ length: count }, (_, i) => new Ticker(`P${i}-USD`, i, new Float64Array(1), config));
}

describe('AlignedTimer', () => {
  it('is due at the whole multiples of its interval in Unix time', () => {
    const timer = new AlignedTimer(15, 1_759_262_638, () => []);
    expect(timer.nextNs).toBe(2 * SECOND);
    timer.fire();
    expect(timer.nextNs).toBe(17 * SECOND);
    timer.skipTo(100 * SECOND);
    expect(timer.nextNs).toBe(107 * SECOND);
    timer.skipTo(50 * SECOND);
    expect(timer.nextNs).toBe(107 * SECOND);
  });

  it('is due at the origin if that is a multiple, also before 1970', () => {
    expect(new AlignedTimer(60, 120, () => []).nextNs).toBe(0);
    expect(new AlignedTimer(60, -10, () => []).nextNs).toBe(10 * SECOND);
  });

  it('fires for all tickers of the moment', () => {
    const all = tickers(3);
    expect(new AlignedTimer(1, 0, () => all).fire()).toBe(all);
  });
});

describe('PairTimers', () => {
  it('never fires without pairs', () => {
    expect(new PairTimers(60).nextNs).toBe(Number.POSITIVE_INFINITY);
  });

  it('fires for each pair at its own phase, in order of time and then of appearance', () => {
    const [a, b, c] = tickers(3) as [Ticker, Ticker, Ticker];
    const timers = new PairTimers(60);
    timers.start(a, 5 * SECOND);
    timers.start(b, 20 * SECOND);
    const fired: [number, string[]][] = [];
    const fire = () => {
      const atS = timers.nextNs / SECOND;
      fired.push([atS, timers.fire().map((ticker) => ticker.pair)]);
    };
    fire();
    timers.start(c, 65 * SECOND);
    for (let i = 0; i < 4; i++) fire();
    expect(fired).toEqual([
      [65, ['P0-USD']],
      [80, ['P1-USD']],
      [125, ['P0-USD', 'P2-USD']],
      [140, ['P1-USD']],
      [185, ['P0-USD', 'P2-USD']],
    ]);
  });

  it('leaves out what lies before an instant and keeps every phase', () => {
    const [a, b] = tickers(2) as [Ticker, Ticker];
    const timers = new PairTimers(60);
    timers.start(a, 0);
    timers.start(b, 30 * SECOND);
    timers.skipTo(630 * SECOND);
    expect(timers.nextNs).toBe(630 * SECOND);
    expect(timers.fire()).toEqual([b]);
    expect(timers.nextNs).toBe(660 * SECOND);
    expect(timers.fire()).toEqual([a]);
  });
});
