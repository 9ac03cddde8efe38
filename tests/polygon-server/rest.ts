import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultName } from './faults.ts';

/** A trade as the provider keeps it. */
export interface ServedTrade {
  /** X:BTCUSD */
  readonly ticker: string;
  readonly price: number;
  readonly size: number;
  readonly exchange: number;
  /** Null only where a tape is served without ids. */
  readonly id: string | null;
  readonly conditions: readonly number[];
  /** Exchange time, Unix microseconds. */
  readonly timeUs: number;
}

export interface RestOptions {
  /** The accepted key; null accepts every non-empty one. */
  readonly key: string | null;
  readonly faults: ReadonlySet<FaultName>;
  /** Trades of a ticker in any order. */
  readonly trades: (ticker: string) => readonly ServedTrade[];
  /** A bound of the server on the results of a page, besides the one that is asked for; default 50,000. */
  readonly pageRows?: number;
  /** Requests allowed within a minute; default no limit. */
  readonly requestsPerMinute?: number;
}

const MAX_LIMIT = 50_000;
const DEFAULT_LIMIT = 1_000;
const MINUTE_MS = 60_000;

/**
 * Answers `/v3/trades/{ticker}` as the provider's REST interface does: the key as bearer or `apiKey`, ranges of nanoseconds or dates,
 * order and limit, and a next_url that carries a cursor and needs the key again.
 */
export function createRest(options: RestOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { faults, pageRows = MAX_LIMIT, requestsPerMinute = Number.POSITIVE_INFINITY } = options;
  let recentMs: number[] = [];

  return (request, response) => {
    const fail = (status: number, error: string, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ status: status === 403 ? 'NOT_AUTHORIZED' : 'ERROR', request_id: 'local', error }));
    };
    if (faults.has('rest-timeout')) return;
    if (faults.has('rest-cut')) {
      request.socket.destroy();
      return;
    }
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    const key = url.searchParams.get('apiKey') ?? /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (faults.has('rest-401') || key === '' || (options.key !== null && key !== options.key)) {
      fail(401, 'Unknown API Key');
      return;
    }
    if (faults.has('rest-403')) {
      fail(403, 'You are not entitled to this data. Please upgrade your plan.');
      return;
    }
    const nowMs = Date.now();
    recentMs = recentMs.filter((time) => time > nowMs - MINUTE_MS);
    if (faults.has('rest-429') || recentMs.length >= requestsPerMinute) {
      fail(429, "You've exceeded the maximum requests per minute, please wait or upgrade your subscription.");
      return;
    }
    recentMs.push(nowMs);
    if (faults.has('rest-500')) {
      fail(500, 'Internal server error');
      return;
    }
    const ticker = /^\/v3\/trades\/([^/]+)$/.exec(url.pathname)?.[1];
    if (request.method !== 'GET' || ticker === undefined) {
      fail(404, 'Not Found');
      return;
    }
    const page = pageOf(options.trades(decodeURIComponent(ticker)), queryOf(url), pageRows);
    if (page === null) {
      fail(400, 'A parameter is not understood.');
      return;
    }
    const next = `${url.origin}${url.pathname}?cursor=${page.cursor}`;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      `{"status":"OK","request_id":"local"${page.results.length === 0 ? '' : `,"results":[${page.results.map(resultJson)}]`}` +
        `${page.cursor === null ? '' : `,"next_url":${JSON.stringify(next)}`}}`,
    );
  };
}

/** The parameters of a request, or those that its cursor stands for. */
function queryOf(url: URL): URLSearchParams {
  const cursor = url.searchParams.get('cursor');
  return cursor === null ? url.searchParams : new URLSearchParams(Buffer.from(cursor, 'base64url').toString());
}

const BOUNDS: Readonly<Record<string, (time: bigint, bound: bigint) => boolean>> = {
  'timestamp.gte': (time, bound) => time >= bound,
  'timestamp.gt': (time, bound) => time > bound,
  'timestamp.lte': (time, bound) => time <= bound,
  'timestamp.lt': (time, bound) => time < bound,
};

interface Page {
  readonly results: readonly ServedTrade[];
  /** Null on the last page. */
  readonly cursor: string | null;
}

/** Null: a parameter cannot be understood. */
function pageOf(trades: readonly ServedTrade[], query: URLSearchParams, pageRows: number): Page | null {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  const order = query.get('order') ?? 'desc';
  const offset = Number(query.get('offset') ?? 0);
  if (!(limit >= 1 && limit <= MAX_LIMIT) || (order !== 'asc' && order !== 'desc')) return null;
  let found = [...trades];
  for (const [name, holds] of Object.entries(BOUNDS)) {
    const text = query.get(name);
    if (text === null) continue;
    const bound = nanosecondsOf(text);
    if (bound === null) return null;
    found = found.filter(({ timeUs }) => holds(nanoseconds(timeUs), bound));
  }
  found.sort((a, b) => (order === 'asc' ? a.timeUs - b.timeUs : b.timeUs - a.timeUs));
  const end = offset + Math.min(limit, pageRows);
  if (end >= found.length) return { results: found.slice(offset), cursor: null };
  const next = new URLSearchParams(query);
  next.delete('apiKey');
  next.set('offset', String(end));
  return { results: found.slice(offset, end), cursor: Buffer.from(next.toString()).toString('base64url') };
}

const nanoseconds = (us: number): bigint => BigInt(Math.round(us)) * 1_000n;

/** Nanoseconds, or a date: 2026-01-31. */
function nanosecondsOf(text: string): bigint | null {
  if (/^\d+$/.test(text)) return BigInt(text);
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : BigInt(ms) * 1_000_000n;
}

/** Nanoseconds are more than a double holds, so the text is put together here. */
function resultJson({ conditions, exchange, id, timeUs, price, size }: ServedTrade): string {
  const known = JSON.stringify({ conditions, exchange, ...(id === null ? {} : { id }), price, size });
  return `${known.slice(0, -1)},"participant_timestamp":${nanoseconds(timeUs)}}`;
}
