import type { MomentsColumns, MomentsWindow } from '../moments-window.ts';
import type { Row } from '../row.ts';

/** Columns of one slot of the last block: count, mean and sum of squared deviations of all from this slot to its end. */
const COLUMNS = 3;

/**
 * Mean and deviation over the last `length` ticks without removing anything. Values come in blocks of `length`; when a
 * block is full, each of its slots gets the moments of the values from there to the block's end. The window is then always
 * such a suffix of the last block, plus what came in this block, merged with the formula of Chan, Golub and LeVeque
 * ("Updating formulae and a pairwise algorithm for computing sample variances", 1979). All terms are positive, so
 * nothing cancels and an outlier leaves no trace once it is out.
 */
export class ExactMoments implements MomentsWindow {
  readonly #length: number;
  readonly #columns: MomentsColumns;
  readonly #slots: Float64Array;
  /** Moments of this block so far: count, mean, sum of squared deviations. */
  readonly #recent = new Float64Array(COLUMNS);
  /** Slot of the next value in this block. */
  #next = 0;
  /** Is there a block before this one? */
  #hasBlock = false;

  /** Windows of different `phase` close their blocks at different ticks, so that many pairs do not do it in the same one. */
  constructor(length: number, columns: MomentsColumns, phase = 0) {
    this.#length = length;
    this.#columns = columns;
    this.#slots = new Float64Array(length * COLUMNS).fill(Number.NaN);
    this.#next = phase % length;
  }

  evaluate(row: Row): void {
    this.#push(row);
    let count = this.#recent[0] as number;
    let mean = this.#recent[1] as number;
    let squares = this.#recent[2] as number;
    // After the last slot of a block the window is this block alone.
    const at = this.#next * COLUMNS;
    if (this.#hasBlock && this.#next < this.#length && (this.#slots[at] as number) > 0) {
      const olderCount = this.#slots[at] as number;
      const olderMean = this.#slots[at + 1] as number;
      const delta = mean - olderMean;
      const total = count + olderCount;
      mean = olderMean + (delta * count) / total;
      squares += (this.#slots[at + 2] as number) + delta * delta * ((count * olderCount) / total);
      count = total;
    }
    row[this.#columns.mean] = mean;
    row[this.#columns.sd] = Math.sqrt(squares / (count - 1));
    if (count < 1) row[this.#columns.mean] = Number.NaN;
    if (count < 2) row[this.#columns.sd] = Number.NaN;
    if (this.#next === this.#length) this.#closeBlock();
  }

  skip(ticks: number): void {
    for (let i = 0; i < Math.min(ticks, 2 * this.#length); i++) {
      this.#slots[this.#next * COLUMNS] = Number.NaN;
      this.#next += 1;
      if (this.#next === this.#length) this.#closeBlock();
    }
  }

  #push(row: Row): void {
    const value = row[this.#columns.of] as number;
    this.#slots[this.#next * COLUMNS] = value;
    this.#next += 1;
    if (Number.isNaN(value)) return;
    const recent = this.#recent;
    const count = (recent[0] as number) + 1;
    const mean = recent[1] as number;
    const delta = value - mean;
    const newMean = mean + delta / count;
    recent[0] = count;
    recent[1] = newMean;
    recent[2] = (recent[2] as number) + delta * (value - newMean);
  }

  #closeBlock(): void {
    const slots = this.#slots;
    let count = 0;
    let mean = 0;
    let squares = 0;
    for (let at = (this.#length - 1) * COLUMNS; at >= 0; at -= COLUMNS) {
      const value = slots[at] as number;
      if (!Number.isNaN(value)) {
        count += 1;
        const delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
      }
      slots[at] = count;
      slots[at + 1] = mean;
      slots[at + 2] = squares;
    }
    this.#recent.fill(0);
    this.#next = 0;
    this.#hasBlock = true;
  }
}
