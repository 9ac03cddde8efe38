import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { queryOf, refuseUpgrade } from './http-answers.ts';
import { isSameSite, isThisMachine } from './request-host.ts';
import type { StreamPublisher } from './stream-publisher.ts';
import { dropWebSocket, type WebSockets } from './websockets.ts';

/** Opens our own stream on a WebSocket; pages of other sites are refused. */
export function acceptStream(
  streams: StreamPublisher,
  webSockets: WebSockets,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  if (!isSameSite(request)) {
    refuseUpgrade(socket, 403, 'This stream is for the dashboard page of this server; other pages use /subscribe.');
    return;
  }
  webSockets.accept(request, socket, head, (webSocket) => {
    const viewer = streams.open(
      {
        send: (text) => webSocket.send(text, () => {}),
        bufferedBytes: () => webSocket.bufferedAmount,
        close: (code, reason) => dropWebSocket(webSocket, code, reason),
      },
      { packed: queryOf(request).get('deltas') === 'packed', steers: isThisMachine(request) },
    );
    webSocket.on('message', (data, isBinary) => viewer.receive(isBinary ? null : data.toString()));
    webSocket.on('close', () => viewer.gone());
  });
}
