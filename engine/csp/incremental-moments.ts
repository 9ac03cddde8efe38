import type { MomentsColumns, MomentsWindow } from '../moments-window.ts';
import type { Row } from '../row.ts';

/**
 * CSP's incremental mean and variance (csp/cpp/csp/cppnodes/statsimpl.h: Mean, Variance), in the same order of operations:
 * the new value is added, then the expired one removed. Cancellation and its traces are part of parity.
 */
export class IncrementalMoments implements MomentsWindow {
  readonly #columns: MomentsColumns;
  /** The last values; NaN where there was none. */
  readonly #values: Float64Array;
  #next = 0;
  #count = 0;
  /** How many of the last values added were equal, and to what: a window of equal values has deviation 0 exactly. */
  #equal = 0;
  /** Mean of Mean, mean of Variance, sum of squared deviations of Variance, last value added. */
  readonly #state = new Float64Array(4);

  constructor(length: number, columns: MomentsColumns) {
    this.#columns = columns;
    this.#values = new Float64Array(length).fill(Number.NaN);
  }

  evaluate(row: Row): void {
    this.#push(row[this.#columns.of] as number);
    const count = this.#count;
    row[this.#columns.mean] = count > 0 ? (this.#state[0] as number) : Number.NaN;
    row[this.#columns.sd] = count > 1 ? Math.sqrt(this.#variance()) : Number.NaN;
  }

  skip(ticks: number): void {
    for (let i = 0; i < Math.min(ticks, this.#values.length); i++) this.#push(Number.NaN);
  }

  #variance(): number {
    const squares = this.#state[2] as number;
    if (this.#equal >= this.#count || squares < 0) return 0;
    return squares / (this.#count - 1);
  }

  #push(value: number): void {
    const expired = this.#values[this.#next] as number;
    this.#values[this.#next] = value;
    this.#next = this.#next + 1 === this.#values.length ? 0 : this.#next + 1;
    if (!Number.isNaN(value)) this.#add(value);
    if (!Number.isNaN(expired)) this.#remove(expired);
  }

  #add(value: number): void {
    const state = this.#state;
    this.#equal = this.#equal > 0 && value === state[3] ? this.#equal + 1 : 1;
    state[3] = value;
    this.#count += 1;
    state[0] = (state[0] as number) + (value - (state[0] as number)) / this.#count;
    const delta = value - (state[1] as number);
    const mean = (state[1] as number) + delta / this.#count;
    state[1] = mean;
    state[2] = (state[2] as number) + (value - mean) * delta;
  }

  #remove(value: number): void {
    const state = this.#state;
    this.#count -= 1;
    if (this.#count === 0) {
      state[0] = 0;
      state[1] = 0;
      state[2] = 0;
      return;
    }
    state[0] = (state[0] as number) + ((state[0] as number) - value) / this.#count;
    const delta = value - (state[1] as number);
    const mean = (state[1] as number) - delta / this.#count;
    state[1] = mean;
    state[2] = (state[2] as number) - (value - mean) * delta;
  }
}
