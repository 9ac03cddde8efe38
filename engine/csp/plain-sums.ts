import { BUY_VOLUME, type Row, SELL_VOLUME, VOLUME } from '../row.ts';
import { BUY_COLUMN, SELL_COLUMN, TradeWindow, VOLUME_COLUMN } from '../trade-window.ts';

/**
 * The original's sums: += when a trade comes, -= when it expires. They keep residues (an empty window is about 1e-13
 * instead of 0), which parity must reproduce bit by bit.
 */
export class PlainSums extends TradeWindow {
  /** All, sell, buy. */
  readonly #sums = new Float64Array(3);

  protected override addToSums(at: number): void {
    const sums = this.#sums;
    sums[0] = (sums[0] as number) + (this.entries[at + VOLUME_COLUMN] as number);
    sums[1] = (sums[1] as number) + (this.entries[at + SELL_COLUMN] as number);
    sums[2] = (sums[2] as number) + (this.entries[at + BUY_COLUMN] as number);
  }

  protected override expire(expired: number): void {
    const sums = this.#sums;
    for (let i = 0; i < expired; i++) {
      const at = this.offset(i);
      sums[0] = (sums[0] as number) - (this.entries[at + VOLUME_COLUMN] as number);
      sums[1] = (sums[1] as number) - (this.entries[at + SELL_COLUMN] as number);
      sums[2] = (sums[2] as number) - (this.entries[at + BUY_COLUMN] as number);
    }
    this.advanceHead(expired);
  }

  protected override writeSums(row: Row): void {
    row[VOLUME] = this.#sums[0] as number;
    row[SELL_VOLUME] = this.#sums[1] as number;
    row[BUY_VOLUME] = this.#sums[2] as number;
  }
}
