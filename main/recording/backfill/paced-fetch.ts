import { setTimeout as delay } from 'node:timers/promises';
import { fetchTradesPage, RestError, type TradesPage } from './rest-trades.ts';

export interface PacedFetchOptions {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** At most; halved whenever the provider says that it is too much, and slowly back. */
  readonly requestsPerMinute: number;
  readonly timeoutMs: number;
  /** Pause before a failed request is repeated, growing with each failure. */
  readonly retryAfterMs: number;
  /** Told why a request is repeated, for people. */
  readonly onTrouble: (reason: string) => void;
}

/** One page, no faster than allowed; repeated while that makes sense. Throws Stop, or PageLost for a page that is not to be had any more. */
export type PacedFetch = (page: Page, signal: AbortSignal) => Promise<TradesPage>;

/** What is asked for. */
export interface Page {
  readonly pair: string;
  readonly url: string;
  /** Not the next_url of another: the provider takes it at any time. */
  readonly isFirst: boolean;
}

/** What ends a run: nothing that was asked for again would help now, or, if it is `final`, with this key. */
export class Stop extends Error {
  readonly isFinal: boolean;
  /** When the provider wants to be asked again, milliseconds from now; null = it did not say, or soon. */
  readonly retryAfterMs: number | null;

  constructor(message: string, { isFinal = false, retryAfterMs = null as number | null } = {}) {
    super(message);
    this.isFinal = isFinal;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The provider does not take a next_url (any more): cursors do not last for ever. */
export class PageLost extends Error {}

const MAX_FAILURES = 5;
const MAX_INTERVAL_MS = 60_000;
/** What each answer makes of the interval that a refusal has doubled: a limit that was met once does not slow down everything after it. */
const RECOVERY = 0.9;
/** A provider that wants a longer pause ends the run. */
const MAX_PAUSE_MS = 120_000;
const MINUTE_MS = 60_000;

export function createPacedFetch(options: PacedFetchOptions): PacedFetch {
  const { baseUrl, apiKey, timeoutMs, retryAfterMs, onTrouble } = options;
  const shortestMs = MINUTE_MS / options.requestsPerMinute;
  let intervalMs = shortestMs;
  let nextRequestMs = 0;

  /** How long to wait before the request is repeated; throws where it is not. */
  const pauseAfter = (error: RestError, failures: number): number => {
    if (error.failure === 'key' || error.failure === 'plan') throw new Stop(error.message, { isFinal: true });
    if (failures >= MAX_FAILURES) throw new Stop(`${error.message} It is tried again later.`);
    if (error.failure !== 'limit') return retryAfterMs * 2 ** (failures - 1);
    intervalMs = Math.min(MAX_INTERVAL_MS, intervalMs * 2);
    const wantedMs = error.retryAfterMs ?? 0;
    if (wantedMs > MAX_PAUSE_MS) {
      const minutes = Math.ceil(wantedMs / MINUTE_MS);
      throw new Stop(`${error.message} It asks for ${minutes} minutes without any; it is tried again then.`, {
        retryAfterMs: wantedMs,
      });
    }
    return Math.max(intervalMs, wantedMs);
  };

  return async ({ url, pair, isFirst }, signal) => {
    for (let failures = 1; ; failures++) {
      const waitMs = nextRequestMs - performance.now();
      if (waitMs > 0) await delay(waitMs, undefined, { signal });
      nextRequestMs = performance.now() + intervalMs;
      try {
        const page = await fetchTradesPage(url, pair, { baseUrl, apiKey, timeoutMs, signal });
        intervalMs = Math.max(shortestMs, intervalMs * RECOVERY);
        return page;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof RestError)) throw error;
        if (error.failure === 'request') {
          if (isFirst) return { trades: [], unusable: 0, nextUrl: null };
          throw new PageLost(error.message);
        }
        nextRequestMs = performance.now() + pauseAfter(error, failures);
        onTrouble(error.message);
      }
    }
  };
}
