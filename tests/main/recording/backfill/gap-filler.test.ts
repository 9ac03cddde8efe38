import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createGapFiller,
  type GapFiller,
  type GapFillerOptions,
} from '../../../../main/recording/backfill/gap-filler.ts';
import { readLedger } from '../../../../main/recording/gap-ledger.ts';
import type { Recorder } from '../../../../main/recording/recorder.ts';
import type { ServedTrade } from '../../../polygon-server/rest.ts';
import { createFixture, type Fixture, makeTrades, readTable, until } from '../fixture.ts';
import { type RestServer, startRestServer } from './rest-server.ts';

const nowUs = () => Date.now() * 1_000;
const startUs = nowUs() - 60_000_000;

/** A market of which the application sees every trade but those between its 200th and 400th. */
const LIVE = makeTrades(600, 0, startUs).map((trade, i) => ({
  ...trade,
  pair: 'BTC-USD',
  tradeId: `t${i}`,
  tradeTimeMs: Math.round(startUs / 1_000) + 50 * i,
  receivedTimeUs: startUs + 50_000 * i + 4_000,
}));
const MARKET = LIVE.map(
  (trade): ServedTrade => ({
    ticker: 'X:BTCUSD',
    price: trade.price,
    size: trade.size,
    exchange: trade.exchange,
    id: trade.tradeId,
    conditions: [1],
    timeUs: trade.tradeTimeMs * 1_000,
  }),
);

let fixture: Fixture;
let server: RestServer;
let recorder: Recorder;
let filler: GapFiller | null = null;

beforeEach(async () => {
  fixture = await createFixture();
  server = await startRestServer(MARKET);
  recorder = await fixture.open();
});

afterEach(async () => {
  await filler?.stop();
  await server.close();
  await fixture.close();
});

function fill(options: Partial<GapFillerOptions> = {}): GapFiller {
  filler = createGapFiller({
    root: fixture.root,
    recorder,
    baseUrl: server.url,
    apiKey: 'the-key',
    enabled: true,
    pairs: () => [],
    clock: { nowUs },
    log: { info: (text) => fixture.messages.push(text), warn: (text) => fixture.messages.push(text) },
    settleMs: 10,
    ...options,
  });
  return filler;
}

function sufferOutage(): void {
  recorder.addTrades(LIVE.slice(0, 200));
  const [from, to] = [LIVE[199]?.receivedTimeUs, LIVE[400]?.receivedTimeUs];
  recorder.addGap({ fromUs: from ?? 0, toUs: to ?? 0, reason: 'connection lost', reconnects: 1 });
  recorder.addTrades(LIVE.slice(400));
}

describe('the gap filler', () => {
  it('fills a gap while recording goes on, says so, and stores nothing twice', async () => {
    const { status } = fill();
    sufferOutage();
    await until(() => status().recovered === 200 && status().state === 'idle', 'the gap to be filled');
    expect(recorder.status().gaps).toMatchObject([{ tradesRecovered: 200 }]);
    expect(fixture.messages.join('\n')).toMatch(/backfill: 200 trades of the outage from .*Z to .*Z were fetched/);
    await filler?.stop();
    await recorder.close();
    const rows = await readTable(fixture.root, 'trades');
    expect(rows.map((row) => row.trade_id).sort()).toEqual(LIVE.map((trade) => trade.tradeId).sort());
    expect(rows.filter((row) => row.backfilled === true)).toHaveLength(200);
    expect(await readLedger(fixture.root)).toMatchObject([{ tradesRecovered: 200 }]);
  });

  it('fills at the start what an earlier run left open', async () => {
    sufferOutage();
    await recorder.close();
    recorder = await fixture.open();
    const { status } = fill();
    await until(() => status().recovered === 200, 'the gap to be filled');
  });

  it('stops with the reason, and tries again only after a while', async () => {
    server.faults.push(403);
    const { status } = fill({ retryAfterMs: 200 });
    sufferOutage();
    await until(() => status().state === 'stopped', 'the refusal');
    expect(status()).toMatchObject({ reason: expect.stringContaining('plan'), isFinal: true, recovered: 0 });
    expect(fixture.messages.join('\n')).toContain('backfill stopped: The plan');
    await until(() => status().recovered === 200, 'the second try');
  });

  it('does nothing where it is switched off or has no address, and says why', async () => {
    sufferOutage();
    const unknown = fill({ baseUrl: null });
    expect(unknown.status()).toMatchObject({ state: 'off', reason: expect.stringContaining('--rest-url') });
    expect(fixture.messages.join('\n')).toContain('backfill is off: No REST interface is known');
    await unknown.stop();
    const off = fill({ enabled: false });
    expect(off.status()).toMatchObject({ state: 'off', reason: expect.stringContaining('switched off') });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(server.requests).toHaveLength(0);
    off.setEnabled(true);
    await until(() => off.status().recovered === 200, 'the gap to be filled');
  });
});
