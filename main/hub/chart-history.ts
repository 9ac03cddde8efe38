import { CELL, FLAG, PairHistory, ROW_BYTES } from './pair-history.ts';
import type { StoredRow } from './statistics-columns.ts';

/** Rows of a pair at a longer distance than the engine publishes them. */
export interface Thinning {
  readonly intervalMs: number;
  readonly rows: number;
}

/** An hour in steps of 10 s, a day in steps of a minute. */
export const THINNINGS: readonly Thinning[] = [
  { intervalMs: 10_000, rows: 360 },
  { intervalMs: 60_000, rows: 1_440 },
];
const KEEP_MS = 24 * 3_600_000;
/** A chart gets rows so close together that about so many fill its range. */
const ROWS_PER_CHART = 900;
/** A distance of more than this many intervals is a hole in the data, not a step. */
const MAX_STEP_INTERVALS = 2.5;

export interface ChartHistoryOptions {
  /** Distance of the rows that the engine publishes. */
  readonly publishIntervalMs: number;
  /** Bound on the bytes of all pairs; with many pairs each keeps a shorter time. 64 MiB are a day of 270 pairs. */
  readonly bytes: number;
}

/** Thinned statistics of a day for the charts, of this run and, where a recording was read, of earlier ones. */
export interface ChartHistory {
  /** Takes the newest row of each of these pairs where it is due. */
  add(pairs: readonly string[], newest: ReadonlyMap<string, PairHistory>): void;
  /** Puts rows of a recording, oldest first, before those of this run. */
  addStored(pair: string, rows: PairHistory): void;
  /**
   * Rows of a pair over the newest `rangeMs` of all pairs, oldest first: as dense as the range needs, older ones less dense. Where time is missing
   * between two rows, and between an earlier run and this one (there marked as a gap), stands a row without values. `newest` are the pair's undiluted rows.
   */
  rowsOf(pair: string, newest: PairHistory | undefined, rangeMs: number): StoredRow[];
  /** Whether a row directly follows another of so many milliseconds before. */
  isStep(distanceMs: number): boolean;
  /** Forgets what is older than a day. */
  sweep(nowMs: number): void;
  bytes(): number;
}

export function createChartHistory({ publishIntervalMs, bytes }: ChartHistoryOptions): ChartHistory {
  const tiers = THINNINGS.map((thinning) => ({
    ...thinning,
    stepMs: MAX_STEP_INTERVALS * Math.max(thinning.intervalMs, publishIntervalMs),
    pairs: new Map<string, PairHistory>(),
  }));
  const coarsest = tiers.at(-1) as (typeof tiers)[number];
  let latestMs = 0;
  const publishStepMs = MAX_STEP_INTERVALS * publishIntervalMs;

  /** Halves what each pair keeps until all fit. */
  function share(): number {
    let needed = 0;
    for (const tier of tiers) needed += tier.pairs.size * tier.rows * ROW_BYTES;
    let part = 1;
    while (needed * part > bytes) part /= 2;
    return part;
  }

  function historyOf(pairs: Map<string, PairHistory>, pair: string): PairHistory {
    const history = pairs.get(pair) ?? new PairHistory();
    pairs.set(pair, history);
    return history;
  }

  const newestMs = (history: PairHistory): number =>
    history.length === 0 ? Number.NEGATIVE_INFINITY : history.at(history.length - 1, CELL.time);

  return {
    add(pairs, newest) {
      const part = share();
      for (const { intervalMs, rows, pairs: histories } of tiers) {
        const maxRows = Math.max(1, Math.floor(rows * part));
        for (const pair of pairs) {
          const from = newest.get(pair);
          if (from === undefined) continue;
          const history = historyOf(histories, pair);
          const last = from.length - 1;
          latestMs = Math.max(latestMs, from.at(last, CELL.time));
          if (Math.floor(from.at(last, CELL.time) / intervalMs) === Math.floor(newestMs(history) / intervalMs))
            continue;
          history.appendCells(from.cellsOf(last), maxRows);
        }
      }
    },
    addStored(pair, rows) {
      const maxRows = Math.max(1, Math.floor(coarsest.rows * share()));
      const before = coarsest.pairs.get(pair);
      const firstMs = before === undefined ? Number.POSITIVE_INFINITY : before.at(0, CELL.time);
      const merged = new PairHistory();
      for (let i = 0; i < rows.length && rows.at(i, CELL.time) < firstMs; i += 1) {
        const cells = rows.cellsOf(i);
        cells[CELL.flags] = (cells[CELL.flags] as number) | FLAG.stored;
        merged.appendCells(cells, maxRows);
      }
      for (let i = 0; i < (before?.length ?? 0); i += 1) {
        merged.appendCells((before as PairHistory).cellsOf(i), maxRows);
      }
      if (merged.length > 0) coarsest.pairs.set(pair, merged);
    },
    rowsOf(pair, newest, rangeMs) {
      const sources = [
        { history: newest, intervalMs: publishIntervalMs, stepMs: publishStepMs },
        ...tiers.map(({ pairs, intervalMs, stepMs }) => ({ history: pairs.get(pair), intervalMs, stepMs })),
      ];
      const first = sources.findIndex(({ intervalMs }) => intervalMs * ROWS_PER_CHART >= rangeMs);
      const chosen = first < 0 ? sources.slice(-1) : sources.slice(first);
      const endMs = latestMs > 0 ? latestMs : newestMs(coarsest.pairs.get(pair) ?? new PairHistory());
      const rows: (StoredRow & { timeMs: number; stepMs: number; stored: number })[] = [];
      const take = (history: PairHistory, index: number, stepMs: number) => {
        const stored = history.at(index, CELL.flags) & FLAG.stored;
        rows.push({ pair, history, index, timeMs: history.at(index, CELL.time), stepMs, stored });
      };
      // From the newest row back: the densest rows as far as they reach, then the less dense ones before them.
      if (newest !== undefined && newest.length > 0) take(newest, newest.length - 1, publishStepMs);
      for (const { history, stepMs } of chosen) {
        for (let index = (history?.length ?? 0) - 1; index >= 0; index -= 1) {
          const timeMs = (history as PairHistory).at(index, CELL.time);
          if (timeMs < endMs - rangeMs) break;
          if (timeMs < (rows.at(-1)?.timeMs ?? Number.POSITIVE_INFINITY)) take(history as PairHistory, index, stepMs);
        }
      }
      const out: StoredRow[] = [];
      for (let i = rows.length - 1; i >= 0; i -= 1) {
        const row = rows[i] as (typeof rows)[number];
        out.push(row);
        const next = rows[i - 1];
        if (next === undefined) continue;
        // The distance to the newest row itself is at most one step of the rows before it.
        const stepMs = Math.max(row.stepMs, next.stepMs);
        // Between two runs nothing was received; elsewhere the pair may merely not have traded.
        if (next.stored !== row.stored) out.push(breakAt(pair, next.timeMs - 1, FLAG.partial));
        else if (next.timeMs - row.timeMs > stepMs) out.push(breakAt(pair, row.timeMs + 1, 0));
      }
      return out;
    },
    isStep: (distanceMs) => distanceMs <= publishStepMs,
    sweep(nowMs) {
      for (const { pairs } of tiers) {
        for (const [pair, history] of pairs) if (nowMs - newestMs(history) > KEEP_MS) pairs.delete(pair);
      }
    },
    bytes() {
      let sum = 0;
      for (const { pairs } of tiers) for (const history of pairs.values()) sum += history.bytes;
      return sum;
    },
  };
}

/** A row without values: no line may be drawn across it. */
function breakAt(pair: string, timeMs: number, flags: number): StoredRow {
  const at = (_: number, cell: number) => (cell === CELL.time ? timeMs : cell === CELL.flags ? flags : Number.NaN);
  return { pair, history: { at }, index: 0 };
}
