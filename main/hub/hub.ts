import { performance } from 'node:perf_hooks';
import type { StatisticsBatch } from '../../engine/engine.ts';
import type { StatisticsColumnName } from '../../engine/schema.ts';
import type { Trade } from '../../engine/trade.ts';
import { DEFAULT_RANGE, HISTORY_COLUMNS, HISTORY_RANGES, type HistoryRange } from '../publish/stream-messages.ts';
import { createChartHistory } from './chart-history.ts';
import type { EncodedTable } from './json-cells.ts';
import { once } from './once.ts';
import type { PairHistory } from './pair-history.ts';
import { createRecentTrades } from './recent-trades.ts';
import { encodeBatch, encodeBatchRow, encodeNewest, encodeRows } from './statistics-columns.ts';
import { createStatisticsStore, DEFAULT_STORE_OPTIONS, type StatisticsStoreOptions } from './statistics-store.ts';
import { encodeTrades } from './trade-columns.ts';
import { createTradeRate } from './trade-rate.ts';

/** Trades since the last update, oldest first. */
export interface TradesUpdate {
  readonly trades: readonly Trade[];
  /** The newest of them, at most as many as the table keeps. */
  readonly newest: readonly Trade[];
  /** The newest of them as columnar JSON; encoded once for all who ask. */
  table(): EncodedTable;
}

/** Statistics of one instant; the batch is valid during the call only. */
export interface StatisticsUpdate {
  readonly batch: StatisticsBatch;
  /** The instant, Unix milliseconds. */
  readonly timeMs: number;
  /** All rows as columnar JSON; encoded once for all who ask, during the call only. */
  table(): EncodedTable;
  /** Whether there is a row of this pair. */
  has(pair: string): boolean;
  /** The row of one pair with the columns of the history; encoded once per pair, during the call only. */
  historyRow(pair: string): EncodedTable;
}

/** A reader of both tables: what it is told, and what the tables hold at that moment, never overlap or miss a row. */
export interface HubListener {
  /** At most every 50 ms, never without trades. */
  readonly onTrades?: (update: TradesUpdate) => void;
  readonly onStatistics?: (update: StatisticsUpdate) => void;
  /** Pairs were forgotten: a statistics table must be replaced by the snapshot. */
  readonly onEvicted?: (pairs: number) => void;
  /** Both tables and all histories are others now: snapshots must replace them. */
  readonly onReplaced?: () => void;
  /** Histories have become longer at their old end. */
  readonly onHistory?: () => void;
}

export interface HubOptions extends Partial<StatisticsStoreOptions> {
  /** Trades kept for display. */
  readonly tradeRows?: number;
  /** Distance of the statistics rows of a pair. */
  readonly publishIntervalMs?: number;
  /** Bound on the bytes of the thinned rows of a day. */
  readonly chartBytes?: number;
  /** Shortest time between two updates of trades. */
  readonly flushIntervalMs?: number;
  /** Columns of the histories that are sent; all are kept. */
  readonly historyColumns?: readonly StatisticsColumnName[];
  /** A clock that never goes back, for pace and rate only. */
  readonly nowMs?: () => number;
}

export interface HubFigures {
  /** Mean of the last 10 s. */
  readonly tradesPerSecond: number;
  readonly activePairs: number;
  readonly pairs: number;
  /** Trades and statistics rows taken since the start. */
  readonly trades: number;
  /** Trades that listeners have not been told of yet. */
  readonly waitingTrades: number;
  readonly statisticsRows: number;
  readonly pairsEvicted: number;
  readonly historyBytes: number;
}

/** The two tables, kept once for the window, port 7678 and the page. */
export interface Hub {
  /** Takes trades in order of arrival; returns at once. */
  addTrades(batch: readonly Trade[]): void;
  /** Copies the rows, then tells the listeners. */
  addStatistics(batch: StatisticsBatch, timeMs: number): void;
  /** Starts with the next row: what came before is in the snapshots. Returns the way to stop. */
  listen(listener: HubListener): () => void;
  /** Newest trades, oldest first. */
  recentTrades(): readonly Trade[];
  /** Statistics by pair; each history holds at least one row. */
  histories(): ReadonlyMap<string, PairHistory>;
  /** Snapshots as columnar JSON: the newest trades, the newest row of each pair, the history of one pair. */
  tradesTable(): EncodedTable;
  statisticsTable(): EncodedTable;
  historyTable(pair: string, range?: HistoryRange): EncodedTable;
  /** Whether a row of a pair directly follows the one before it, or what is between them must be shown as missing. */
  isStep(distanceMs: number): boolean;
  /** Adds statistics that earlier runs recorded: for charts only. */
  addStored(pairs: ReadonlyMap<string, PairHistory>): void;
  /** Forgets everything, and takes what follows in silence until `reveal`. */
  clear(): void;
  /** Ends the silence: every listener is told that all is new. */
  reveal(): void;
  figures(): HubFigures;
  /** Hands over what waits and ends the timer. */
  stop(): void;
}

function statisticsUpdate(
  batch: StatisticsBatch,
  timeMs: number,
  historyColumns: readonly StatisticsColumnName[],
): StatisticsUpdate {
  const rows = new Map<string, EncodedTable>();
  const indexes = once(() => new Map(batch.pairs.slice(0, batch.length).map((pair, index) => [pair, index])));
  return {
    batch,
    timeMs,
    table: once(() => encodeBatch(batch, timeMs)),
    has: (pair) => indexes().has(pair),
    historyRow(pair) {
      const index = indexes().get(pair);
      if (index === undefined) throw new Error(`the batch has no row of ${pair}`);
      const row = rows.get(pair) ?? encodeBatchRow(batch, timeMs, index, historyColumns);
      rows.set(pair, row);
      return row;
    },
  };
}

const CHART_SWEEP_MS = 60_000;

export function createHub(options: HubOptions = {}): Hub {
  const { tradeRows = 1_000, flushIntervalMs = 50, publishIntervalMs = 1_000, chartBytes = 64 * 1024 * 1024 } = options;
  const { historyColumns = HISTORY_COLUMNS, nowMs = () => performance.now() } = options;
  const listeners = new Set<HubListener>();
  const makeTables = () => ({
    recent: createRecentTrades(tradeRows),
    store: createStatisticsStore({ ...DEFAULT_STORE_OPTIONS, ...options }),
    charts: createChartHistory({ publishIntervalMs, bytes: chartBytes }),
    rate: createTradeRate(nowMs),
  });
  let { recent, store, charts, rate } = makeTables();
  let silent = false;
  let waiting: Trade[] = [];
  let timer: NodeJS.Timeout | null = null;
  let flushedMs = Number.NEGATIVE_INFINITY;
  let sweptMs = Number.NEGATIVE_INFINITY;
  let trades = 0;
  let statisticsRows = 0;
  let pairsEvicted = 0;
  let tradesTable = once(() => encodeTrades(recent.list()));
  let statisticsTable = once(() => encodeNewest(store.histories));

  function tell(call: (listener: HubListener) => void): void {
    if (silent) return;
    for (const listener of listeners) call(listener);
  }

  function flush(): void {
    timer = null;
    if (waiting.length === 0) return;
    const flushed = waiting;
    waiting = [];
    flushedMs = nowMs();
    recent.add(flushed);
    tradesTable = once(() => encodeTrades(recent.list()));
    const newest = flushed.length > tradeRows ? flushed.slice(-tradeRows) : flushed;
    const update: TradesUpdate = { trades: flushed, newest, table: once(() => encodeTrades(newest)) };
    tell((listener) => listener.onTrades?.(update));
  }

  return {
    addTrades(batch) {
      if (batch.length === 0) return;
      trades += batch.length;
      if (!silent) rate.add(batch.length);
      for (const trade of batch) waiting.push(trade);
      timer ??= setTimeout(flush, Math.max(0, flushedMs + flushIntervalMs - nowMs()));
    },
    addStatistics(batch, timeMs) {
      if (batch.length === 0) return;
      statisticsRows += batch.length;
      const evicted = store.add(batch, timeMs);
      charts.add(
        batch.length === batch.pairs.length ? batch.pairs : batch.pairs.slice(0, batch.length),
        store.histories,
      );
      if (timeMs - sweptMs >= CHART_SWEEP_MS) {
        sweptMs = timeMs;
        charts.sweep(timeMs);
      }
      pairsEvicted += evicted;
      statisticsTable = once(() => encodeNewest(store.histories));
      if (silent) return;
      const update = statisticsUpdate(batch, timeMs, historyColumns);
      tell((listener) => listener.onStatistics?.(update));
      if (evicted > 0) tell((listener) => listener.onEvicted?.(evicted));
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    recentTrades: () => recent.list(),
    histories: () => store.histories,
    tradesTable: () => tradesTable(),
    statisticsTable: () => statisticsTable(),
    historyTable: (pair, range = DEFAULT_RANGE) =>
      encodeRows(charts.rowsOf(pair, store.histories.get(pair), HISTORY_RANGES[range]), historyColumns),
    isStep: (distanceMs) => charts.isStep(distanceMs),
    addStored(pairs) {
      for (const [pair, rows] of pairs) charts.addStored(pair, rows);
      tell((listener) => listener.onHistory?.());
    },
    clear() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      waiting = [];
      silent = true;
      sweptMs = Number.NEGATIVE_INFINITY;
      ({ recent, store, charts, rate } = makeTables());
      tradesTable = once(() => encodeTrades(recent.list()));
      statisticsTable = once(() => encodeNewest(store.histories));
    },
    reveal() {
      if (timer !== null) clearTimeout(timer);
      flush();
      silent = false;
      tell((listener) => listener.onReplaced?.());
    },
    figures: () => ({
      tradesPerSecond: rate.perSecond(),
      activePairs: store.activePairs(),
      pairs: store.histories.size,
      trades,
      waitingTrades: waiting.length,
      statisticsRows,
      pairsEvicted,
      historyBytes: store.bytes() + charts.bytes(),
    }),
    stop() {
      if (timer !== null) clearTimeout(timer);
      flush();
    },
  };
}
