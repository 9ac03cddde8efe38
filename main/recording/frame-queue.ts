import type { StatisticsBatch } from '../../engine/engine.ts';
import type { Trade } from '../../engine/trade.ts';
import type { RecordedTable } from './datasets.ts';
import { type Cell, encodeFrame, type QueuedFrame, queuedFrame } from './frame.ts';
import { type BackfilledTrade, backfilledCells, statisticsCells, tradeCells } from './recorded-cells.ts';
import { FRAME_OVERHEAD_BYTES, type TableJournal } from './table-journal.ts';

/** Rows per frame: bounds how long one encoding blocks the event loop. */
const MAX_FRAME_ROWS = 1_000;

/** Rows on their way into the journals, with a bound on what may wait in memory. */
export interface FrameQueue {
  addTrades(trades: readonly Trade[]): void;
  addStatistics(batch: StatisticsBatch, timeMs: number): void;
  /** Hands trades that were fetched later over to their journal at once; they do not count for the bound. */
  addBackfilled(trades: readonly BackfilledTrade[]): void;
  /** Hands everything that came since the last call over to the journals. */
  flush(): void;
  /** Forgets what came since the last flush. */
  discard(): void;
  readonly unstorable: number;
}

/** Where frames go. Fetched trades have a journal of their own, so that live trades never wait for them. */
export type JournalName = RecordedTable | 'backfill';

/** Packs rows into frames for the journals of their tables. `onDrop` is told of every frame that the bound costs: statistics first. */
export function createFrameQueue(
  journals: Readonly<Record<JournalName, TableJournal>>,
  maxBytes: number,
  onDrop: (table: RecordedTable, frame: QueuedFrame) => void,
): FrameQueue {
  const numbers: Record<JournalName, number> = { trades: 0, statistics: 0, backfill: 0 };
  let pending: Trade[] = [];
  let unstorable = 0;

  const push = (name: JournalName, rows: number, cell: (column: number, row: number) => Cell): void => {
    const journal = journals[name];
    const { table, run } = journal;
    for (let start = 0; start < rows; start += MAX_FRAME_ROWS) {
      const header = { table, run, number: numbers[name]++, firstRow: 0, rows: Math.min(MAX_FRAME_ROWS, rows - start) };
      const frame = encodeFrame(header, (column, row) => cell(column, start + row));
      unstorable += frame.unstorable;
      journal.push(queuedFrame(frame.bytes));
    }
    enforceBound();
  };

  const enforceBound = (): void => {
    let bytes = journals.trades.buffered().bytes + journals.statistics.buffered().bytes;
    for (const table of ['statistics', 'trades'] as const) {
      while (bytes > maxBytes) {
        const dropped = journals[table].dropOldest();
        if (dropped === null) break;
        bytes -= dropped.bytes.length + FRAME_OVERHEAD_BYTES;
        onDrop(table, dropped);
      }
    }
  };

  /** Trades of one UTC day each, so that no frame spans midnight. */
  const flushTrades = (): void => {
    const trades = pending;
    if (trades.length === 0) return;
    pending = [];
    let start = 0;
    for (let end = 1; end <= trades.length; end++) {
      if (end < trades.length && dayNumber(trades[end]) === dayNumber(trades[start])) continue;
      const part = start === 0 && end === trades.length ? trades : trades.slice(start, end);
      push('trades', part.length, tradeCells(part));
      start = end;
    }
  };

  return {
    addTrades(trades) {
      for (const trade of trades) {
        pending.push(trade);
        if (pending.length >= MAX_FRAME_ROWS) flushTrades();
      }
    },
    addStatistics(batch, timeMs) {
      push('statistics', batch.length, statisticsCells(batch, timeMs));
    },
    addBackfilled(trades) {
      push('backfill', trades.length, backfilledCells(trades));
    },
    flush: flushTrades,
    discard() {
      pending = [];
    },
    get unstorable() {
      return unstorable;
    },
  };
}

const DAY_US = 86_400_000_000;
const dayNumber = (trade: Trade | undefined): number => Math.floor((trade?.receivedTimeUs ?? 0) / DAY_US);
