import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPacedFetch } from '../../../../main/recording/backfill/paced-fetch.ts';
import { firstPageUrl } from '../../../../main/recording/backfill/rest-trades.ts';
import { type RestServer, startRestServer } from './rest-server.ts';

let server: RestServer;
beforeEach(async () => {
  server = await startRestServer([]);
});
afterEach(() => server.close());

it('is slower after a refusal, and as fast as before after some answers', async () => {
  const fetchPage = createPacedFetch({
    baseUrl: server.url,
    apiKey: 'the-key',
    requestsPerMinute: 3_000,
    timeoutMs: 5_000,
    retryAfterMs: 1,
    onTrouble: () => {},
  });
  const page = { pair: 'BTC-USD', url: firstPageUrl(server.url, 'BTC-USD', 0, 1), isFirst: true };
  const durationMs = async (requests: number) => {
    const startMs = performance.now();
    for (let i = 0; i < requests; i++) await fetchPage(page, new AbortController().signal);
    return performance.now() - startMs;
  };
  server.faults.push(429, 429, 429, 429);
  // 20 ms doubled four times.
  await durationMs(1);
  expect(await durationMs(2)).toBeGreaterThan(400);
  await durationMs(20);
  expect(await durationMs(5)).toBeLessThan(250);
});
