import { type Row, VWAP } from '../row.ts';
import { MIN_WEIGHT, type VwapWindow } from '../vwap-window.ts';
import type { WaitingTrades } from '../waiting-trades.ts';

/** Columns of one entry: price x size, and size. */
const COLUMNS = 2;
const MIN_CAPACITY = 8;

/**
 * VWAP of the last `length` trades that have a size. Sums work as in ExactSums: the oldest entries hold sums up to the
 * newest of them, so nothing is ever subtracted and no expired trade leaves a trace.
 */
export class ExactVwap implements VwapWindow {
  readonly #length: number;
  #entries = new Float64Array(MIN_CAPACITY * COLUMNS);
  #head = 0;
  #count = 0;
  #suffixes = 0;
  /** Sums of the entries behind the suffixes. */
  readonly #recent = new Float64Array(COLUMNS);

  constructor(length: number) {
    this.#length = length;
  }

  take(trades: WaitingTrades): void {
    const recent = this.#recent;
    for (let i = 0; i < trades.count; i++) {
      const size = trades.size(i);
      if (size === 0) continue;
      if (this.#count === this.#length) this.#removeOldest();
      if (this.#count * COLUMNS === this.#entries.length) this.#grow();
      const entries = this.#entries;
      const at = this.#offset(this.#count);
      const value = trades.price(i) * size;
      entries[at] = value;
      entries[at + 1] = size;
      recent[0] = (recent[0] as number) + value;
      recent[1] = (recent[1] as number) + size;
      this.#count += 1;
    }
  }

  reset(): void {
    this.#count = 0;
    this.#suffixes = 0;
    this.#recent.fill(0);
  }

  evaluate(row: Row): void {
    const has = this.#suffixes > 0;
    const at = this.#offset(0);
    const value = (this.#recent[0] as number) + (has ? (this.#entries[at] as number) : 0);
    const weight = (this.#recent[1] as number) + (has ? (this.#entries[at + 1] as number) : 0);
    row[VWAP] = value / weight;
    if (!(weight > MIN_WEIGHT && value < Number.POSITIVE_INFINITY)) row[VWAP] = Number.NaN;
  }

  #offset(i: number): number {
    return ((this.#head + i) * COLUMNS) & (this.#entries.length - 1);
  }

  #removeOldest(): void {
    this.#head = (this.#head + 1) & (this.#entries.length / COLUMNS - 1);
    this.#count -= 1;
    if (this.#suffixes > 0) this.#suffixes -= 1;
    else this.#makeSuffixes();
  }

  #makeSuffixes(): void {
    const entries = this.#entries;
    let value = 0;
    let weight = 0;
    for (let i = this.#count - 1; i >= 0; i--) {
      const at = this.#offset(i);
      value += entries[at] as number;
      weight += entries[at + 1] as number;
      entries[at] = value;
      entries[at + 1] = weight;
    }
    this.#suffixes = this.#count;
    this.#recent.fill(0);
  }

  #grow(): void {
    const entries = new Float64Array(this.#entries.length * 2);
    for (let i = 0; i < this.#count * COLUMNS; i++) {
      entries[i] = this.#entries[(this.#head * COLUMNS + i) & (this.#entries.length - 1)] as number;
    }
    this.#entries = entries;
    this.#head = 0;
  }
}
