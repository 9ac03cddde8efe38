import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHub } from '../../../main/hub/hub.ts';
import { startPublisher } from '../../../main/publish/publisher.ts';
import { subscribe, until, view } from './clients.ts';
import { appStatus, batch, INFO, rendererDirectory, serve, trade } from './fixtures.ts';

describe('startPublisher', () => {
  test('brings trades and statistics to both streams on both ports', async () => {
    const { hub, ws, webWs } = await serve();
    const own = await view(ws);
    const sameOrigin = await view(webWs);
    const trades = await subscribe(ws, 'trades');
    const statistics = await subscribe(ws, 'statistics');
    hub.addTrades([trade({ pair: 'ETH-USD' }), trade({ pair: 'SOL-USD' })]);
    const { batch: rows, timeMs } = batch(['ETH-USD', 'SOL-USD'], 1);
    hub.addStatistics(rows, timeMs);
    for (const viewer of [own, sameOrigin]) {
      await until(() => viewer.tables('trades').length === 2, 'the trades');
      await until(() => viewer.tables('statistics').length === 2, 'the statistics');
      expect(viewer.frames[0]?.header).toMatchObject({ type: 'hello', version: 1 });
      expect(viewer.tables('trades')[1]?.body.pair).toEqual(['ETH-USD', 'SOL-USD']);
      expect(viewer.tables('statistics')[1]?.body.time).toEqual([timeMs, timeMs]);
    }
    await until(() => trades.messages.length === 1 && statistics.messages.length === 1, 'the updates');
    expect(trades.messages[0]?.data.map((row) => row.pair)).toEqual(['ETH-USD', 'SOL-USD']);
    expect(statistics.messages[0]?.data.map((row) => row.pair)).toEqual(['ETH-USD', 'SOL-USD']);
  });

  test('tells the page the ports that are really open', async () => {
    const { publisher, ws } = await serve();
    const viewer = await view(ws);
    await until(() => viewer.frames.length > 0, 'the greeting');
    expect(viewer.frames[0]?.header).toMatchObject({
      info: { ...INFO, wsPort: publisher.wsPort, webPort: publisher.webPort },
    });
  });

  test.each([
    ['wsPort', '--ws-port'],
    ['webPort', '--web-port'],
  ])('names an occupied port and the option that changes it (%s), and leaves nothing open', async (port, option) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const hub = createHub();
    const start = startPublisher({
      host: '127.0.0.1',
      wsPort: 0,
      webPort: 0,
      [port]: taken,
      hub,
      rendererDir: rendererDirectory(),
      info: INFO,
      status: () => appStatus(),
      log: () => {},
    });
    await expect(start).rejects.toThrow(`Port ${taken} on 127.0.0.1 is already in use`);
    await expect(start).rejects.toThrow(option);
  });

  test('names an address that this machine does not have', async () => {
    const start = startPublisher({
      host: '192.0.2.1',
      wsPort: 0,
      webPort: 0,
      hub: createHub(),
      rendererDir: rendererDirectory(),
      info: INFO,
      status: () => appStatus(),
      log: () => {},
    });
    await expect(start).rejects.toThrow('This machine has no address 192.0.2.1 to listen on: correct it with --host.');
  });

  test('says goodbye with 1001 to every client and frees both ports', async () => {
    const { publisher, ws, webWs, hub } = await serve();
    const codes: number[] = [];
    const clients = [await view(ws), await view(webWs), await subscribe(ws, 'trades')];
    for (const { webSocket } of clients) webSocket.on('close', (code) => codes.push(code));
    const silent = await subscribe(ws, 'statistics');
    silent.webSocket.pause();
    await publisher.stop();
    await until(() => codes.length === 3, 'the goodbyes');
    expect(codes).toEqual([1001, 1001, 1001]);
    const again = await serve({ hub, wsPort: publisher.wsPort, webPort: publisher.webPort });
    expect(again.publisher.wsPort).toBe(publisher.wsPort);
  });
});

test('what waits for a window counts as what waits for a browser', async () => {
  const { publisher } = await serve();
  expect(publisher.figures().largestBufferBytes).toBe(0);
  const viewer = publisher.open({ send() {}, bufferedBytes: () => 4_321, close() {} });
  expect(publisher.figures().largestBufferBytes).toBe(4_321);
  viewer.gone();
  expect(publisher.figures().largestBufferBytes).toBe(0);
});
