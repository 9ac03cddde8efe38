import { sideCode } from '../../engine/trade.ts';
import type { OutgoingTrade } from './encode.ts';
import type { FaultName } from './faults.ts';
import type { ServedTrade } from './rest.ts';

/** Some hours of a lively market; beyond it the oldest trades are forgotten. */
const MAX_TRADES = 500_000;

/** What happened on the market, also while nobody was connected: the source of the REST interface. */
export class MarketMemory {
  readonly #faults: ReadonlySet<FaultName>;
  #trades: OutgoingTrade[] = [];
  readonly #byTicker = new Map<string, OutgoingTrade[]>();

  constructor(faults: ReadonlySet<FaultName>) {
    this.#faults = faults;
  }

  add(trades: readonly OutgoingTrade[]): void {
    for (const trade of trades) {
      this.#trades.push(trade);
      this.#index(trade);
    }
    // Seldom, because it copies everything.
    if (this.#trades.length <= 1.2 * MAX_TRADES) return;
    this.#trades = this.#trades.slice(-MAX_TRADES);
    this.#byTicker.clear();
    for (const trade of this.#trades) this.#index(trade);
  }

  /** Trades of a ticker such as X:BTCUSD in the order in which they happened. */
  tradesOf(ticker: string): ServedTrade[] {
    const served: ServedTrade[] = [];
    for (const { trade, timeMs, id, sequence } of this.#byTicker.get(ticker) ?? []) {
      served.push({
        ticker,
        price: trade.price,
        size: trade.size,
        exchange: trade.exchange,
        id: id !== null && this.#faults.has('numeric-id') ? String(sequence) : id,
        conditions: [sideCode(trade.side)],
        timeUs: timeMs * 1_000,
      });
    }
    return served;
  }

  #index(trade: OutgoingTrade): void {
    const ticker = `X:${trade.trade.pair.replace('-', '')}`;
    const known = this.#byTicker.get(ticker);
    if (known === undefined) this.#byTicker.set(ticker, [trade]);
    else known.push(trade);
  }
}
