import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../../main/publish/listen.ts';
import { createWebSockets } from '../../../main/publish/websockets.ts';
import { connect, refusal, until } from './clients.ts';

test('clients are let in between start and stop only, and told to come back before', async () => {
  const webSockets = createWebSockets();
  const server = createServer();
  server.on('upgrade', (request, socket, head) => webSockets.accept(request, socket, head, () => {}));
  const { port, close } = await listen(server, '127.0.0.1', 0, '--port');
  onTestFinished(close);
  const address = `ws://127.0.0.1:${port}/`;
  expect(await refusal(address)).toEqual({ status: 503, body: '{"error":"The server is starting."}' });
  webSockets.start();
  let goodbye = 0;
  (await connect(address)).on('close', (code) => {
    goodbye = code;
  });
  await until(() => webSockets.count() === 1, 'the client');
  const stopped = webSockets.stop(1001, 'closing');
  expect(await refusal(address)).toEqual({ status: 503, body: '{"error":"The server is stopping."}' });
  await stopped;
  await until(() => goodbye !== 0, 'the goodbye');
  expect([goodbye, webSockets.count()]).toEqual([1001, 0]);
});
