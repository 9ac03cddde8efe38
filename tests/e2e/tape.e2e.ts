import { basename } from 'node:path';
import { expect, test } from '@playwright/test';
import { startPolygonServer } from '../polygon-server/server.ts';
import { tapeSource } from '../polygon-server/source.ts';
import { startServer, waitFor } from './support/server-process.ts';
import { contentsOf, findTapes } from './support/tapes.ts';

/** TAPE_SPEEDS=1,20 also plays at the recorded pace, which takes minutes. */
const SPEEDS = (process.env.TAPE_SPEEDS ?? '20').split(',').map(Number);
const tapes = findTapes();

test('there are recorded tapes to play', () => {
  test.skip(tapes.length === 0, 'no recorded tapes here');
  expect(tapes.length).toBeGreaterThan(0);
});

for (const tape of tapes) {
  for (const speed of SPEEDS) {
    test(`${basename(tape)} at ${speed}x through the Polygon protocol: nothing lost, every pair has statistics`, async () => {
      test.setTimeout(60_000 + 150_000 / speed);
      const { trades, pairs } = await contentsOf(tape);
      const source = tapeSource({ path: tape, speed, once: true, keepTimes: false, ids: true });
      const polygon = await startPolygonServer({ source });
      const server = await startServer(['--feed-url', polygon.url, '--log-level', 'error'], { POLYGON_API_KEY: 'e2e' });
      const http = server.wsUrl.replace('ws:', 'http:');
      await polygon.played;
      const counts = await waitFor(async () => {
        const health = (await (await fetch(`${server.webUrl}/healthz`)).json()) as { counts: Record<string, number> };
        return health.counts.trades === trades ? health.counts : null;
      });
      expect(counts).toMatchObject({ trades, duplicates: 0, malformed: 0, gaps: 0, reconnects: 0 });
      expect(polygon.sent.trades).toBe(trades);
      const seen = await waitFor(async () => {
        const { snap } = (await (await fetch(`${http}/snap/statistics`)).json()) as { snap: { pair: string }[] };
        return snap.length >= pairs.size ? new Set(snap.map((row) => row.pair)) : null;
      });
      expect(seen).toEqual(pairs);
      const { snap } = (await (await fetch(`${http}/snap/trades`)).json()) as { snap: unknown[] };
      expect(snap).toHaveLength(1_000);
      await server.stop();
      await polygon.stop();
    });
  }
}
