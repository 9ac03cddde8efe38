import type { StatisticsBatch } from './engine.ts';
import { STATISTIC_NAMES, type StatisticName } from './schema.ts';
import type { Ticker } from './ticker.ts';

/** Columns of rows that are filled again for every instant; they grow and are never given up. */
export class BatchBuilder implements StatisticsBatch {
  timeNs = 0;
  length = 0;
  readonly pairs: string[] = [];
  readonly values: Record<StatisticName, Float64Array>;
  lastTradeTimeMs: Float64Array = new Float64Array(0);
  partial = new Uint8Array(0);
  partial5m = new Uint8Array(0);
  afterReset = new Uint8Array(0);
  /** `values` in the order of a ticker's row. */
  #columns: Float64Array[];
  readonly #keepInfinity: boolean;

  /** With `keepInfinity` the infinities of the original stay; otherwise a value that is not finite is undefined. */
  constructor(keepInfinity: boolean) {
    this.#keepInfinity = keepInfinity;
    this.#columns = STATISTIC_NAMES.map(() => new Float64Array(0));
    this.values = Object.fromEntries(STATISTIC_NAMES.map((name, i) => [name, this.#columns[i]])) as typeof this.values;
  }

  start(timeNs: number): void {
    this.timeNs = timeNs;
    this.length = 0;
  }

  append(ticker: Ticker): void {
    const at = this.length;
    if (at === this.lastTradeTimeMs.length) this.#grow();
    const columns = this.#columns;
    const row = ticker.row;
    for (let i = 0; i < columns.length; i++) {
      const value = row[i] as number;
      (columns[i] as Float64Array)[at] = this.#keepInfinity || value - value === 0 ? value : Number.NaN;
    }
    this.pairs[at] = ticker.pair;
    this.lastTradeTimeMs[at] = ticker.lastTradeTimeMs;
    this.afterReset[at] = ticker.wasReset ? 1 : 0;
    ticker.wasReset = false;
    this.length = at + 1;
  }

  finish(isPartial: boolean, isPartial5m: boolean): StatisticsBatch {
    this.partial.fill(isPartial ? 1 : 0, 0, this.length);
    this.partial5m.fill(isPartial5m ? 1 : 0, 0, this.length);
    return this;
  }

  #grow(): void {
    const capacity = Math.max(16, this.length * 2);
    this.#columns = this.#columns.map((column) => larger(column, capacity));
    STATISTIC_NAMES.forEach((name, i) => {
      this.values[name] = this.#columns[i] as Float64Array;
    });
    this.lastTradeTimeMs = larger(this.lastTradeTimeMs, capacity);
    const afterReset = new Uint8Array(capacity);
    afterReset.set(this.afterReset);
    this.afterReset = afterReset;
    this.partial = new Uint8Array(capacity);
    this.partial5m = new Uint8Array(capacity);
  }
}

function larger(column: Float64Array, capacity: number): Float64Array {
  const copy = new Float64Array(capacity);
  copy.set(column);
  return copy;
}
