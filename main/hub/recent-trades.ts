import type { Trade } from '../../engine/trade.ts';

/** The newest trades, up to a fixed number. */
export interface RecentTrades {
  /** Takes trades, oldest first; older ones give way. */
  add(trades: readonly Trade[]): void;
  /** What is kept, oldest first, as a copy. */
  list(): Trade[];
}

export function createRecentTrades(capacity: number): RecentTrades {
  const ring: Trade[] = [];
  let next = 0;
  return {
    add(trades) {
      for (let i = Math.max(0, trades.length - capacity); i < trades.length; i += 1) {
        ring[next] = trades[i] as Trade;
        next = (next + 1) % capacity;
      }
    },
    list() {
      return ring.length < capacity ? ring.slice() : [...ring.slice(next), ...ring.slice(0, next)];
    },
  };
}
