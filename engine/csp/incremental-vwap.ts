import { type Row, VWAP } from '../row.ts';
import type { Trade } from '../trade.ts';
import { MIN_WEIGHT, type VwapWindow } from '../vwap-window.ts';

/**
 * CSP's incremental weighted mean over its tick window (csp/cpp/csp/cppnodes/statsimpl.h: WeightedMean,
 * _generic_tick_window_updates), in the same order of operations:
 * trades wait until the tick; then the waiting ones are added, oldest first, and those that left the window are removed,
 * oldest first. Waiting trades beyond `length` are never added. The very first trade is added at once.
 */
export class IncrementalVwap implements VwapWindow {
  readonly #length: number;
  /** The trades behind mean and weight, and those that wait for the tick: price and size by turns, oldest overwritten. */
  readonly #added: TradeRing;
  readonly #waiting: TradeRing;
  /** Weighted mean, and total weight. */
  readonly #state = new Float64Array(2);
  #isFirst = true;

  constructor(length: number) {
    this.#length = length;
    this.#added = new TradeRing(length);
    this.#waiting = new TradeRing(length);
  }

  add(trade: Trade): void {
    this.#waiting.push(trade.price, trade.size);
    if (this.#isFirst) {
      this.#isFirst = false;
      this.#update();
    }
  }

  reset(): void {
    this.#added.clear();
    this.#waiting.clear();
    this.#state.fill(0);
  }

  evaluate(row: Row): void {
    if (this.#waiting.count > 0) this.#update();
    row[VWAP] = (this.#state[1] as number) > MIN_WEIGHT ? (this.#state[0] as number) : Number.NaN;
  }

  #update(): void {
    const added = this.#added;
    const waiting = this.#waiting;
    let mean = this.#state[0] as number;
    let weight = this.#state[1] as number;
    for (let i = 0; i < waiting.count; i++) {
      const size = waiting.size(i);
      weight += size;
      if (weight > MIN_WEIGHT) mean += (waiting.price(i) * size - size * mean) / weight;
    }
    const expired = Math.max(0, added.count + waiting.count - this.#length);
    for (let i = 0; i < expired; i++) {
      const size = added.size(i);
      weight -= size;
      if (weight > MIN_WEIGHT) {
        mean -= (added.price(i) * size - size * mean) / weight;
      } else {
        mean = 0;
        weight = 0;
      }
    }
    this.#state[0] = mean;
    this.#state[1] = weight;
    for (let i = 0; i < waiting.count; i++) added.push(waiting.price(i), waiting.size(i));
    waiting.clear();
  }
}

/** The last `length` trades, prices and sizes. */
class TradeRing {
  readonly #values: Float64Array;
  #next = 0;
  count = 0;

  constructor(length: number) {
    this.#values = new Float64Array(length * 2);
  }

  push(price: number, size: number): void {
    this.#values[this.#next] = price;
    this.#values[this.#next + 1] = size;
    this.#next = this.#next + 2 === this.#values.length ? 0 : this.#next + 2;
    if (this.count * 2 < this.#values.length) this.count += 1;
  }

  /** Price of the i-th oldest trade. */
  price(i: number): number {
    return this.#values[this.#offset(i)] as number;
  }

  size(i: number): number {
    return this.#values[this.#offset(i) + 1] as number;
  }

  clear(): void {
    this.count = 0;
  }

  #offset(i: number): number {
    const offset = this.#next - (this.count - i) * 2;
    return offset < 0 ? offset + this.#values.length : offset;
  }
}
