import { performance } from 'node:perf_hooks';
import type { Trade } from '../../../engine/trade.ts';
import { ClockSkew } from './clock-skew.ts';
import { RecentIds } from './recent-ids.ts';
import { ReconnectOverlap } from './reconnect-overlap.ts';

/** What happens to parsed trades before they leave the feed: repeats are taken out, the rest is counted and measured. */
export class TradeIntake {
  readonly skew = new ClockSkew();
  readonly counters = { trades: 0, duplicates: 0, outOfOrder: 0 };
  readonly #recentIds = new RecentIds();
  readonly #overlap = new ReconnectOverlap();
  #lastTradeTimeMs = 0;

  /** Leaves only new trades in the array, in their order. */
  accept(trades: Trade[]): void {
    const nowMs = performance.now();
    let kept = 0;
    for (let i = 0; i < trades.length; i++) {
      const trade = trades[i] as Trade;
      const { tradeId } = trade;
      const isNew =
        tradeId === null ? this.#overlap.add(trade) : this.#recentIds.add(trade.pair, trade.exchange, tradeId, nowMs);
      if (!isNew) continue;
      if (trade.tradeTimeMs < this.#lastTradeTimeMs) this.counters.outOfOrder += 1;
      this.#lastTradeTimeMs = trade.tradeTimeMs;
      this.skew.add(trade.receivedTimeUs / 1_000 - trade.tradeTimeMs);
      if (kept !== i) trades[kept] = trade;
      kept += 1;
    }
    this.counters.trades += kept;
    if (kept === trades.length) return;
    this.counters.duplicates += trades.length - kept;
    trades.length = kept;
  }

  /** A connection ended: from here on trades may repeat those before. */
  startNewConnection(): void {
    this.#overlap.startNewConnection();
  }
}
