import type { StatisticsBatch } from '../../engine/engine.ts';
import { STATISTIC_NAMES } from '../../engine/schema.ts';

/** Cells of a stored row: time, the statistics in the order of STATISTIC_NAMES, time of the last trade, flags. */
export const CELL = {
  time: 0,
  firstStatistic: 1,
  lastTradeTime: 1 + STATISTIC_NAMES.length,
  flags: 2 + STATISTIC_NAMES.length,
} as const;
export const ROW_CELLS = 3 + STATISTIC_NAMES.length;
export const ROW_BYTES = ROW_CELLS * Float64Array.BYTES_PER_ELEMENT;

/** `stored`: read from a recording of an earlier run. */
export const FLAG = { partial: 1, partial_5m: 2, after_reset: 4, stored: 8 } as const;

const FIRST_CAPACITY = 8;

/** The newest statistics rows of one pair, oldest first: a ring that grows as it fills, so a new pair costs little. */
export class PairHistory {
  #cells = new Float64Array(FIRST_CAPACITY * ROW_CELLS);
  #capacity = FIRST_CAPACITY;
  #first = 0;
  #length = 0;

  /** Rows kept. */
  get length(): number {
    return this.#length;
  }

  /** Bytes held for rows, used or not. */
  get bytes(): number {
    return this.#cells.byteLength;
  }

  /** A cell (see CELL) of the row with this index, 0 being the oldest. */
  at(row: number, cell: number): number {
    return this.#cells[((this.#first + row) % this.#capacity) * ROW_CELLS + cell] as number;
  }

  /** Copies one row of a batch; at most `maxRows` are kept, the newest ones. */
  append(batch: StatisticsBatch, index: number, timeMs: number, maxRows: number): void {
    const cells = this.#makeRoom(maxRows);
    cells[CELL.time] = timeMs;
    for (let i = 0; i < STATISTIC_NAMES.length; i += 1) {
      const name = STATISTIC_NAMES[i] as (typeof STATISTIC_NAMES)[number];
      cells[CELL.firstStatistic + i] = batch.values[name][index] as number;
    }
    cells[CELL.lastTradeTime] = batch.lastTradeTimeMs[index] as number;
    cells[CELL.flags] =
      (batch.partial[index] ? FLAG.partial : 0) |
      (batch.partial5m[index] ? FLAG.partial_5m : 0) |
      (batch.afterReset[index] ? FLAG.after_reset : 0);
  }

  /** Copies a row of ROW_CELLS cells; at most `maxRows` are kept, the newest ones. */
  appendCells(row: ArrayLike<number>, maxRows: number): void {
    this.#makeRoom(maxRows).set(row);
  }

  /** A copy of a row's cells. */
  cellsOf(row: number): Float64Array {
    const from = ((this.#first + row) % this.#capacity) * ROW_CELLS;
    return this.#cells.slice(from, from + ROW_CELLS);
  }

  /** The cells of a new newest row. */
  #makeRoom(maxRows: number): Float64Array {
    if (this.#capacity > maxRows) this.#resize(maxRows);
    else if (this.#length === this.#capacity && this.#capacity < maxRows) {
      this.#resize(Math.min(maxRows, this.#capacity * 2));
    }
    if (this.#length === this.#capacity) {
      this.#first = (this.#first + 1) % this.#capacity;
      this.#length -= 1;
    }
    const offset = ((this.#first + this.#length) % this.#capacity) * ROW_CELLS;
    this.#length += 1;
    return this.#cells.subarray(offset, offset + ROW_CELLS);
  }

  #resize(capacity: number): void {
    const kept = Math.min(this.#length, capacity);
    const cells = new Float64Array(capacity * ROW_CELLS);
    for (let row = 0; row < kept; row += 1) {
      const from = ((this.#first + this.#length - kept + row) % this.#capacity) * ROW_CELLS;
      cells.set(this.#cells.subarray(from, from + ROW_CELLS), row * ROW_CELLS);
    }
    this.#cells = cells;
    this.#capacity = capacity;
    this.#first = 0;
    this.#length = kept;
  }
}
