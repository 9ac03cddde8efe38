import { type Row, TRADE_COUNT } from './row.ts';
import type { Instant } from './time.ts';
import type { WaitingTrades } from './waiting-trades.ts';

/** Columns of one entry. */
export const ARRIVAL_COLUMN = 0;
export const VOLUME_COLUMN = 1;
export const SELL_COLUMN = 2;
export const BUY_COLUMN = 3;
export const COLUMNS = 4;

const MIN_CAPACITY = 8;
/** The ring shrinks when it is emptier than 1 in this many. */
const SHRINK_BELOW = 8;

/**
 * The trades that arrived in the last `lengthNs`: an entry exactly that old is out, one exactly at the instant is in.
 * Here is the ring of trades; how their volumes are summed is what the two profiles differ in.
 */
export abstract class TradeWindow {
  protected entries = new Float64Array(MIN_CAPACITY * COLUMNS);
  /** Position of the oldest entry, and number of entries. */
  protected head = 0;
  protected count = 0;
  readonly #lengthNs: number;

  constructor(lengthNs: number) {
    this.#lengthNs = lengthNs;
  }

  /** Adds trades, oldest first. */
  take(trades: WaitingTrades): void {
    for (let i = 0; i < trades.count; i++) {
      if (this.count * COLUMNS === this.entries.length) this.#resize(this.count * 2);
      const at = this.offset(this.count);
      const volume = trades.price(i) * trades.size(i);
      const entries = this.entries;
      entries[at + ARRIVAL_COLUMN] = trades.arrivalNs(i);
      entries[at + VOLUME_COLUMN] = volume;
      entries[at + SELL_COLUMN] = trades.isSell(i) ? volume : 0;
      entries[at + BUY_COLUMN] = trades.isBuy(i) ? volume : 0;
      this.count += 1;
      this.addToSums(at);
    }
  }

  /** Drops what has become too old and writes count and volumes. */
  evaluate(now: Instant, row: Row): void {
    const threshold = (now[0] as number) - this.#lengthNs;
    let expired = 0;
    while (expired < this.count && (this.entries[this.offset(expired)] as number) <= threshold) expired += 1;
    if (expired > 0) {
      this.expire(expired);
      const capacity = this.entries.length / COLUMNS;
      if (capacity > MIN_CAPACITY && this.count * SHRINK_BELOW < capacity) this.#resize(capacity / 2);
    }
    row[TRADE_COUNT] = this.count;
    this.writeSums(row);
  }

  /** The newest entry, at offset `at`, came. */
  protected abstract addToSums(at: number): void;
  /** Removes the oldest `expired` entries from ring and sums. */
  protected abstract expire(expired: number): void;
  protected abstract writeSums(row: Row): void;

  /** Offset of the i-th oldest entry. */
  protected offset(i: number): number {
    return ((this.head + i) * COLUMNS) & (this.entries.length - 1);
  }

  protected advanceHead(by: number): void {
    this.head = (this.head + by) & (this.entries.length / COLUMNS - 1);
    this.count -= by;
  }

  #resize(capacity: number): void {
    const entries = new Float64Array(capacity * COLUMNS);
    for (let i = 0; i < this.count; i++) {
      const from = this.offset(i);
      for (let column = 0; column < COLUMNS; column++) {
        entries[i * COLUMNS + column] = this.entries[from + column] as number;
      }
    }
    this.entries = entries;
    this.head = 0;
  }
}
