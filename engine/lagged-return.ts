import { RETURN, type Row, VWAP } from './row.ts';

/**
 * Return of the VWAP over a fixed number of ticks, from the VWAPs themselves: standard d / V0 with d = V - V0, the true
 * return; the original computes d / (V + d). Written as a difference first: V / V0 - 1 loses digits of small returns.
 */
export class LaggedReturn {
  readonly #original: boolean;
  /** The last VWAPs, NaN where there was none. */
  readonly #history: Float64Array;
  #next = 0;
  #filled = 0;
  /** Has there been a tick with another one a full lag before it? */
  emitted = false;

  constructor(lagTicks: number, original: boolean) {
    this.#original = original;
    this.#history = new Float64Array(lagTicks).fill(Number.NaN);
  }

  evaluate(row: Row): void {
    const value = row[VWAP] as number;
    const before = this.#push(value);
    if (this.#filled < this.#history.length) {
      this.#filled += 1;
      return;
    }
    this.emitted = true;
    const difference = value - before;
    if (this.#original) {
      row[RETURN] = difference / (value + difference);
    } else {
      const result = difference / before;
      row[RETURN] = Number.isFinite(result) ? result : Number.NaN;
    }
  }

  /** Lets so many ticks pass without a value. */
  skip(ticks: number): void {
    for (let i = 0; i < Math.min(ticks, this.#history.length); i++) {
      this.#push(Number.NaN);
      if (this.#filled < this.#history.length) this.#filled += 1;
    }
  }

  /** Stores the newest value in the place of the oldest, which it returns. */
  #push(value: number): number {
    const oldest = this.#history[this.#next] as number;
    this.#history[this.#next] = value;
    this.#next = this.#next + 1 === this.#history.length ? 0 : this.#next + 1;
    return oldest;
  }
}
