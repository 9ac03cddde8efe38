/** Every time constant of the client; tests inject shorter ones. */
export interface PolygonTimings {
  /** For each of: open, `connected`, answer to auth, confirmation of the subscription. */
  readonly stepTimeoutMs: number;
  readonly pingEveryMs: number;
  /** No frame and no pong for this long: the connection is dead. */
  readonly deadAfterMs: number;
  /** No trade on `XT.*` for this long while live: warn, then reconnect. */
  readonly warnNoTradeMs: number;
  readonly reconnectNoTradeMs: number;
  readonly backoffFloorMs: number;
  readonly backoffBaseMs: number;
  readonly backoffCapMs: number;
  /** Back-off starts anew only after this long live with data; opening or authenticating proves nothing. */
  readonly stableAfterMs: number;
  /** Least wait after the account's connection limit was hit: two programs with one key evict each other. */
  readonly connectionLimitWaitMs: number;
  /** How often deadlines are looked at. */
  readonly tickMs: number;
  /** How long `stop` waits for the server to answer the close frame. */
  readonly closeGraceMs: number;
}

export const POLYGON_TIMINGS: PolygonTimings = {
  stepTimeoutMs: 10_000,
  pingEveryMs: 20_000,
  deadAfterMs: 40_000,
  warnNoTradeMs: 15_000,
  reconnectNoTradeMs: 60_000,
  backoffFloorMs: 250,
  backoffBaseMs: 1_000,
  backoffCapMs: 60_000,
  stableAfterMs: 30_000,
  connectionLimitWaitMs: 60_000,
  tickMs: 250,
  closeGraceMs: 500,
};

/** Full jitter: a random wait up to a bound that doubles with every attempt, so that many clients do not return together. */
export function backoffMs(attempt: number, timings: PolygonTimings, random: () => number = Math.random): number {
  const bound = Math.min(timings.backoffCapMs, timings.backoffBaseMs * 2 ** attempt);
  return Math.max(timings.backoffFloorMs, random() * bound);
}
