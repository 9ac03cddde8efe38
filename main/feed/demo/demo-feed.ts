import type { Trade } from '../../../engine/trade.ts';
import type { Clock } from '../../clock.ts';
import type { Feed, FeedEvents, FeedState, FeedStatus } from '../feed.ts';
import { DEMO_PAIRS, DEMO_TRADES_PER_SECOND, Market } from './market.ts';

export interface DemoFeedOptions {
  readonly clock: Clock;
  /** Default 1: every run shows the same market. */
  readonly seed?: number;
  readonly pairs?: number;
  readonly tradesPerSecond?: number;
}

const DELIVER_EVERY_MS = 25;
/** The market is this far behind the clock, so that the first trades are there at once. */
const HEAD_START_US = 400_000;
/** After sleep the market goes on from now: it does not make up hours of trades at once. */
const MAX_CATCH_UP_US = 2_000_000;
const SLEPT = 'the computer slept, or was too busy to simulate the market';

/** The simulated market as a feed, on the given clock: live as soon as it is started. */
export function createDemoFeed(options: DemoFeedOptions): Feed {
  return new DemoFeed(options);
}

class DemoFeed implements Feed {
  readonly #options: DemoFeedOptions;
  readonly #counters = { trades: 0, outOfOrder: 0, sideless: 0, gaps: 0 };
  #events: FeedEvents | null = null;
  #market: Market | null = null;
  #timer: NodeJS.Timeout | null = null;
  #state: FeedState = 'idle';
  /** Why it is held; null = it is not. */
  #holdReason: string | null = null;
  #deliveredUs = 0;
  #lastTradeUs: number | null = null;
  #lastTradeTimeMs = 0;

  constructor(options: DemoFeedOptions) {
    this.#options = options;
  }

  start(events: FeedEvents): void {
    if (this.#events !== null) return;
    this.#events = events;
    this.#deliveredUs = this.nowUs();
    this.#market = new Market({
      seed: this.#options.seed ?? 1,
      pairs: this.#options.pairs ?? DEMO_PAIRS,
      tradesPerSecond: this.#options.tradesPerSecond ?? DEMO_TRADES_PER_SECOND,
      startUs: this.#deliveredUs - HEAD_START_US,
    });
    this.#run();
  }

  async stop(): Promise<void> {
    this.#halt();
    this.#events = null;
    this.#holdReason = null;
  }

  hold(reason: string): void {
    if (this.#events === null || this.#holdReason !== null) return;
    this.#holdReason = reason;
    this.#halt();
    this.#events.onStatus(this.status());
  }

  release(): void {
    const reason = this.#holdReason;
    if (this.#market === null || reason === null) return;
    this.#holdReason = null;
    this.#skipOutage(this.#market, this.nowUs(), reason);
    this.#run();
  }

  /** There is no connection. */
  reconnect(): void {}

  #run(): void {
    this.#state = 'live';
    this.#events?.onStatus(this.status());
    this.#timer = setInterval(() => this.#deliver(), DELIVER_EVERY_MS);
  }

  #halt(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#state = 'stopped';
  }

  nowUs(): number {
    return this.#options.clock.nowUs();
  }

  status(): FeedStatus {
    const lastTradeMs = this.#lastTradeUs === null ? null : this.#lastTradeUs / 1_000;
    return {
      kind: 'demo',
      state: this.#state,
      source: 'simulated market',
      detail: this.#state === 'live' ? 'Simulated trades, not real prices.' : this.#holdReason,
      warning: null,
      lastTradeMs,
      lastFrameMs: lastTradeMs,
      clockSkewMs: null,
      counters: { ...this.#counters, frames: 0, duplicates: 0, malformed: 0, ignored: 0, reconnects: 0 },
    };
  }

  #deliver(): void {
    if (this.#events === null || this.#market === null) return;
    const nowUs = this.nowUs();
    if (nowUs - this.#deliveredUs > MAX_CATCH_UP_US) this.#skipOutage(this.#market, nowUs, SLEPT);
    this.#deliveredUs = nowUs;
    const trades = this.#market.advance(nowUs, nowUs);
    if (trades.length === 0) return;
    this.#count(trades);
    this.#lastTradeUs = nowUs;
    this.#events.onTrades(trades);
  }

  #skipOutage(market: Market, nowUs: number, reason: string): void {
    market.skipTo(nowUs - HEAD_START_US);
    this.#deliveredUs = nowUs;
    this.#counters.gaps += 1;
    this.#events?.onGap({
      fromUs: this.#lastTradeUs,
      toUs: nowUs,
      reason,
      reconnects: 0,
    });
  }

  #count(trades: readonly Trade[]): void {
    this.#counters.trades += trades.length;
    for (const trade of trades) {
      if (trade.side === 'unknown') this.#counters.sideless += 1;
      if (trade.tradeTimeMs < this.#lastTradeTimeMs) this.#counters.outOfOrder += 1;
      this.#lastTradeTimeMs = trade.tradeTimeMs;
    }
  }
}
