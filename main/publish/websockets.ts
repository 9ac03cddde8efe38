import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { refuseUpgrade } from './http-answers.ts';

const PING_INTERVAL_MS = 15_000;
const MISSED_PINGS = 2;
const CLOSE_GRACE_MS = 1_000;
const MAX_MESSAGE_BYTES = 16 * 1024;
const MAX_SOCKETS = 1_000;

export interface WebSocketsOptions {
  readonly pingIntervalMs?: number;
  readonly maxSockets?: number;
}

/** All WebSockets of both servers: accepted, kept alive and ended in one place. */
export interface WebSockets {
  /** Until then clients are told to come back. */
  start(): void;
  /** Finishes the handshake and hands the open socket over. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, opened: (webSocket: WebSocket) => void): void;
  count(): number;
  /** Sockets dropped because they answered no pings. */
  unanswered(): number;
  /** The most bytes that wait for any one client. */
  largestBuffer(): number;
  /** Ends all sockets and resolves when they are gone. */
  stop(code: number, reason: string): Promise<void>;
}

/** Says goodbye, and drops the connection if that is not answered soon: a client that does not read never answers. */
export function dropWebSocket(webSocket: WebSocket, code: number, reason: string): void {
  if (webSocket.readyState === webSocket.CLOSED) return;
  webSocket.close(code, reason);
  const timer = setTimeout(() => webSocket.terminate(), CLOSE_GRACE_MS);
  webSocket.once('close', () => clearTimeout(timer));
}

export function createWebSockets(options: WebSocketsOptions = {}): WebSockets {
  const { pingIntervalMs = PING_INTERVAL_MS, maxSockets = MAX_SOCKETS } = options;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: true,
    maxPayload: MAX_MESSAGE_BYTES,
  });
  /** Pings since the last sign of life. */
  const missed = new Map<WebSocket, number>();
  let unanswered = 0;
  let state: 'starting' | 'running' | 'stopping' = 'starting';

  const timer = setInterval(() => {
    for (const [webSocket, pings] of missed) {
      if (pings >= MISSED_PINGS) {
        unanswered += 1;
        missed.delete(webSocket);
        dropWebSocket(webSocket, 1011, 'pings were not answered');
      } else {
        missed.set(webSocket, pings + 1);
        if (webSocket.readyState === webSocket.OPEN) webSocket.ping();
      }
    }
  }, pingIntervalMs);

  return {
    start() {
      state = 'running';
    },
    accept(request, socket, head, opened) {
      if (state !== 'running' || missed.size >= maxSockets) {
        refuseUpgrade(socket, 503, state === 'running' ? 'Too many clients are connected.' : `The server is ${state}.`);
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        missed.set(webSocket, 0);
        const alive = () => missed.has(webSocket) && missed.set(webSocket, 0);
        webSocket.on('pong', alive);
        webSocket.on('message', alive);
        // Protocol faults of a client close its socket; there is nothing to add.
        webSocket.on('error', () => {});
        webSocket.on('close', () => missed.delete(webSocket));
        opened(webSocket);
      });
    },
    count: () => missed.size,
    unanswered: () => unanswered,
    largestBuffer() {
      let largest = 0;
      for (const webSocket of missed.keys()) largest = Math.max(largest, webSocket.bufferedAmount);
      return largest;
    },
    async stop(code, reason) {
      state = 'stopping';
      clearInterval(timer);
      const gone = [...missed.keys()].map(
        (webSocket) => new Promise<void>((resolve) => webSocket.once('close', () => resolve())),
      );
      for (const webSocket of missed.keys()) dropWebSocket(webSocket, code, reason);
      await Promise.all(gone);
    },
  };
}
