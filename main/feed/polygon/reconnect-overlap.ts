import type { Trade } from '../../../engine/trade.ts';

const REMEMBERED_TRADES = 10_000;

/**
 * Finds repeats of trades without id, but only across a reconnect: within one connection equal trades are distinct (1.8 % of
 * recorded trades equal another in every field). Counts equal trades, so that two before the reconnect hide two after it.
 */
export class ReconnectOverlap {
  readonly #ring: Trade[] = [];
  #next = 0;
  #before: Map<string, number> | null = null;

  /** To be called when a connection ends. */
  startNewConnection(): void {
    this.#before = new Map();
    for (const trade of this.#ring) {
      const key = keyOf(trade);
      this.#before.set(key, (this.#before.get(key) ?? 0) + 1);
    }
  }

  /** True if the trade is new; false if it repeats one of an earlier connection. */
  add(trade: Trade): boolean {
    if (this.#before !== null && this.#before.size > 0) {
      const key = keyOf(trade);
      const left = this.#before.get(key);
      if (left !== undefined) {
        if (left === 1) this.#before.delete(key);
        else this.#before.set(key, left - 1);
        return false;
      }
    }
    this.#ring[this.#next] = trade;
    this.#next = (this.#next + 1) % REMEMBERED_TRADES;
    return true;
  }
}

const keyOf = (trade: Trade): string =>
  `${trade.pair}|${trade.exchange}|${trade.tradeTimeMs}|${trade.price}|${trade.size}|${trade.side}`;
