const BUCKET_MS = 100;
const WINDOW_MS = 10_000;
const BUCKETS = WINDOW_MS / BUCKET_MS;
const SHORTEST_MS = 1_000;

/** Trades per second over the last 10 s; over the time since the start while that is shorter, but at least 1 s. */
export interface TradeRate {
  add(trades: number): void;
  perSecond(): number;
}

/** `nowMs` is any clock that never goes back. */
export function createTradeRate(nowMs: () => number): TradeRate {
  const counts = new Float64Array(BUCKETS);
  const bucketOf = new Float64Array(BUCKETS).fill(Number.NEGATIVE_INFINITY);
  const startMs = nowMs();
  return {
    add(trades) {
      const bucket = Math.floor(nowMs() / BUCKET_MS);
      const slot = bucket % BUCKETS;
      if (bucketOf[slot] !== bucket) {
        bucketOf[slot] = bucket;
        counts[slot] = 0;
      }
      counts[slot] = (counts[slot] as number) + trades;
    },
    perSecond() {
      const now = nowMs();
      const oldest = Math.floor(now / BUCKET_MS) - BUCKETS;
      let sum = 0;
      for (let slot = 0; slot < BUCKETS; slot += 1) {
        if ((bucketOf[slot] as number) > oldest) sum += counts[slot] as number;
      }
      const bucketsMs = WINDOW_MS - BUCKET_MS + (now % BUCKET_MS);
      const spanMs = Math.min(bucketsMs, Math.max(SHORTEST_MS, now - startMs));
      return sum / (spanMs / 1_000);
    },
  };
}
