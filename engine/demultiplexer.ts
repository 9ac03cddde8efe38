import type { EngineConfig } from './config.ts';
import { Ticker } from './ticker.ts';
import type { Instant } from './time.ts';

/** Finds the ticker of a pair, makes it with the pair's first trade, and forgets idle ones. */
export class Demultiplexer {
  readonly #config: EngineConfig;
  readonly #byPair = new Map<string, Ticker>();
  #tickers: Ticker[] = [];
  #created = 0;

  constructor(config: EngineConfig) {
    this.#config = config;
  }

  /** In order of appearance; a pair that was forgotten and comes back is new. */
  get tickers(): readonly Ticker[] {
    return this.#tickers;
  }

  find(pair: string): Ticker | undefined {
    return this.#byPair.get(pair);
  }

  create(pair: string, now: Instant): Ticker {
    const ticker = new Ticker(pair, this.#created, now, this.#config);
    this.#created += 1;
    this.#byPair.set(pair, ticker);
    this.#tickers.push(ticker);
    return ticker;
  }

  /** Forgets every pair whose last trade arrived at or before an instant. */
  evict(lastArrivalNs: number): void {
    for (const ticker of this.#tickers) {
      if (ticker.lastArrivalNs <= lastArrivalNs) this.#byPair.delete(ticker.pair);
    }
    this.#tickers = this.#tickers.filter((ticker) => ticker.lastArrivalNs > lastArrivalNs);
  }
}
