import { type Row, VWAP } from '../row.ts';
import { MIN_WEIGHT, type VwapWindow } from '../vwap-window.ts';
import type { WaitingTrades } from '../waiting-trades.ts';

/**
 * CSP's incremental weighted mean over its tick window (csp/cpp/csp/cppnodes/statsimpl.h: WeightedMean,
 * _generic_tick_window_updates), in the same order of operations: at a tick the new trades are added, oldest first, then
 * those that left the window are removed, oldest first. Of more than `length` new ones only the last are ever added.
 * The very first trade is added at once, alone.
 */
export class IncrementalVwap implements VwapWindow {
  readonly #length: number;
  /** The last trades, price and size by turns; `#next` is where the next one goes. */
  readonly #trades: Float64Array;
  #next = 0;
  #count = 0;
  /** Weighted mean, and total weight. */
  readonly #state = new Float64Array(2);
  #isFirst = true;

  constructor(length: number) {
    this.#length = length;
    this.#trades = new Float64Array(length * 2);
  }

  take(trades: WaitingTrades): void {
    let from = 0;
    if (this.#isFirst) {
      this.#isFirst = false;
      this.#takeRange(trades, 0, 1);
      from = 1;
    }
    this.#takeRange(trades, Math.max(from, trades.count - this.#length), trades.count);
  }

  reset(): void {
    this.#count = 0;
    this.#state.fill(0);
  }

  evaluate(row: Row): void {
    row[VWAP] = this.#state[0] as number;
    if (!((this.#state[1] as number) > MIN_WEIGHT)) row[VWAP] = Number.NaN;
  }

  #takeRange(trades: WaitingTrades, from: number, to: number): void {
    let mean = this.#state[0] as number;
    let weight = this.#state[1] as number;
    for (let i = from; i < to; i++) {
      const size = trades.size(i);
      weight += size;
      if (weight > MIN_WEIGHT) mean += (trades.price(i) * size - size * mean) / weight;
    }
    const expired = Math.max(0, this.#count + to - from - this.#length);
    for (let i = 0; i < expired; i++) {
      const at = this.#offset(i);
      const size = this.#trades[at + 1] as number;
      weight -= size;
      if (weight > MIN_WEIGHT) {
        mean -= ((this.#trades[at] as number) * size - size * mean) / weight;
      } else {
        mean = 0;
        weight = 0;
      }
    }
    this.#state[0] = mean;
    this.#state[1] = weight;
    for (let i = from; i < to; i++) this.#keep(trades, i);
  }

  /** Stores a trade, in the place of the oldest if there is no other. */
  #keep(trades: WaitingTrades, i: number): void {
    this.#trades[this.#next] = trades.price(i);
    this.#trades[this.#next + 1] = trades.size(i);
    this.#next = this.#next + 2 === this.#trades.length ? 0 : this.#next + 2;
    if (this.#count < this.#length) this.#count += 1;
  }

  /** Offset of the i-th oldest trade. */
  #offset(i: number): number {
    const offset = this.#next - (this.#count - i) * 2;
    return offset < 0 ? offset + this.#trades.length : offset;
  }
}
