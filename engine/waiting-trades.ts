import type { Instant } from './time.ts';
import type { Trade } from './trade.ts';

const ARRIVAL = 0;
const PRICE = 1;
const SIZE = 2;
const SIDE = 3;
const TRADE_TIME = 4;
const COLUMNS = 5;

/** What the column of sides holds: the codes of the original system. */
const SELL = 1;
const BUY = 2;

const MIN_CAPACITY = 4;
/** Space is given back when less than 1 in this many is used. */
const SHRINK_BELOW = 16;

/**
 * Trades of one pair that came since the last tick. All windows take them at the next tick, oldest first: the order of
 * operations that the original has too. Columns in one array keep a trade's way into the engine short.
 */
export class WaitingTrades {
  count = 0;
  #entries = new Float64Array(MIN_CAPACITY * COLUMNS);
  /** Arrival and exchange time of the newest trade of all. */
  #lastArrivalNs = 0;
  #lastTradeTimeMs = Number.NaN;

  /** Takes a trade that arrives now. */
  add(now: Instant, trade: Trade): void {
    const at = this.count * COLUMNS;
    if (at === this.#entries.length) this.#resize(this.#entries.length * 2);
    const entries = this.#entries;
    entries[at + ARRIVAL] = now[0] as number;
    entries[at + PRICE] = trade.price;
    entries[at + SIZE] = trade.size;
    entries[at + SIDE] = trade.side === 'sell' ? SELL : trade.side === 'buy' ? BUY : 0;
    entries[at + TRADE_TIME] = trade.tradeTimeMs;
    this.count += 1;
  }

  arrivalNs(i: number): number {
    return this.#entries[i * COLUMNS + ARRIVAL] as number;
  }

  price(i: number): number {
    return this.#entries[i * COLUMNS + PRICE] as number;
  }

  size(i: number): number {
    return this.#entries[i * COLUMNS + SIZE] as number;
  }

  isSell(i: number): boolean {
    return this.#entries[i * COLUMNS + SIDE] === SELL;
  }

  isBuy(i: number): boolean {
    return this.#entries[i * COLUMNS + SIDE] === BUY;
  }

  /** Arrival of the newest trade, waiting or not. */
  get lastArrivalNs(): number {
    return this.count > 0 ? this.arrivalNs(this.count - 1) : this.#lastArrivalNs;
  }

  /** Exchange time of the newest trade, waiting or not, Unix milliseconds. */
  get lastTradeTimeMs(): number {
    return this.count > 0 ? (this.#entries[(this.count - 1) * COLUMNS + TRADE_TIME] as number) : this.#lastTradeTimeMs;
  }

  /** Forgets the trades: every window has taken them. */
  clear(): void {
    if (this.count === 0) return;
    this.#lastArrivalNs = this.lastArrivalNs;
    this.#lastTradeTimeMs = this.lastTradeTimeMs;
    const used = this.count * COLUMNS;
    const length = this.#entries.length;
    this.count = 0;
    if (length > MIN_CAPACITY * COLUMNS && used * SHRINK_BELOW < length) this.#resize(length / 2);
  }

  #resize(length: number): void {
    const entries = new Float64Array(length);
    entries.set(this.#entries.subarray(0, this.count * COLUMNS));
    this.#entries = entries;
  }
}
