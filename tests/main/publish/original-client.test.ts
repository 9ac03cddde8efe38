import { expect, onTestFinished, test } from 'vitest';
import { sideCode } from '../../../engine/trade.ts';
import type { Hub } from '../../../main/hub/hub.ts';
import { until } from './clients.ts';
import { batch, serve, trade } from './fixtures.ts';
import { OriginalClient } from './original-client.ts';

function start(port: number): OriginalClient {
  const client = new OriginalClient(`127.0.0.1:${port}`);
  onTestFinished(() => client.stop());
  return client;
}

function statistics(hub: Hub, second: number): void {
  const values = { buy_pressure: Number.NaN, return_1m: 0.25, volatility_60s: 0.125 };
  const { batch: rows, timeMs } = batch(['ETH-USD', 'SOL-USD'], second, (name) =>
    name in values ? values[name as keyof typeof values] : second,
  );
  hub.addStatistics(rows, timeMs);
}

test('the original page gets every trade and row with the values and times it expects', async () => {
  const { hub, publisher } = await serve();
  const before = [trade({ pair: 'ETH-USD', side: 'sell' }), trade({ pair: 'SOL-USD', side: 'unknown', exchange: 23 })];
  hub.addTrades(before);
  statistics(hub, 1);
  const client = start(publisher.wsPort);
  await until(() => client.trades.length === 2 && client.statistics.length === 2, 'the snapshots');
  // Same millisecond, other pair; then the same trade but for its id: the original server sent crippled rows for both.
  const twin = trade({ pair: 'ETH-USD' });
  const after = [twin, { ...twin, pair: 'XRP-USD', tradeId: 'x' }, { ...twin, tradeId: 'y' }];
  hub.addTrades(after);
  statistics(hub, 2);
  await until(() => client.trades.length === 5 && client.statistics.length === 4, 'the updates');
  expect(client.trades).toEqual(
    [...before, ...after].map(({ pair, price, size, side, exchange, tradeTimeMs }) => ({
      pair,
      price,
      size,
      volume: price * size,
      timestamp: tradeTimeMs,
      trade_time: new Date(tradeTimeMs),
      sellorbuy: sideCode(side),
      exchange,
    })),
  );
  expect(client.statistics[3]).toEqual({
    pair: 'SOL-USD',
    trade_count: 2,
    VWA: 2,
    EWA60s: 2,
    EWA120s: 2,
    EWA180s: 2,
    return_1min: 0.25,
    volitality_60s: 0.125,
    volitality_MA5mins: 2,
    volitality_stddev: 2,
    sell_count: 2,
    buy_count: 2,
    buy_pressure: 0,
    volumn_60s: 2,
    timestamp: (batch([], 2).timeMs - 250) / 1_000,
    trade_time: new Date(batch([], 2).timeMs - 250),
    return_upper_band: 0.375,
    return_lower_band: 0.125,
    vol_upper_2sigma: 6,
  });
  expect(client.faults).toEqual([]);
});

test('its self-test finds the tables, and its third socket ends normally', async () => {
  const { hub, publisher, ws } = await serve();
  hub.addTrades([trade()]);
  const client = start(publisher.wsPort);
  await until(() => client.selfTest.closeCode !== null, 'the end of the self-test');
  expect(client.selfTest.tables).toEqual([
    { name: 'trades', sub: `${ws}/subscribe/trades` },
    { name: 'statistics', sub: `${ws}/subscribe/statistics` },
  ]);
  expect(client.selfTest.closeCode).toBe(1000);
  expect(JSON.parse(client.selfTest.firstMessage).messageType).toBe('snap');
  await until(() => publisher.figures().clients.reference === 2, 'the server to forget it');
  expect(client.faults).toEqual([]);
});

test('it reconnects after a restart of the server, because no goodbye has code 1000', async () => {
  const { hub, publisher } = await serve();
  hub.addTrades([trade()]);
  statistics(hub, 1);
  const client = start(publisher.wsPort);
  await until(() => client.opened === 2 && client.selfTest.closeCode !== null, 'its sockets');
  await publisher.stop();
  await until(() => client.closeCodes.length === 2, 'the goodbyes');
  expect(client.closeCodes).toEqual([1001, 1001]);
  await serve({ hub, wsPort: publisher.wsPort });
  await until(() => client.opened >= 4, 'the new sockets');
  const trades = client.trades.length;
  hub.addTrades([trade({ pair: 'AFTER-USD' })]);
  await until(() => client.trades.slice(trades).some((row) => row.pair === 'AFTER-USD'), 'a trade after the restart');
  expect(client.faults).toEqual([]);
});
