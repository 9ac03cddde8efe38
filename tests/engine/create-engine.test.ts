import { describe, expect, it } from 'vitest';
import { runEngine, SECOND, trade } from './run-engine.ts';

const seconds = (rows: readonly { timeNs: number }[]) => rows.map((row) => row.timeNs / SECOND);

describe('order at one instant', () => {
  it('takes a trade that arrives at a tick before it evaluates the tick', () => {
    const { engine, rows } = runEngine('standard');
    engine.addTrade(3 * SECOND, trade());
    engine.advance(3 * SECOND);
    expect(rows).toEqual([]);
    engine.addTrade(3 * SECOND, trade({ price: 200 }));
    engine.advance(3 * SECOND + 1);
    expect(seconds(rows)).toEqual([3]);
    expect(rows[0]?.values.vwap).toBe(150);
  });

  it('publishes pairs in order of their first trades', () => {
    const { engine, rows } = runEngine('standard');
    for (const pair of ['CCC-USD', 'AAA-USD', 'BBB-USD']) engine.addTrade(0, trade({ pair }));
    engine.addTrade(SECOND, trade({ pair: 'AAA-USD' }));
    engine.advance(2 * SECOND);
    expect(rows.map((row) => row.pair)).toEqual(['CCC-USD', 'AAA-USD', 'BBB-USD', 'CCC-USD', 'AAA-USD', 'BBB-USD']);
  });

  it.each(['standard', 'csp'] as const)('resets before it takes the trade of the same instant (%s)', (profile) => {
    const { engine, rows } = runEngine(profile, { resetIntervalS: 120 });
    engine.addTrade(0, trade({ price: 100 }));
    engine.addTrade(120 * SECOND, trade({ price: 200 }));
    engine.advance(120 * SECOND + 1);
    expect(rows.at(-1)).toMatchObject({ timeNs: 120 * SECOND, afterReset: true });
    expect(rows.at(-1)?.values.vwap).toBe(200);
    expect(rows.at(-1)?.values.trade_count_60s).toBe(1);
  });

  it('csp: publishes pairs that are due at the same instant in order of their first trades', () => {
    const { engine, rows } = runEngine('csp');
    engine.addTrade(0.5 * SECOND, trade({ pair: 'OLD-USD' }));
    engine.addTrade(60.5 * SECOND, trade({ pair: 'NEW-USD' }));
    engine.advance(200 * SECOND);
    expect(rows.map((row) => [row.timeNs / SECOND, row.pair])).toEqual([
      [120.5, 'OLD-USD'],
      [180.5, 'OLD-USD'],
      [180.5, 'NEW-USD'],
    ]);
  });
});

describe('publication', () => {
  it('standard: at the multiples of the interval in Unix time', () => {
    const { engine, rows } = runEngine('standard', { publishIntervalS: 15 }, 1_759_262_638);
    engine.addTrade(0, trade());
    engine.advance(60 * SECOND);
    expect(rows.map((row) => (1_759_262_638 + row.timeNs / SECOND) % 15)).toEqual([0, 0, 0, 0]);
    expect(rows[0]?.timeNs).toBe(2 * SECOND);
  });

  it('standard: evaluates every second whatever is published', () => {
    const everySecond = runEngine('standard');
    const everyMinute = runEngine('standard', { publishIntervalS: 60 });
    for (const { engine } of [everySecond, everyMinute]) {
      for (let i = 0; i < 400; i++) engine.addTrade(i * 0.7 * SECOND, trade({ price: 100 + (i % 7) }));
      engine.advance(300 * SECOND + 1);
    }
    expect(everyMinute.rows).toEqual(everySecond.rows.filter((row) => row.timeNs % (60 * SECOND) === 0));
  });

  it('csp: first after 60 s of VWAPs: the second minute, or the first for a pair that starts on a tick', () => {
    const { engine, rows } = runEngine('csp');
    engine.addTrade(2 * SECOND, trade({ pair: 'ON-USD' }));
    engine.addTrade(2.25 * SECOND, trade({ pair: 'OFF-USD' }));
    engine.advance(130 * SECOND);
    expect(rows.map((row) => [row.timeNs / SECOND, row.pair])).toEqual([
      [62, 'ON-USD'],
      [122, 'ON-USD'],
      [122.25, 'OFF-USD'],
    ]);
  });

  it('csp: never forgets a pair', () => {
    const { engine, rows } = runEngine('csp', { catchUpLimitS: Number.POSITIVE_INFINITY });
    engine.addTrade(0.5 * SECOND, trade());
    engine.advance(2 * 86_400 * SECOND);
    expect(rows).toHaveLength(2 * 1_440 - 2);
    expect(engine.counters().activePairs).toBe(1);
  });
});

describe('exchange times', () => {
  it('change nothing but the time of the last trade, however late, repeated or disordered', () => {
    const orders = [(i: number) => 1_000 + i, (i: number) => 1_000 - i, () => 1_000, (i: number) => (i % 2) * 1e12];
    const results = orders.map((tradeTimeMs) => {
      const { engine, rows } = runEngine('standard');
      for (let i = 0; i < 500; i++) {
        engine.addTrade(i * 0.31 * SECOND, trade({ price: 50 + (i % 13), tradeTimeMs: tradeTimeMs(i) }));
      }
      engine.advance(155 * SECOND);
      return rows.map(({ lastTradeTimeMs: _, ...row }) => row);
    });
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it('are those of the trade that arrived last', () => {
    const { engine, rows } = runEngine('standard');
    engine.addTrade(1, trade({ tradeTimeMs: 5_000 }));
    engine.addTrade(2, trade({ tradeTimeMs: 3_000 }));
    engine.advance(SECOND + 1);
    expect(rows[0]?.lastTradeTimeMs).toBe(3_000);
  });
});

describe('time that goes backwards', () => {
  it('is clamped to the engine time and counted', () => {
    const { engine, rows } = runEngine('standard');
    engine.addTrade(5.5 * SECOND, trade({ price: 100 }));
    engine.addTrade(2 * SECOND, trade({ price: 200 }));
    engine.advance(1 * SECOND);
    engine.advance(Number.NaN);
    engine.advance(6 * SECOND + 1);
    expect(engine.counters()).toMatchObject({ clampedTimes: 3, trades: 2 });
    expect(seconds(rows)).toEqual([6]);
    engine.advance(65.5 * SECOND);
    expect(rows.at(-1)?.values.trade_count_60s).toBe(2);
    engine.advance(66 * SECOND + 1);
    expect(rows.at(-1)?.values.trade_count_60s).toBe(0);
  });
});

describe('a machine that slept', () => {
  it('evaluates missed seconds at their nominal times, up to the limit', () => {
    const slept = runEngine('standard');
    const awake = runEngine('standard');
    for (const { engine } of [slept, awake]) engine.addTrade(0.5 * SECOND, trade());
    for (let s = 1; s <= 600; s++) awake.engine.advance(s * SECOND + 1);
    slept.engine.advance(600 * SECOND + 1);
    expect(slept.rows).toHaveLength(600);
    expect(slept.rows).toEqual(awake.rows);
    expect(slept.engine.counters()).toMatchObject({ jumps: 0, skippedSeconds: 0, ticks: 601 });
  });

  it.each(['standard', 'csp'] as const)('jumps beyond the limit to the last second that is due (%s)', (profile) => {
    const { engine, rows } = runEngine(profile, { publishIntervalS: 1 });
    for (let i = 0; i <= 400; i++) engine.addTrade(i * SECOND, trade({ price: 100 + (i % 5) }));
    engine.advance(400 * SECOND + 1);
    const before = rows.length;
    engine.advance(2_000 * SECOND + 1);
    const [row, ...others] = rows.slice(before);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ timeNs: 2_000 * SECOND, partial: true, partial5m: true });
    expect(row?.values).toMatchObject({ trade_count_60s: 0, vwap: rows[before - 1]?.values.vwap });
    expect(row?.values.return_1m).toBeNaN();
    expect(row?.values.volatility_60s).toBeNaN();
    expect(row?.values.volatility_mean_5m).toBeNaN();
    expect(engine.counters()).toMatchObject({ jumps: 1, skippedSeconds: 1_599 });
  });

  it('has returns 60 s after a jump, volatilities a second later, and whole windows when the marked data is behind', () => {
    const { engine, rows } = runEngine('standard');
    for (let i = 0; i <= 100; i++) engine.addTrade(i * SECOND, trade({ price: 100 + i }));
    const jumpS = 999;
    for (let i = 1; i <= 500; i++) {
      engine.addTrade((jumpS + i) * SECOND, trade({ price: 200 + i }));
      engine.advance((jumpS + i) * SECOND + 1);
    }
    const at = (secondsAfter: number) => rows.find((row) => row.timeNs === (jumpS + secondsAfter) * SECOND);
    expect(at(59)?.values.return_1m).toBeNaN();
    expect(at(60)?.values.return_1m).toBeGreaterThan(0);
    expect(at(60)?.values.volatility_60s).toBeNaN();
    expect(at(61)?.values.volatility_60s).toBeGreaterThan(0);
    expect([at(59)?.partial, at(60)?.partial]).toEqual([true, false]);
    expect([at(419)?.partial5m, at(420)?.partial5m]).toEqual([true, false]);
  });

  it('keeps what lies within a window longer than the jump', () => {
    const { engine, rows } = runEngine('standard', { volatilityMeanS: 3_600, tradeWindowS: 3_600 });
    for (let i = 0; i <= 300; i++) engine.addTrade(i * SECOND, trade({ price: 100 + (i % 9) }));
    engine.advance(300 * SECOND + 1);
    const before = rows.at(-1)?.values;
    engine.advance(1_000 * SECOND + 1);
    expect(rows.at(-1)?.values).toMatchObject({
      trade_count_60s: 301,
      volatility_mean_5m: before?.volatility_mean_5m,
      volatility_sd_5m: before?.volatility_sd_5m,
    });
  });

  it('does the reset that fell into the jump', () => {
    const { engine, rows } = runEngine('standard', { resetIntervalS: 900 });
    engine.addTrade(0.5 * SECOND, trade());
    engine.advance(100 * SECOND);
    engine.advance(1_000 * SECOND);
    expect(rows.at(-1)).toMatchObject({ timeNs: 999 * SECOND, afterReset: true });
    expect(rows.at(-1)?.values.vwap).toBeNaN();
  });

  it('makes up for missed seconds in slices when asked to', () => {
    const whole = runEngine('standard');
    const sliced = runEngine('standard');
    for (const { engine } of [whole, sliced]) {
      for (let i = 0; i < 10; i++) engine.addTrade(i, trade({ pair: `P${i}-USD` }));
    }
    whole.engine.advance(300 * SECOND);
    let slices = 1;
    while (!sliced.engine.advance(300 * SECOND, 100)) slices += 1;
    expect(slices).toBe(30);
    expect(sliced.rows).toEqual(whole.rows);
  });
});

describe('resets', () => {
  it('standard: fall on the multiples of the interval in Unix time and are marked once', () => {
    const midnight = 1_759_276_800;
    const { engine, rows } = runEngine('standard', {}, midnight - 30);
    for (let i = 0; i < 60; i++) engine.addTrade((i + 0.5) * SECOND, trade({ price: i < 30 ? 100 : 300 }));
    engine.advance(60 * SECOND);
    expect(rows.filter((row) => row.afterReset).map((row) => row.timeNs / SECOND)).toEqual([30]);
    const at = (second: number) => rows.find((row) => row.timeNs === second * SECOND)?.values;
    expect(at(29)?.vwap).toBe(100);
    expect([at(30)?.vwap, at(30)?.ema_60s]).toEqual([Number.NaN, Number.NaN]);
    expect(at(30)?.trade_count_60s).toBe(30);
    expect([at(31)?.vwap, at(31)?.ema_60s]).toEqual([300, 300]);
  });

  it('do not mark a pair that appears after them', () => {
    const { engine, rows } = runEngine('standard', { resetIntervalS: 60 });
    engine.addTrade(61 * SECOND, trade());
    engine.advance(63 * SECOND);
    expect(rows.map((row) => row.afterReset)).toEqual([false, false]);
  });
});

describe('idle pairs', () => {
  it('stop publishing and come back as new', () => {
    const { engine, rows } = runEngine('standard', { idleEvictAfterS: 100 });
    engine.addTrade(0.5 * SECOND, trade({ pair: 'IDLE-USD', price: 7 }));
    for (let i = 0; i <= 210; i++) engine.addTrade(i * SECOND, trade({ pair: 'BUSY-USD' }));
    expect(engine.counters().activePairs).toBe(1);
    engine.addTrade(210.5 * SECOND, trade({ pair: 'IDLE-USD', price: 9 }));
    engine.advance(213 * SECOND);
    const idle = rows.filter((row) => row.pair === 'IDLE-USD');
    expect(seconds(idle)).toEqual([...Array.from({ length: 100 }, (_, i) => i + 1), 211, 212]);
    expect(idle.at(-1)?.values).toMatchObject({ vwap: 9, trade_count_60s: 1 });
    expect(idle.at(-1)?.values.ema_180s).toBeCloseTo(9, 12);
    expect(rows.at(-1)?.pair).toBe('IDLE-USD');
  });
});

describe('gaps', () => {
  const busy = (until: number, act: (second: number, engine: ReturnType<typeof runEngine>['engine']) => void) => {
    const { engine, rows } = runEngine('standard');
    engine.addTrade(0.25 * SECOND, trade());
    for (let s = 1; s <= until; s++) {
      act(s, engine);
      engine.advance(s * SECOND + 1);
    }
    return rows;
  };

  it('mark the rows whose 60 s, and whose volatility data of 420 s, they touch', () => {
    const rows = busy(600, (second, engine) => {
      if (second === 110) engine.markGap(100 * SECOND, 109.5 * SECOND);
    });
    expect(seconds(rows.filter((row) => row.partial))).toEqual(range(110, 169));
    expect(seconds(rows.filter((row) => row.partial5m))).toEqual(range(110, 529));
  });

  it('mark rows as long as they last, from the moment they are known', () => {
    const rows = busy(300, (second, engine) => {
      if (second === 50) engine.markGap(49.5 * SECOND, Number.POSITIVE_INFINITY);
      if (second === 90) engine.markGap(49.5 * SECOND, 89.5 * SECOND);
    });
    expect(seconds(rows.filter((row) => row.partial))).toEqual(range(50, 149));
  });

  it('leave a lasting gap open when the machine sleeps in it', () => {
    const { engine, rows } = runEngine('standard');
    engine.addTrade(0, trade());
    engine.markGap(0.5 * SECOND, Number.POSITIVE_INFINITY);
    engine.advance(1_000 * SECOND);
    for (let s = 1_001; s < 1_500; s++) engine.advance(s * SECOND);
    expect(rows.at(-1)).toMatchObject({ timeNs: 1_498 * SECOND, partial: true });
    engine.markGap(0.5 * SECOND, 1_498.5 * SECOND);
    for (let s = 1_500; s < 1_600; s++) engine.advance(s * SECOND);
    expect(seconds(rows.filter((row) => row.partial)).at(-1)).toBe(1_558);
  });

  it('with an unknown start reach back for ever', () => {
    const rows = busy(80, (second, engine) => {
      if (second === 1) engine.markGap(Number.NEGATIVE_INFINITY, 0.5 * SECOND);
    });
    expect(seconds(rows.filter((row) => row.partial))).toEqual(range(1, 60));
  });
});

describe('input that cannot be used', () => {
  it.each([
    { price: Number.NaN },
    { price: 0 },
    { price: -1 },
    { price: Number.POSITIVE_INFINITY },
    { size: Number.NaN },
    { size: -1e-9 },
    { size: Number.POSITIVE_INFINITY },
  ])('is left out and counted: %o', (fields) => {
    const { engine, rows } = runEngine('standard');
    engine.addTrade(1, trade());
    engine.addTrade(2, trade(fields));
    engine.advance(10 * SECOND);
    expect(engine.counters()).toMatchObject({ trades: 1, unusableTrades: 1 });
    expect(rows.at(-1)?.values).toMatchObject({ trade_count_60s: 1, vwap: 100, volume_60s: 100 });
    expect(rows.at(-1)?.values.ema_180s).toBeCloseTo(100, 12);
  });

  it('an endless advance is refused', () => {
    expect(() => runEngine('standard').engine.advance(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});

describe('batches', () => {
  it('are reused: a receiver copies what it keeps', async () => {
    const { createEngine } = await import('../../engine/create-engine.ts');
    const { engineConfig } = await import('../../engine/config.ts');
    const seen = new Set<unknown>();
    const engine = createEngine(engineConfig('standard', 0), (batch) => {
      seen.add(batch);
      seen.add(batch.values.vwap);
    });
    engine.addTrade(0, trade());
    engine.advance(100 * SECOND);
    expect(seen.size).toBe(2);
  });

  it('have one row per pair and grow with the pairs', () => {
    const { engine, rows } = runEngine('standard');
    for (let i = 0; i < 1_000; i++) engine.addTrade(i + 1, trade({ pair: `P${i}-USD`, price: i + 1, tradeTimeMs: i }));
    engine.advance(SECOND + 1);
    expect(rows.map((row) => [row.pair, row.values.vwap, row.lastTradeTimeMs])).toEqual(
      Array.from({ length: 1_000 }, (_, i) => [`P${i}-USD`, i + 1, i]),
    );
    expect(engine.counters()).toMatchObject({ rows: 1_000, activePairs: 1_000 });
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
