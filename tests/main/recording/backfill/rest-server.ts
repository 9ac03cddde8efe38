import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRest, type ServedTrade } from '../../../polygon-server/rest.ts';

/** What to do with one request instead of answering it. */
export type Fault =
  | 400
  | 401
  | 403
  | 404
  | 429
  | 500
  | 'hang'
  | 'cut'
  | 'nonsense'
  | 'other-host'
  | 'same-page'
  | { readonly retryAfter: string };

export interface RestServer {
  readonly url: string;
  /** Paths of all requests so far. */
  readonly requests: string[];
  /** Faults of the next requests, in order; null = answer. */
  readonly faults: (Fault | null)[];
  close(): Promise<void>;
}

const KEY = 'the-key';

/** A local server with the provider's REST interface over given trades, and faults request by request. */
export async function startRestServer(trades: readonly ServedTrade[], pageRows = 50_000): Promise<RestServer> {
  const requests: string[] = [];
  const faults: (Fault | null)[] = [];
  const answer = createRest({
    key: KEY,
    faults: new Set(),
    trades: (ticker) => trades.filter((trade) => trade.ticker === ticker),
    pageRows,
  });
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const fault = faults.shift() ?? null;
    if (fault !== null) fail(fault, request.url ?? '', response);
    else answer(request, response);
  });

  const fail = (fault: Fault, path: string, response: ServerResponse): void => {
    if (fault === 'hang') return;
    if (typeof fault === 'object') response.writeHead(429, { 'retry-after': fault.retryAfter }).end();
    else if (fault === 'same-page') response.end(JSON.stringify({ results: [], next_url: path }));
    else if (fault === 'cut') response.destroy();
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
