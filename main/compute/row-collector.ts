import type { StatisticsBatch } from '../../engine/engine.ts';
import type { ColumnBlock } from '../parquet/column-values.ts';
import type { Cell, OutputColumns } from './output-columns.ts';

/** Copies rows out of the engine's batches until somebody writes them. */
export class RowCollector {
  readonly #output: OutputColumns;
  readonly #originNs: bigint;
  readonly #pairs = new Set<string>();
  #values: Cell[][];
  #length = 0;
  #rows = 0;

  constructor(output: OutputColumns, originNs: bigint) {
    this.#output = output;
    this.#originNs = originNs;
    this.#values = output.columns.map(() => []);
  }

  /** Rows that wait to be written. */
  get length(): number {
    return this.#length;
  }

  /** Rows of all time, and pairs among them. */
  get total(): { readonly rows: number; readonly pairs: number } {
    return { rows: this.#rows, pairs: this.#pairs.size };
  }

  append(batch: StatisticsBatch): void {
    const cell = this.#output.cellsOf(batch, this.#originNs + BigInt(batch.timeNs));
    for (const [column, values] of this.#values.entries()) {
      for (let row = 0; row < batch.length; row++) values.push(cell(column, row));
    }
    for (let row = 0; row < batch.length; row++) this.#pairs.add(batch.pairs[row] as string);
    this.#length += batch.length;
    this.#rows += batch.length;
  }

  /** Hands the waiting rows over. */
  take(): ColumnBlock {
    const block = { length: this.#length, values: this.#values };
    this.#values = this.#output.columns.map(() => []);
    this.#length = 0;
    return block;
  }
}
