import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { STATISTIC_NAMES, STATISTICS_COLUMNS, TRADE_COLUMNS } from '../../../engine/schema.ts';
import type { Trade } from '../../../engine/trade.ts';
import { createHub, type StatisticsUpdate } from '../../../main/hub/hub.ts';
import { HISTORY_COLUMNS } from '../../../main/publish/stream-messages.ts';
import { batch, trade } from '../publish/fixtures.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

describe('trades', () => {
  test('reach listeners at most every 50 ms, all of them, in order, and never without a trade', () => {
    // The hub and the test read the one clock that the test moves.
    const hub = createHub({ nowMs: () => performance.now() });
    const updates: { atMs: number; trades: readonly Trade[] }[] = [];
    hub.listen({ onTrades: ({ trades }) => updates.push({ atMs: performance.now(), trades }) });
    const sent: Trade[] = [];
    for (let ms = 0; ms < 5_000; ms += 1) {
      if (ms % 7 === 0 && (ms < 2_000 || ms > 4_000)) {
        const trades = [trade(), trade()];
        sent.push(...trades);
        hub.addTrades(trades);
      }
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(100);
    expect(updates.flatMap((update) => update.trades)).toEqual(sent);
    expect(updates.every((update) => update.trades.length > 0)).toBe(true);
    for (const [i, update] of updates.entries()) {
      expect(update.atMs - (updates[i - 1]?.atMs ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(50);
    }
    expect(updates.filter(({ atMs }) => atMs > (updates[0]?.atMs ?? 0) + 2_100).length).toBeLessThan(22);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('after a pause reach listeners without waiting', () => {
    const hub = createHub();
    const onTrades = vi.fn();
    hub.listen({ onTrades });
    vi.advanceTimersByTime(5_000);
    hub.addTrades([trade()]);
    vi.advanceTimersByTime(1);
    expect(onTrades).toHaveBeenCalledTimes(1);
  });

  test('are in the snapshot or in an update, never in both and never in neither', () => {
    const hub = createHub();
    const first = trade();
    hub.addTrades([first]);
    vi.advanceTimersByTime(100);
    const second = trade();
    hub.addTrades([second]);
    const snapshot = hub.recentTrades();
    const later: Trade[] = [];
    hub.listen({ onTrades: ({ trades }) => later.push(...trades) });
    vi.advanceTimersByTime(100);
    expect([...snapshot, ...later]).toEqual([first, second]);
  });

  test('are encoded once for everybody, with the columns of the schema', () => {
    const hub = createHub();
    const bodies = new Set<object>();
    for (let i = 0; i < 3; i += 1) hub.listen({ onTrades: (update) => bodies.add(update.table()) });
    const trades = [trade(), trade({ tradeId: null, side: 'unknown', pair: 'Ü"-USD', price: 1e-9, size: 3 })];
    hub.addTrades(trades);
    vi.advanceTimersByTime(100);
    const [table] = bodies as Set<{ rows: number; body: string }>;
    expect(bodies.size).toBe(1);
    expect(table?.rows).toBe(2);
    const columns = JSON.parse(table?.body ?? '');
    expect(Object.keys(columns)).toEqual(TRADE_COLUMNS.map((column) => column.name));
    expect(columns).toEqual({
      received_time: trades.map((t) => t.receivedTimeUs / 1_000),
      trade_time: trades.map((t) => t.tradeTimeMs),
      pair: ['BTC-USD', 'Ü"-USD'],
      price: trades.map((t) => t.price),
      size: [0.25, 3],
      volume: trades.map((t) => t.price * t.size),
      side: ['buy', 'unknown'],
      exchange: [1, 1],
      trade_id: [trades[0]?.tradeId, null],
    });
    expect(JSON.parse(hub.tradesTable().body)).toEqual(columns);
  });

  test('of a burst are all kept for listeners, while table and snapshot hold the newest', () => {
    const hub = createHub({ tradeRows: 50 });
    const burst = Array.from({ length: 120 }, () => trade());
    const rows: number[] = [];
    hub.listen({
      onTrades(update) {
        rows.push(update.trades.length, update.table().rows);
      },
    });
    hub.addTrades(burst);
    vi.advanceTimersByTime(100);
    expect(rows).toEqual([120, 50]);
    expect(hub.recentTrades()).toEqual(burst.slice(70));
    expect(JSON.parse(hub.tradesTable().body).trade_id).toEqual(burst.slice(70).map((t) => t.tradeId));
  });

  test('that wait are handed over when the hub stops', () => {
    const hub = createHub();
    const onTrades = vi.fn();
    hub.listen({ onTrades });
    hub.addTrades([trade()]);
    hub.stop();
    expect(onTrades).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('statistics', () => {
  const undefinedValues = (name: string) =>
    name === 'buy_pressure' ? Number.NaN : name === 'return_1m' ? Number.NEGATIVE_INFINITY : 0.1 + 0.2;

  test('reach listeners at once; undefined and infinite values are null', () => {
    const hub = createHub();
    const seen: { timeMs: number; body: Record<string, unknown[]> }[] = [];
    hub.listen({
      onStatistics: (update) => seen.push({ timeMs: update.timeMs, body: JSON.parse(update.table().body) }),
    });
    const { batch: rows, timeMs } = batch(['A-USD', 'B-USD'], 7, undefinedValues);
    rows.partial[1] = 1;
    rows.partial5m[0] = 1;
    rows.afterReset[1] = 1;
    hub.addStatistics(rows, timeMs);
    const body = seen[0]?.body ?? {};
    expect(Object.keys(body)).toEqual(STATISTICS_COLUMNS.map((column) => column.name));
    expect(body).toMatchObject({
      pair: ['A-USD', 'B-USD'],
      time: [timeMs, timeMs],
      last_trade_time: [timeMs - 250, timeMs - 250],
      buy_pressure: [null, null],
      return_1m: [null, null],
      vwap: [0.1 + 0.2, 0.1 + 0.2],
      partial: [false, true],
      partial_5m: [true, false],
      after_reset: [false, true],
    });
    expect(JSON.parse(hub.statisticsTable().body)).toEqual(body);
  });

  test('are copied: the engine may reuse its arrays', () => {
    const hub = createHub();
    const { batch: rows, timeMs } = batch(['A-USD'], 1);
    hub.addStatistics(rows, timeMs);
    const before = hub.statisticsTable().body;
    for (const name of STATISTIC_NAMES) rows.values[name].fill(-1);
    rows.lastTradeTimeMs.fill(-1);
    expect(hub.statisticsTable().body).toBe(before);
    expect(hub.historyTable('A-USD').body).not.toContain('-1');
  });

  test('snapshot holds the newest row of each pair, history all rows of one', () => {
    const hub = createHub({ historyRows: 30 });
    for (let second = 0; second < 50; second += 1) {
      const { batch: rows, timeMs } = batch(second < 40 ? ['A-USD', 'B-USD'] : ['A-USD'], second);
      hub.addStatistics(rows, timeMs);
    }
    const snapshot = JSON.parse(hub.statisticsTable().body);
    expect(snapshot.pair).toEqual(['A-USD', 'B-USD']);
    expect(snapshot.time).toEqual([batch([], 49).timeMs, batch([], 39).timeMs]);
    const history = JSON.parse(hub.historyTable('A-USD').body);
    expect(Object.keys(history)).toEqual([...HISTORY_COLUMNS]);
    // Older rows stay, less dense.
    expect(history.time.slice(0, 2)).toEqual([batch([], 0).timeMs, batch([], 10).timeMs]);
    expect(history.time.slice(2)).toEqual(Array.from({ length: 30 }, (_, i) => batch([], 20 + i).timeMs));
    expect(history.vwap[31]).toBe(batch(['A-USD'], 49).batch.values.vwap[0]);
  });

  test('history of an unknown pair has the columns and no rows', () => {
    const table = createHub().historyTable('NONE-USD');
    expect(table.rows).toBe(0);
    expect(JSON.parse(table.body)).toEqual(Object.fromEntries(HISTORY_COLUMNS.map((name) => [name, []])));
  });

  test('give the row of one pair, encoded once, and say where the batch has none', () => {
    const hub = createHub();
    const rows: unknown[] = [];
    let update: StatisticsUpdate | null = null;
    hub.listen({
      onStatistics(given) {
        update = given;
        rows.push(given.historyRow('B-USD'), given.historyRow('B-USD'), given.has('B-USD'), given.has('C-USD'));
      },
    });
    const { batch: given, timeMs } = batch(['A-USD', 'B-USD', 'C-USD'], 3);
    hub.addStatistics({ ...given, length: 2 }, timeMs);
    expect(update).not.toBeNull();
    expect(rows[0]).toBe(rows[1]);
    expect(rows.slice(2)).toEqual([true, false]);
    const row = JSON.parse((rows[0] as { body: string }).body);
    expect(row.time).toEqual([timeMs]);
    expect(row.vwap).toEqual([given.values.vwap[1]]);
  });

  test('listeners hear when pairs were forgotten, after the rows', () => {
    const hub = createHub({ evictAfterMs: 10_000 });
    const calls: string[] = [];
    hub.listen({ onStatistics: () => calls.push('rows'), onEvicted: (count) => calls.push(`evicted ${count}`) });
    for (const second of [0, 70]) {
      const { batch: rows, timeMs } = batch(second === 0 ? ['A-USD', 'B-USD'] : ['B-USD'], second);
      hub.addStatistics(rows, timeMs);
    }
    expect(calls).toEqual(['rows', 'rows', 'evicted 1']);
    expect(JSON.parse(hub.statisticsTable().body).pair).toEqual(['B-USD']);
    expect(hub.figures()).toMatchObject({ pairs: 1, pairsEvicted: 1, statisticsRows: 3 });
  });
});

test('a listener that left hears nothing more', () => {
  const hub = createHub();
  const onTrades = vi.fn();
  const stop = hub.listen({ onTrades });
  stop();
  hub.addTrades([trade()]);
  vi.advanceTimersByTime(100);
  expect(onTrades).not.toHaveBeenCalled();
  expect(hub.recentTrades()).toHaveLength(1);
});

test('figures count trades, rows and active pairs', () => {
  const hub = createHub();
  hub.addTrades([trade(), trade(), trade()]);
  const { batch: rows, timeMs } = batch(['A-USD', 'B-USD'], 1, (name, pair) =>
    name === 'trade_count_60s' && pair === 'A-USD' ? 3 : 0,
  );
  hub.addStatistics(rows, timeMs);
  expect(hub.figures()).toMatchObject({ trades: 3, statisticsRows: 2, pairs: 2, activePairs: 1, tradesPerSecond: 3 });
});

test('trades wait until the next update', () => {
  const hub = createHub();
  hub.addTrades([trade(), trade()]);
  expect(hub.figures().waitingTrades).toBe(2);
  hub.stop();
  expect(hub.figures().waitingTrades).toBe(0);
});
