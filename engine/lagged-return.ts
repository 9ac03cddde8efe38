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
    const history = this.#history;
    const before = history[this.#next] as number;
    history[this.#next] = value;
    this.#next = this.#next + 1 === history.length ? 0 : this.#next + 1;
    if (this.#filled < history.length) {
      this.#filled += 1;
      return;
    }
    this.emitted = true;
    const difference = value - before;
    if (this.#original) {
      row[RETURN] = difference / (value + difference);
    } else {
      row[RETURN] = difference / before;
      if (!Number.isFinite(row[RETURN])) row[RETURN] = Number.NaN;
    }
  }

  /** Lets so many ticks pass without a value. */
  skip(ticks: number): void {
    const length = this.#history.length;
    for (let i = 0; i < Math.min(ticks, length); i++) {
      this.#history[(this.#next + i) % length] = Number.NaN;
    }
    this.#next = (this.#next + ticks) % length;
    this.#filled = Math.min(length, this.#filled + ticks);
  }
}
