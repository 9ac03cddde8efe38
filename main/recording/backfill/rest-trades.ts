import { sideOfCode } from '../../../engine/trade.ts';
import type { BackfilledTrade } from '../recorded-cells.ts';

/** Why a request failed: what to do about it depends on this alone. */
export type RestFailure =
  /** The key is not accepted (401). */
  | 'key'
  /** The plan does not include historical trades (403). */
  | 'plan'
  /** Too many requests (429). */
  | 'limit'
  /** The provider has no such ticker (404), or does not understand the request (400). */
  | 'request'
  /** A timeout, a broken connection, a fault of the server, an answer that is not what it should be. */
  | 'temporary';

export class RestError extends Error {
  override readonly name = 'RestError';
  readonly failure: RestFailure;
  /** When the server wants to be asked again, milliseconds from now; null if it does not say. */
  readonly retryAfterMs: number | null;

  constructor(failure: RestFailure, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface RestOptions {
  /** e.g. https://api.polygon.io */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface TradesPage {
  readonly trades: readonly BackfilledTrade[];
  /** Rows that had no usable price, size, time or exchange. */
  readonly unusable: number;
  /** Where the next page is; null on the last. */
  readonly nextUrl: string | null;
}

/** The provider gives up to 50,000; so many are read in some milliseconds, for which everything else waits. */
const PAGE_ROWS = 5_000;

/** The first page of a pair's trades with exchange times from `fromUs` to before `untilUs`, oldest first. */
export function firstPageUrl(baseUrl: string, pair: string, fromUs: number, untilUs: number): string {
  const url = new URL(`/v3/trades/${encodeURIComponent(tickerOf(pair))}`, baseUrl);
  url.searchParams.set('timestamp.gte', `${fromUs}000`);
  url.searchParams.set('timestamp.lt', `${untilUs}000`);
  url.searchParams.set('order', 'asc');
  url.searchParams.set('sort', 'timestamp');
  url.searchParams.set('limit', String(PAGE_ROWS));
  return url.href;
}

/** BTC-USD on the stream is X:BTCUSD here. */
const tickerOf = (pair: string): string => `X:${pair.replace('-', '')}`;

/** Fetches one page. Throws RestError and nothing else; no message contains the key. */
export async function fetchTradesPage(url: string, pair: string, options: RestOptions): Promise<TradesPage> {
  const body = await fetchJson(url, options);
  if (typeof body !== 'object' || body === null) throw unexpected('it is no object');
  const { results, next_url: next } = body as { results?: unknown; next_url?: unknown };
  if (results !== undefined && results !== null && !Array.isArray(results)) throw unexpected('results is no list');
  const trades: BackfilledTrade[] = [];
  let unusable = 0;
  for (const result of (results as unknown[] | null | undefined) ?? []) {
    const trade = tradeOf(result, pair);
    if (trade === null) unusable += 1;
    else trades.push(trade);
  }
  return {
    trades,
    unusable,
    nextUrl: typeof next === 'string' && next !== '' ? nextPage(next, url, options.baseUrl) : null,
  };
}

/** The key goes with every request, so a page on another host is refused. */
function nextPage(next: string, url: string, baseUrl: string): string {
  if (!isOfServer(next, baseUrl)) throw unexpected('next_url leads to another host');
  const { href } = new URL(next, baseUrl);
  if (href === url) throw unexpected('next_url leads back to the same page');
  return href;
}

/** Whether an address is on the server that the key is for. */
export function isOfServer(url: string, baseUrl: string): boolean {
  return URL.canParse(url, baseUrl) && new URL(url, baseUrl).origin === new URL(baseUrl).origin;
}

async function fetchJson(url: string, { apiKey, timeoutMs, signal }: RestOptions): Promise<unknown> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${apiKey}` },
      redirect: 'error',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw failureOf(response);
    }
    return await response.json();
  } catch (error) {
    if (error instanceof RestError) throw error;
    if (timeout.aborted) throw new RestError('temporary', `The provider did not answer within ${timeoutMs / 1_000} s.`);
    const { cause, message } = error as Error;
    throw new RestError('temporary', `The request failed (${cause instanceof Error ? cause.message : message}).`);
  }
}

function failureOf({ status, headers }: Response): RestError {
  switch (status) {
    case 401:
      return new RestError('key', 'The provider does not accept the API key. Check it in the settings.');
    case 403:
      return new RestError('plan', 'The plan of the API key does not include historical trades.');
    case 429:
      return new RestError(
        'limit',
        'The provider wants fewer requests per minute.',
        retryAfter(headers.get('retry-after')),
      );
    case 400:
    case 404:
      return new RestError('request', `The provider does not know what was asked for (HTTP ${status}).`);
    default:
      return new RestError('temporary', `The provider answered with HTTP ${status}.`);
  }
}

function retryAfter(value: string | null): number | null {
  if (value === null) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

const unexpected = (what: string): RestError =>
  new RestError('temporary', `The provider's answer is not understood: ${what}.`);

function tradeOf(result: unknown, pair: string): BackfilledTrade | null {
  if (typeof result !== 'object' || result === null) return null;
  const { price, size, exchange, id, participant_timestamp: time, conditions } = result as Record<string, unknown>;
  if (typeof price !== 'number' || !(price > 0) || typeof size !== 'number' || !(size >= 0)) return null;
  if (!Number.isInteger(exchange) || typeof time !== 'number' || !(time > 0)) return null;
  const [condition] = Array.isArray(conditions) ? (conditions as unknown[]) : [];
  return {
    pair,
    price,
    size,
    side: sideOfCode(typeof condition === 'number' ? condition : 0),
    exchange: exchange as number,
    tradeId: typeof id === 'string' || typeof id === 'number' ? String(id) : null,
    // Nanoseconds, which a double holds to some hundreds: the nearest microsecond is the right one.
    tradeTimeMs: Math.round(time / 1_000) / 1_000,
  };
}
