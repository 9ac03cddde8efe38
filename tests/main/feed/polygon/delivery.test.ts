import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Trade } from '../../../../engine/trade.ts';
import { readTrades } from '../../../../main/parquet/read-trades.ts';
import type { FaultName } from '../../../polygon-server/faults.ts';
import { demoSource, tapeSource } from '../../../polygon-server/source.ts';
import { haveTapes, TAPES } from '../../../tapes.ts';
import { until } from '../collect.ts';
import { type CollectedPolygon, connect, outgoing, serve, sleep, trickle } from './harness.ts';

const isLive = (client: CollectedPolygon) => client.feed.status().state === 'live';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('duplicates', () => {
  it('with an id are dropped and counted, whether repeated at once, in a burst or on two channels', async () => {
    const server = await serve();
    const client = connect(server.url, { channels: ['XT.*', 'XT.BTC-USD'] });
    await until('live', () => isLive(client));
    const trades = Array.from({ length: 20 }, () => outgoing());
    server.send(trades);
    server.repeatRecent();
    server.send([outgoing({ pair: 'ETH-USD' })]);
    await until('all trades', () => client.trades.length === 21);
    await sleep(30);
    expect(client.trades).toHaveLength(21);
    expect(client.feed.status().counters).toMatchObject({ trades: 21, duplicates: 60 });
    expect(server.sent).toMatchObject({ trades: 21, duplicates: 60 });
  });

  it('differ by pair, exchange and id', async () => {
    const server = await serve();
    const client = connect(server.url);
    await until('live', () => isLive(client));
    server.send([
      outgoing({}, '1'),
      outgoing({ pair: 'ETH-USD' }, '1'),
      outgoing({ exchange: 2 }, '1'),
      outgoing({}, '2'),
      outgoing({}, '1'),
    ]);
    await until('four trades', () => client.trades.length === 4);
    expect(client.feed.status().counters.duplicates).toBe(1);
  });

  it('without an id are kept within a connection, dropped across a reconnect as often as they were seen', async () => {
    const server = await serve();
    const client = connect(server.url);
    await until('live', () => isLive(client));
    const trade = outgoing({ price: 5 }, null);
    server.send([trade, trade]);
    await until('two trades', () => client.trades.length === 2);
    server.drop();
    await until('live again', () => server.counters.subscriptions === 2 && isLive(client));
    server.send([trade, trade, trade, outgoing({ price: 6 }, null)]);
    await until('two more trades', () => client.trades.length === 4);
    expect(client.trades.map(({ price }) => price)).toEqual([5, 5, 5, 6]);
    expect(client.feed.status().counters).toMatchObject({ trades: 4, duplicates: 2 });
  });

  it('are found across a reconnect, and do not end the gap', async () => {
    const server = await serve();
    const client = connect(server.url);
    await until('live', () => isLive(client));
    const old = outgoing();
    server.send([old]);
    await until('a trade', () => client.trades.length === 1);
    server.drop();
    await until('live again', () => server.counters.subscriptions === 2 && isLive(client));
    server.send([old]);
    await until('the repeat', () => client.feed.status().counters.duplicates === 1);
    expect(client.gaps).toEqual([]);
    server.send([outgoing()]);
    await until('a gap', () => client.gaps.length === 1);
    expect(client.gaps[0]?.toUs).toBe(client.trades[1]?.receivedTimeUs);
  });
});

describe('gaps', () => {
  it('are told before the first trade after them', async () => {
    const server = await serve();
    trickle(server);
    const client = connect(server.url);
    await until('trades', () => client.trades.length > 0);
    const order: string[] = [];
    client.gaps.push = (gap) => order.push(`gap to ${gap.toUs}`);
    client.batchSizes.push = () => order.push(`trade at ${client.trades.at(-1)?.receivedTimeUs}`);
    server.drop();
    await until('the gap and a trade', () => order.some((event, i) => event.startsWith('gap') && i < order.length - 1));
    const at = order.findIndex((event) => event.startsWith('gap'));
    expect(order[at + 1]).toBe(order[at]?.replace('gap to', 'trade at'));
  });

  it('are none on a connection that never broke', async () => {
    const server = await serve();
    trickle(server);
    const client = connect(server.url);
    await until('trades', () => client.trades.length > 20);
    expect(client.gaps).toEqual([]);
    expect(client.feed.status().counters.gaps).toBe(0);
  });
});

describe('back-off', () => {
  const SLOW_BACKOFF = { backoffBaseMs: 600, backoffCapMs: 60_000 };

  it('grows over connections that open but do not last, and starts anew after a stable one', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const server = await serve();
    trickle(server);
    const client = connect(server.url, { timings: SLOW_BACKOFF });
    const loseWhenLive = async (liveMs: number) => {
      await until('live', () => isLive(client));
      await sleep(liveMs);
      server.drop();
      await until('back-off', () => client.feed.status().state === 'backing-off');
      return /in (\d+) s/.exec(client.feed.status().detail ?? '')?.[1];
    };
    expect(await loseWhenLive(0)).toBe('1');
    expect(await loseWhenLive(0)).toBe('2');
    expect(await loseWhenLive(1_000)).toBe('1');
  });

  it('stays grown while no data comes', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const server = await serve();
    const client = connect(server.url, {
      timings: { ...SLOW_BACKOFF, reconnectNoTradeMs: 60_000 },
    });
    await until('live', () => isLive(client));
    server.drop();
    await until('a second connection', () => server.counters.subscriptions === 2 && isLive(client));
    await sleep(800);
    server.drop();
    await until('back-off', () => client.feed.status().state === 'backing-off');
    expect(client.feed.status().detail).toContain('Trying again in 2 s.');
  });
});

describe('zero loss', () => {
  it.each<FaultName>(['malformed', 'broken-json'])(
    'on the demo market at 5,000 trades/s, mixed with %s',
    async (rubbish) => {
      const source = demoSource({ tradesPerSecond: 5_000, pairs: 500, seed: 3 });
      const server = await serve({
        source,
        faults: ['duplicate-burst', 'out-of-order', 'unknown-events', 'mixed-frames', rubbish],
      });
      const client = connect(server.url);
      await until('many trades', () => client.trades.length > 5_000);
      server.enable('stall');
      await until('everything that was sent', () => client.trades.length >= server.sent.trades);
      const { counters } = client.feed.status();
      expect(counters).toMatchObject({
        trades: server.sent.trades,
        duplicates: server.sent.duplicates,
        malformed: server.sent.malformed,
        ignored: server.sent.other,
        reconnects: 0,
      });
      expect(counters.duplicates).toBeGreaterThan(100);
      expect(counters.outOfOrder).toBeGreaterThan(counters.trades / 10);
      expect(new Set(client.trades.map((trade) => trade.tradeId)).size).toBe(client.trades.length);
    },
  );

  it.skipIf(!haveTapes).each([
    [TAPES[0], 200, true],
    [TAPES[1], 200, true],
    [TAPES[0], Number.POSITIVE_INFINITY, true],
    [TAPES[1], Number.POSITIVE_INFINITY, false],
  ])('on the tape %o at %d times its pace (ids: %s)', async (tape, speed, ids) => {
    if (tape === undefined) return;
    const source = tapeSource({ path: tape.path, speed, once: true, keepTimes: false, ids });
    const server = await serve({ source });
    const client = connect(server.url);
    await server.played;
    await until('every trade', () => client.trades.length >= tape.trades);
    await sleep(30);
    expect(client.feed.status().counters).toMatchObject({ trades: tape.trades, duplicates: 0, malformed: 0, gaps: 0 });
    const recorded: Trade[] = [];
    for await (const batch of readTrades(tape.path)) recorded.push(...batch.trades);
    const essence = (trade: Trade) => [trade.pair, trade.price, trade.size, trade.side, trade.exchange].join(' ');
    expect(client.trades.map(essence)).toEqual(recorded.map(essence));
  });
});
