import { BUY_VOLUME, type Row, SELL_VOLUME, VOLUME } from '../row.ts';
import { BUY_COLUMN, SELL_COLUMN, TradeWindow, VOLUME_COLUMN } from '../trade-window.ts';

/**
 * Volumes of a sliding window without a subtraction ("two stacks in a queue"): the oldest `suffixes` entries hold, instead
 * of their own volumes, the sum from themselves to the newest of those entries; what came later is summed in `recent`.
 * When the last suffix has expired, suffixes are made of all that is left: O(1) per trade on average. So no residue of
 * an expired trade survives, an empty window is exactly 0, and the error is a few ulps of the sum itself.
 */
export class ExactSums extends TradeWindow {
  #suffixes = 0;
  /** Sums of the entries behind the suffixes: all, sell, buy. */
  readonly #recent = new Float64Array(3);

  protected override addToSums(at: number): void {
    const recent = this.#recent;
    recent[0] = (recent[0] as number) + (this.entries[at + VOLUME_COLUMN] as number);
    recent[1] = (recent[1] as number) + (this.entries[at + SELL_COLUMN] as number);
    recent[2] = (recent[2] as number) + (this.entries[at + BUY_COLUMN] as number);
  }

  protected override expire(expired: number): void {
    this.advanceHead(expired);
    if (expired <= this.#suffixes) this.#suffixes -= expired;
    else this.#makeSuffixes();
  }

  protected override writeSums(row: Row): void {
    const recent = this.#recent;
    const entries = this.entries;
    const has = this.#suffixes > 0;
    const at = this.offset(0);
    row[VOLUME] = (recent[0] as number) + (has ? (entries[at + VOLUME_COLUMN] as number) : 0);
    row[SELL_VOLUME] = (recent[1] as number) + (has ? (entries[at + SELL_COLUMN] as number) : 0);
    row[BUY_VOLUME] = (recent[2] as number) + (has ? (entries[at + BUY_COLUMN] as number) : 0);
  }

  #makeSuffixes(): void {
    const entries = this.entries;
    let volume = 0;
    let sell = 0;
    let buy = 0;
    for (let i = this.count - 1; i >= 0; i--) {
      const at = this.offset(i);
      volume += entries[at + VOLUME_COLUMN] as number;
      sell += entries[at + SELL_COLUMN] as number;
      buy += entries[at + BUY_COLUMN] as number;
      entries[at + VOLUME_COLUMN] = volume;
      entries[at + SELL_COLUMN] = sell;
      entries[at + BUY_COLUMN] = buy;
    }
    this.#suffixes = this.count;
    this.#recent.fill(0);
  }
}
