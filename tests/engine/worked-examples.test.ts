import { describe, expect, it } from 'vitest';
import { engineConfig } from '../../engine/config.ts';
import type { Profile } from '../../engine/engine.ts';
import { STATISTIC_NAMES, type StatisticName } from '../../engine/schema.ts';
import { Ticker } from '../../engine/ticker.ts';
import type { Side } from '../../engine/trade.ts';
import { runEngine, SECOND, trade } from './run-engine.ts';

// The worked examples of the reference semantics (section 13), confirmed in CSP 0.11.3. Engine start = 0, size 1 unless given.

interface ExampleTrade {
  readonly atS: number;
  readonly price: number;
  readonly side: Side;
  readonly size?: number;
}

const PROFILES: readonly Profile[] = ['csp', 'standard'];

/** The statistics of one pair at every second T from its first trade on. */
function everySecond(profile: Profile, trades: readonly ExampleTrade[], untilS: number, resetAtS = Number.NaN) {
  const now = new Float64Array(1);
  const waiting = [...trades];
  const first = waiting[0] as ExampleTrade;
  now[0] = first.atS * SECOND;
  const ticker = new Ticker('AAA-USD', 0, now, engineConfig(profile, 0));
  const seconds = new Map<number, Record<StatisticName, number>>();
  for (let second = Math.ceil(first.atS); second <= untilS; second++) {
    const takeUntil = (limitS: number): void => {
      while (waiting[0] !== undefined && waiting[0].atS <= limitS) {
        const { atS, ...fields } = waiting.shift() as ExampleTrade;
        now[0] = atS * SECOND;
        ticker.add(now, trade(fields));
      }
    };
    if (resetAtS > second - 1 && resetAtS <= second) {
      takeUntil(resetAtS);
      ticker.reset();
    }
    takeUntil(second);
    now[0] = second * SECOND;
    ticker.evaluate(now);
    seconds.set(second, Object.fromEntries(STATISTIC_NAMES.map((name, i) => [name, ticker.row[i]])) as never);
  }
  return (second: number): Record<StatisticName, number> => {
    const values = seconds.get(second);
    if (values === undefined) throw new Error(`no statistics at ${second} s`);
    return values;
  };
}

describe.each(PROFILES)('Example 1, start-up (%s)', (profile) => {
  const at = everySecond(
    profile,
    [
      { atS: 0.25, price: 100, side: 'buy' },
      { atS: 1.5, price: 102, side: 'sell', size: 3 },
      { atS: 3, price: 101, side: 'buy' },
    ],
    6,
  );

  it('has VWAP and EMAs at the first second, but no count yet (0.75 s)', () => {
    const { vwap, ema_60s, ema_120s, ema_180s, trade_count_60s } = at(1);
    expect([vwap, ema_60s, ema_120s, ema_180s]).toEqual([100, 100, 100, 100]);
    expect(trade_count_60s).toBeNaN();
  });

  it('weights prices by size, and the VWAPs of both seconds by their age', () => {
    const { vwap, ema_60s, ema_120s, ema_180s, trade_count_60s, volatility_60s } = at(2);
    expect(vwap).toBe(101.5);
    expect(ema_60s).toBeCloseTo(100.75433212169848, 12);
    expect(ema_120s).toBeCloseTo(100.75216607891669, 12);
    expect(ema_180s).toBeCloseTo(100.75144405484168, 12);
    expect(trade_count_60s).toBe(2);
    expect(volatility_60s).toBeNaN();
  });

  it('counts a trade that arrives exactly at a second in that second', () => {
    const { vwap, ema_60s, trade_count_60s } = at(3);
    expect(vwap).toBe(101.4);
    expect(ema_60s).toBeCloseTo(100.97204582884994, 12);
    expect(trade_count_60s).toBe(3);
  });

  it('has no volumes before 5 s after the first trade', () => {
    const { sell_volume_60s, buy_volume_60s, volume_60s, buy_pressure } = at(5);
    expect([sell_volume_60s, buy_volume_60s, volume_60s, buy_pressure]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it('has volumes in quote currency and the share of buyers afterwards', () => {
    const { sell_volume_60s, buy_volume_60s, volume_60s, buy_pressure } = at(6);
    expect([sell_volume_60s, buy_volume_60s, volume_60s]).toEqual([306, 201, 507]);
    expect(buy_pressure).toBe(0.39644970414201186);
  });
});

const EXAMPLE_2: readonly ExampleTrade[] = [
  { atS: 0.5, price: 10, side: 'buy' },
  { atS: 2, price: 20, side: 'sell', size: 2 },
  { atS: 4, price: 30, side: 'buy' },
];

describe.each(PROFILES)('Example 2, window edge (%s)', (profile) => {
  const at = everySecond(profile, EXAMPLE_2, 64);
  const volumes = (second: number) => {
    const { trade_count_60s, sell_volume_60s, buy_volume_60s, volume_60s } = at(second);
    return [trade_count_60s, sell_volume_60s, buy_volume_60s, volume_60s];
  };

  it('holds the trades of the last 60 s', () => {
    expect(volumes(60)).toEqual([3, 40, 40, 80]);
    expect(volumes(61)).toEqual([2, 40, 30, 70]);
  });

  it('drops a trade that is exactly 60 s old', () => {
    expect(volumes(62)).toEqual([1, 0, 30, 30]);
    expect(at(62).buy_pressure).toBe(1);
  });

  it('is 0 when empty, without a share of buyers, while the VWAP stays', () => {
    expect(volumes(64)).toEqual([0, 0, 0, 0]);
    expect(at(64).buy_pressure).toBeNaN();
    expect(at(5).vwap).toBe(20);
    expect(at(64).vwap).toBe(20);
  });
});

describe('Example 3, return and volatility of the same trades', () => {
  it.each(PROFILES)('has no return before 60 s of VWAPs (%s)', (profile) => {
    const at = everySecond(profile, EXAMPLE_2, 61);
    expect(at(1).vwap).toBe(10);
    expect(at(3).vwap).toBeCloseTo(50 / 3, 14);
    expect(at(60).return_1m).toBeNaN();
    expect(at(61).volatility_60s).toBeNaN();
  });

  it('csp: d / (V + d), and the deviation of these returns', () => {
    const at = everySecond('csp', EXAMPLE_2, 64);
    expect(at(61).return_1m).toBe(0.3333333333333333);
    expect(at(62).return_1m).toBeCloseTo(1 / 7, 15);
    expect(at(62).volatility_60s).toBeCloseTo(0.13468700594029479, 15);
    expect(at(62).volatility_mean_5m).toBeCloseTo(0.13468700594029479, 15);
    expect(at(62).volatility_sd_5m).toBeNaN();
    expect(at(63).volatility_60s).toBeCloseTo(0.10997147984564302, 15);
    expect(at(63).volatility_mean_5m).toBeCloseTo(0.1223292428929689, 15);
    expect(at(63).volatility_sd_5m).toBeCloseTo(0.017476516102121323, 15);
    expect(at(64).return_1m).toBe(0);
    expect(at(64).volatility_60s).toBeCloseTo(0.1367753011080483, 15);
  });

  it('standard: the true return V / V0 - 1', () => {
    const at = everySecond('standard', EXAMPLE_2, 64);
    expect(at(61).return_1m).toBe(1);
    expect(at(62).return_1m).toBeCloseTo(0.2, 15);
    expect(at(63).return_1m).toBeCloseTo(0.2, 15);
    expect(at(64).return_1m).toBe(0);
    expect(at(62).volatility_60s).toBeCloseTo(0.8 / Math.SQRT2, 15);
    expect(at(62).volatility_mean_5m).toBeCloseTo(0.8 / Math.SQRT2, 15);
    expect(at(62).volatility_sd_5m).toBeNaN();
    expect(at(62).volatility_upper).toBeNaN();
    const { volatility_mean_5m: mean, volatility_sd_5m: sd, volatility_upper, volatility_lower } = at(63);
    expect(volatility_upper).toBe(mean + 2 * sd);
    expect(volatility_lower).toBe(mean - 2 * sd);
  });
});

describe('Example 4, publication', () => {
  const trades: readonly ExampleTrade[] = [
    { atS: 0.25, price: 100, side: 'buy' },
    { atS: 1.5, price: 102, side: 'sell', size: 3 },
    { atS: 70.1, price: 110, side: 'buy', size: 2 },
  ];
  const published = (profile: Profile) => {
    const { engine, rows } = runEngine(profile);
    for (const { atS, ...fields } of trades) {
      engine.addTrade(atS * SECOND, trade({ ...fields, tradeTimeMs: atS * 1_000 }));
    }
    engine.advance(200 * SECOND);
    return rows;
  };

  it('csp: a row every 60 s after the first trade, once everything is defined, with the values of the last second', () => {
    const rows = published('csp');
    expect(rows.map((row) => row.timeNs / SECOND)).toEqual([120.25, 180.25]);
    const [first, second] = rows;
    expect(first?.values).toMatchObject({
      trade_count_60s: 1,
      sell_volume_60s: 0,
      buy_volume_60s: 220,
      volume_60s: 220,
    });
    expect(first?.values.buy_pressure).toBe(1);
    expect(first?.values.vwap).toBeCloseTo(104.33333333333333, 12);
    expect(first?.values.ema_60s).toBeCloseTo(103.15176196637563, 11);
    expect(first?.values.ema_120s).toBeCloseTo(102.91277387058093, 11);
    expect(first?.values.ema_180s).toBeCloseTo(102.83116205002098, 11);
    expect(first?.values.return_1m).toBeCloseTo(0.02643856920684288, 14);
    expect(first?.values.volatility_60s).toBeCloseTo(0.009559642702715568, 14);
    expect(first?.values.volatility_mean_5m).toBeCloseTo(0.010670657517933616, 14);
    expect(first?.values.volatility_sd_5m).toBeCloseTo(0.0022285928487180955, 14);
    expect(first?.lastTradeTimeMs).toBe(70_100);
    expect(second?.values).toMatchObject({ trade_count_60s: 0, sell_volume_60s: 0, buy_volume_60s: 0, volume_60s: 0 });
    expect(second?.values.ema_60s).toBeCloseTo(103.82694560463696, 11);
    expect(second?.values.return_1m).toBe(0);
    expect(second?.values.volatility_60s).toBeCloseTo(0.009936222765200675, 14);
    expect(second?.values.buy_pressure).toBeNaN();
    expect(second?.lastTradeTimeMs).toBe(70_100);
  });

  it('standard: a row at every whole second from the first trade on', () => {
    const rows = published('standard');
    expect(rows.map((row) => row.timeNs / SECOND)).toEqual(Array.from({ length: 199 }, (_, i) => i + 1));
    expect(rows[119]?.values.return_1m).toBeCloseTo(0.02791461412151, 13);
    expect(rows[0]?.lastTradeTimeMs).toBe(250);
  });
});

describe('Example 5, reset and residue', () => {
  const RESET: readonly ExampleTrade[] = [
    { atS: 0.5, price: 100, side: 'buy' },
    { atS: 9.2, price: 200, side: 'buy' },
    { atS: 12.4, price: 300, side: 'sell' },
  ];
  const RESIDUE: readonly ExampleTrade[] = [
    { atS: 0.5, price: 0.1, side: 'buy' },
    { atS: 1.5, price: 0.2, side: 'buy' },
    { atS: 2.5, price: 0.3, side: 'sell' },
    { atS: 3.5, price: 0.7, side: 'sell' },
  ];

  it.each(PROFILES)('a reset clears VWAP and EMAs and nothing else (%s)', (profile) => {
    const at = everySecond(profile, RESET, 13, 10.5);
    expect(at(10).vwap).toBe(150);
    expect(at(10).ema_60s).toBeCloseTo(105.26390682644706, 12);
    for (const second of [11, 12]) {
      expect(at(second).vwap).toBeNaN();
      expect(at(second).ema_60s).toBeNaN();
      expect(at(second).trade_count_60s).toBe(2);
      expect(at(second).buy_volume_60s).toBe(300);
    }
    expect(at(13).vwap).toBe(300);
    expect([at(13).sell_volume_60s, at(13).buy_volume_60s]).toEqual([300, 300]);
  });

  it('csp: one undefined VWAP makes the EMAs undefined until the next reset', () => {
    expect(everySecond('csp', RESET, 700, 10.5)(700).ema_60s).toBeNaN();
  });

  it('standard: the next VWAP seeds the EMAs', () => {
    const { ema_60s, ema_120s, ema_180s } = everySecond('standard', RESET, 13, 10.5)(13);
    expect([ema_60s, ema_120s, ema_180s]).toEqual([300, 300, 300]);
  });

  it('csp: an emptied window keeps a residue, and the share of buyers is made of it', () => {
    const at = everySecond('csp', RESIDUE, 64);
    expect(at(61).buy_volume_60s).toBe(0.20000000000000004);
    const { trade_count_60s, buy_volume_60s, sell_volume_60s, volume_60s, buy_pressure } = at(64);
    expect([trade_count_60s, buy_volume_60s, sell_volume_60s, volume_60s]).toEqual([0, 2.7755575615628914e-17, 0, 0]);
    expect(buy_pressure).toBe(1);
  });

  it('standard: an emptied window is exactly 0, and the share of buyers undefined', () => {
    const at = everySecond('standard', RESIDUE, 64);
    expect(at(61).buy_volume_60s).toBe(0.2);
    const { trade_count_60s, buy_volume_60s, sell_volume_60s, volume_60s, buy_pressure } = at(64);
    expect([trade_count_60s, buy_volume_60s, sell_volume_60s, volume_60s]).toEqual([0, 0, 0, 0]);
    expect(buy_pressure).toBeNaN();
  });
});
