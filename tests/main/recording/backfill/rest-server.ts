import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A trade as the provider keeps it. */
export interface ServedTrade {
  readonly ticker: string;
  readonly price: number;
  readonly size: number;
  readonly exchange: number;
  readonly id: string;
  readonly conditions: readonly number[];
  /** Exchange time, Unix microseconds. */
  readonly timeUs: number;
}

/** What to do with one request instead of answering it. */
export type Fault = 401 | 403 | 404 | 429 | 500 | 'hang' | 'cut' | 'nonsense' | 'other-host';

export interface RestServer {
  readonly url: string;
  /** Paths of all requests so far. */
  readonly requests: string[];
  /** Faults of the next requests, in order; null = answer. */
  readonly faults: (Fault | null)[];
  close(): Promise<void>;
}

const KEY = 'the-key';

/**
 * A local server that answers as the provider's REST interface does: bearer keys, nanosecond ranges, at most `pageRows` results, and
 * a next_url that carries a cursor and needs the key again.
 */
export async function startRestServer(trades: readonly ServedTrade[], pageRows = 50_000): Promise<RestServer> {
  const requests: string[] = [];
  const faults: (Fault | null)[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const fault = faults.shift() ?? null;
    if (fault !== null) fail(fault, response);
    else answer(request, response);
  });

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${KEY}`) {
      json(401, { status: 'ERROR', error: 'Unknown API Key' });
      return;
    }
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    const ticker = decodeURIComponent(/^\/v3\/trades\/([^/]+)$/.exec(url.pathname)?.[1] ?? '');
    const cursor = url.searchParams.get('cursor');
    const query = cursor === null ? url.searchParams : new URLSearchParams(Buffer.from(cursor, 'base64url').toString());
    const [from, until] = ['timestamp.gte', 'timestamp.lt'].map((name) =>
      Number(BigInt(query.get(name) ?? '0') / 1_000n),
    );
    const offset = Number(query.get('offset') ?? 0);
    const limit = Math.min(pageRows, Number(query.get('limit') ?? 1_000));
    const found = trades
      .filter((trade) => trade.ticker === ticker && trade.timeUs >= (from ?? 0) && trade.timeUs < (until ?? 0))
      .sort((a, b) => a.timeUs - b.timeUs);
    const results = found
      .slice(offset, offset + limit)
      .map(({ ticker: _, timeUs, ...rest }) => ({ ...rest, participant_timestamp: timeUs * 1_000 }));
    query.set('offset', String(offset + limit));
    const next = Buffer.from(query.toString()).toString('base64url');
    json(200, {
      status: 'OK',
      request_id: 'x',
      ...(results.length > 0 ? { results } : {}),
      ...(offset + limit < found.length
        ? { next_url: `http://${request.headers.host}${url.pathname}?cursor=${next}` }
        : {}),
    });
  };

  const fail = (fault: Fault, response: ServerResponse): void => {
    if (fault === 'hang') return;
    if (fault === 'cut') response.destroy();
    else if (fault === 'nonsense') response.end('<html>maintenance</html>');
    else if (fault === 'other-host')
      response.end(JSON.stringify({ results: [], next_url: 'https://example.org/v3/trades/X' }));
    else response.writeHead(fault, fault === 429 ? { 'retry-after': '0' } : {}).end('{"status":"ERROR"}');
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
