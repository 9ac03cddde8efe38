import { rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Backfill, type BackfillOptions, createBackfill } from '../../../../main/recording/backfill/backfill.ts';
import { addToLedger, readLedger, recordedGap } from '../../../../main/recording/gap-ledger.ts';
import type { Recorder } from '../../../../main/recording/recorder.ts';
import type { ServedTrade } from '../../../polygon-server/rest.ts';
import { createFixture, type Fixture, leaveJournal, makeTrades, NOON_US, type Row, readTable } from '../fixture.ts';
import { type RestServer, startRestServer } from './rest-server.ts';

const GAP = { fromUs: NOON_US, toUs: NOON_US + 60_000_000, reason: 'connection lost', reconnects: 1 };

/** The market as the provider saw it: a trade of each of two pairs every 100 ms, from 20 s before to 20 s behind the gap. */
const MARKET: readonly ServedTrade[] = Array.from({ length: 1_000 }, (_, i) => ({
  ticker: 'X:BTCUSD',
  price: 100 + i,
  size: 0.5,
  exchange: 1 + (i % 2),
  id: `b${i}`,
  conditions: [1 + (i % 2)],
  timeUs: NOON_US - 20_000_000 + i * 100_000,
})).flatMap((trade) => [
  trade,
  { ...trade, ticker: 'X:ETHEUR', id: trade.id.replace('b', 'e'), timeUs: trade.timeUs + 7 },
]);

const pairOf = (ticker: string) => (ticker === 'X:BTCUSD' ? 'BTC-USD' : 'ETH-EUR');

let fixture: Fixture;
let server: RestServer;
let recorder: Recorder;

/** Records live what happened outside of the gap. */
beforeEach(async () => {
  fixture = await createFixture();
  server = await startRestServer(MARKET, 100);
  const [template] = makeTrades(1);
  if (template === undefined) throw new Error('no trade');
  const live = MARKET.filter((trade) => trade.timeUs < GAP.fromUs || trade.timeUs >= GAP.toUs).map((trade) => ({
    ...template,
    pair: pairOf(trade.ticker),
    exchange: trade.exchange,
    tradeId: trade.id,
    tradeTimeMs: trade.timeUs / 1_000,
    receivedTimeUs: trade.timeUs + 30_000,
  }));
  await leaveJournal(fixture.root, 1, [live]);
  await addToLedger(fixture.root, [recordedGap(GAP)]);
  recorder = await fixture.open();
  await recorder.recovered;
});

afterEach(async () => {
  await server.close();
  await fixture.close();
});

const start = (options: Partial<BackfillOptions> = {}): Backfill =>
  createBackfill({
    root: fixture.root,
    seal: () => recorder.seal(10_000),
    store: (trades) => recorder.addBackfilled(trades),
    baseUrl: server.url,
    apiKey: 'the-key',
    pairs: () => [],
    requestsPerMinute: 60_000,
    retryAfterMs: 5,
    nowMs: () => GAP.toUs / 1_000,
    ...options,
  });

/** Everything that is recorded, live and fetched, after a sealed end. */
async function recordedRows(): Promise<{ fetched: Row[]; all: Row[] }> {
  await recorder.close();
  const all = await readTable(fixture.root, 'trades');
  return { all, fetched: all.filter((row) => row.backfilled === true) };
}

const inGap = MARKET.filter((trade) => trade.timeUs >= GAP.fromUs && trade.timeUs < GAP.toUs);

describe('backfill', () => {
  it('stores exactly the trades that are missing, marked, without an arrival time, in order of exchange time', async () => {
    expect(await start().run()).toMatchObject({ state: 'idle', reason: null, recovered: 1_200, unusable: 0 });
    const { fetched, all } = await recordedRows();
    expect(all).toHaveLength(MARKET.length);
    expect(new Set(all.map((row) => row.trade_id)).size).toBe(MARKET.length);
    const expected = [...inGap].sort((a, b) => a.timeUs - b.timeUs);
    expect(fetched.map((row) => row.trade_id)).toEqual(expected.map((trade) => trade.id));
    for (const [i, row] of fetched.entries()) {
      const trade = expected[i] as ServedTrade;
      expect(row).toEqual({
        received_time: null,
        trade_time: trade.timeUs,
        pair: pairOf(trade.ticker),
        price: trade.price,
        size: 0.5,
        volume: trade.price * 0.5,
        side: trade.conditions[0] === 1 ? 'sell' : 'buy',
        exchange: trade.exchange,
        trade_id: trade.id,
        backfilled: true,
      });
    }
  });

  it('enters what it recovered into the ledger, and asks for nothing again', async () => {
    await start().run();
    expect(await readLedger(fixture.root)).toMatchObject([{ ...GAP, tradesRecovered: 1_200 }]);
    const { length } = server.requests;
    expect(await start().run()).toMatchObject({ state: 'idle', recovered: 0 });
    expect(server.requests).toHaveLength(length);
  });

  it('asks page by page for the range of the gap, and also for pairs that it is told of', async () => {
    await start({ pairs: () => ['XRP-USD'] }).run();
    const tickers = new Set(server.requests.map((path) => decodeURIComponent(path.split(/[/?]/)[3] ?? '')));
    expect([...tickers]).toEqual(['X:BTCUSD', 'X:ETHEUR', 'X:XRPUSD']);
    const first = new URL(server.requests[0] ?? '', server.url).searchParams;
    expect(first.get('timestamp.gte')).toBe(`${GAP.fromUs - 10_000_000}000`);
    expect(first.get('timestamp.lt')).toBe(`${GAP.toUs + 10_000_000}000`);
    // 800 trades of two pairs in pages of 100, and one empty page.
    expect(server.requests).toHaveLength(17);
  });

  it('goes on after a restart where it was, without storing anything twice', async () => {
    const backfill = start({
      store: async (trades) => {
        const stored = await recorder.addBackfilled(trades);
        if (server.requests.length === 4) void backfill.stop();
        return stored;
      },
    });
    expect(await backfill.run()).toMatchObject({ state: 'stopped', reason: expect.stringContaining('ended') });
    await recorder.close();
    recorder = await fixture.open();
    await recorder.recovered;
    expect(await start().run()).toMatchObject({ state: 'idle' });
    expect(server.requests).toHaveLength(16);
    const { all } = await recordedRows();
    expect(all).toHaveLength(MARKET.length);
    expect((await readLedger(fixture.root))[0]?.tradesRecovered).toBe(1_200);
  });

  it('does not store a page twice when it was interrupted between storing and noting it', async () => {
    await start().run();
    await recorder.close();
    await rm(`${fixture.root}/.journal/backfill.json`);
    recorder = await fixture.open();
    await recorder.recovered;
    expect(await start().run()).toMatchObject({ state: 'idle', recovered: 0, duplicates: 1_600 });
    expect((await recordedRows()).all).toHaveLength(MARKET.length);
  });

  it('survives limits, timeouts, broken connections and faults of the server', async () => {
    server.faults.push(429, 'hang', 'cut', 500, null, 'nonsense', null, 'other-host', null, 'same-page', 429);
    const backfill = start({ timeoutMs: 200 });
    expect(await backfill.run()).toMatchObject({ state: 'idle', recovered: 1_200 });
    expect((await recordedRows()).all).toHaveLength(MARKET.length);
  });

  it('says while it waits why a request is repeated', async () => {
    server.faults.push(500);
    const backfill = start({ retryAfterMs: 300 });
    const running = backfill.run();
    await expect.poll(() => backfill.status().reason).toBe('The provider answered with HTTP 500.');
    expect(backfill.status().state).toBe('running');
    expect(await running).toMatchObject({ state: 'idle', reason: null, recovered: 1_200 });
  });

  it.each([
    ['3600', 3_600_000, /asks for 60 minutes/],
    ['99999999', 99_999_999_000, /asks for 1666667 minutes/],
  ])('ends where the provider wants a pause of %s s, and says how long', async (retryAfter, retryAfterMs, reason) => {
    server.faults.push({ retryAfter });
    const status = await start().run();
    expect(status).toMatchObject({ state: 'stopped', isFinal: false, retryAfterMs });
    expect(status.reason).toMatch(reason);
    expect(server.requests).toHaveLength(1);
  });

  it('waits as long as the provider asks', async () => {
    server.faults.push({ retryAfter: '1' });
    const startMs = performance.now();
    expect(await start().run()).toMatchObject({ state: 'idle', recovered: 1_200 });
    expect(performance.now() - startMs).toBeGreaterThan(990);
  });

  /** Ends a run behind some requests, so that the next one would go on with the page that was kept. */
  async function runUntil(requests: number): Promise<void> {
    const backfill = start({
      store: async (trades) => {
        const stored = await recorder.addBackfilled(trades);
        if (server.requests.length === requests) void backfill.stop();
        return stored;
      },
    });
    expect(await backfill.run()).toMatchObject({ state: 'stopped' });
  }

  it('begins a pair anew where the provider does not take the page any more, and stores nothing twice', async () => {
    await runUntil(4);
    server.faults.push(400);
    expect(await start().run()).toMatchObject({ state: 'idle' });
    expect((await recordedRows()).all).toHaveLength(MARKET.length);
    expect((await readLedger(fixture.root))[0]?.tradesRecovered).toBe(1_200);
  });

  it('sends the key to no other server than the one it is for, whatever page was kept', async () => {
    await runUntil(4);
    const { length } = server.requests;
    const other = await startRestServer(MARKET, 100);
    expect(await start({ baseUrl: other.url }).run()).toMatchObject({ state: 'idle' });
    await other.close();
    expect(server.requests).toHaveLength(length);
    expect((await recordedRows()).all).toHaveLength(MARKET.length);
  });

  it.each(['null', '[]', '{"1-2":null}', `{"${GAP.fromUs}-${GAP.toUs}":{"done":false}}`, 'x'])(
    'asks anew where its notes are damaged: %s',
    async (notes) => {
      await writeFile(`${fixture.root}/.journal/backfill.json`, notes);
      expect(await start().run()).toMatchObject({ state: 'idle', recovered: 1_200 });
    },
  );

  it('takes its time between requests', async () => {
    const backfill = start({ requestsPerMinute: 1 });
    const running = backfill.run();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(server.requests).toHaveLength(1);
    await backfill.stop();
    expect(await running).toMatchObject({ state: 'stopped' });
  });

  it.each([
    [[401], /does not accept the API key/, 1],
    [[403], /plan of the API key does not include/, 1],
    [[500, 500, 500, 500, 500], /HTTP 500.*tried again later/, 5],
  ] as const)('stops with a reason at %j', async (faults, reason, requests) => {
    server.faults.push(...faults);
    expect(await start().run()).toMatchObject({
      state: 'stopped',
      reason: expect.stringMatching(reason),
      recovered: 0,
    });
    expect(server.requests).toHaveLength(requests);
    expect(await start().run()).toMatchObject({ state: 'idle', recovered: 1_200 });
  });

  it('refuses a wrong key without telling it to anyone', async () => {
    const { reason } = await start({ apiKey: 'secret-wrong-key' }).run();
    expect(reason).toContain('does not accept the API key');
    expect(reason).not.toContain('secret');
    expect(server.requests.join()).not.toContain('secret');
  });

  it('passes over a pair that the provider does not know, and leaves old gaps alone', async () => {
    server.faults.push(404);
    expect(await start().run()).toMatchObject({ state: 'idle', recovered: 600 });
    const { length } = server.requests;
    const later = start({ nowMs: () => GAP.toUs / 1_000 + 8 * 86_400_000 });
    expect(await later.run()).toMatchObject({ state: 'idle' });
    expect(server.requests).toHaveLength(length);
  });

  it('leaves a gap that has only just ended for later', async () => {
    const nowMs = GAP.toUs / 1_000 + 19_000;
    expect(await start({ settleMs: 20_000, nowMs: () => nowMs }).run()).toMatchObject({ state: 'idle', recovered: 0 });
    expect(server.requests).toHaveLength(0);
    expect(await start({ settleMs: 19_000, nowMs: () => nowMs }).run()).toMatchObject({ recovered: 1_200 });
  });

  it('fetches a long outage in parts, no further back than a week, and counts them as one', async () => {
    const gap = { ...GAP, fromUs: GAP.toUs - 30 * 86_400_000_000 };
    await addToLedger(fixture.root, [recordedGap(gap)]);
    const backfill = start({ maxAgeDays: 0.25, pairs: () => ['BTC-USD'] });
    expect(await backfill.run()).toMatchObject({ state: 'idle', recovered: 1_200, gapsLeft: 0 });
    const ranges = server.requests
      .map((path) => new URL(path, server.url).searchParams)
      .filter((query) => query.has('timestamp.gte'))
      .map((query) => Number(query.get('timestamp.lt')) - Number(query.get('timestamp.gte')));
    // Three parts of two hours; only the newest has recorded neighbours, and with them a second pair.
    expect(ranges).toEqual(Array.from({ length: 4 }, () => (2 * 3_600 + 20) * 1e9));
    expect(await readLedger(fixture.root)).toMatchObject([{ toUs: GAP.toUs, tradesRecovered: 1_200 }]);
    expect((await recordedRows()).all).toHaveLength(MARKET.length);
    expect(await start({ maxAgeDays: 0.25 }).run()).toMatchObject({ state: 'idle', recovered: 0 });
  });

  it('can be ended and started again', async () => {
    const backfill = start({ requestsPerMinute: 1 });
    const running = backfill.run();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await backfill.stop();
    expect(await running).toMatchObject({ state: 'stopped', isFinal: false });
    expect(backfill.run()).toBe(backfill.run());
    await backfill.stop();
  });

  it('does not take trades next to the gap of which it cannot tell whether they are there', async () => {
    const [template] = makeTrades(1);
    if (template === undefined) throw new Error('no trade');
    recorder.addTrades([
      { ...template, tradeId: null, pair: 'BTC-USD', receivedTimeUs: GAP.toUs, tradeTimeMs: GAP.toUs / 1_000 },
    ]);
    await rm(`${fixture.root}/crypto_trades.parquet`, { recursive: true });
    expect(await start().run()).toMatchObject({ state: 'idle' });
    const { fetched } = await recordedRows();
    const within = (row: Row) => (row.trade_time as number) > GAP.fromUs && (row.trade_time as number) < GAP.toUs;
    expect(fetched.length).toBeGreaterThan(500);
    expect(fetched.every(within)).toBe(true);
  });

  it('does not touch live trades: they stay first, sorted by arrival', async () => {
    await start().run();
    const { all } = await recordedRows();
    const live = all.filter((row) => row.backfilled === null);
    expect(live).toHaveLength(MARKET.length - inGap.length);
    expect(
      live.every((row, i) => i === 0 || (live[i - 1]?.received_time as number) <= (row.received_time as number)),
    ).toBe(true);
  });
});
