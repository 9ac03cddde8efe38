import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ClientMessage } from '../../../main/publish/stream-messages.ts';
import type { AppStatus } from '../../../main/status.ts';
import { type StreamClient, type StreamState, startStream } from '../../../renderer/stream/stream-client.ts';
import { webSocketConnect } from '../../../renderer/transport/websocket-connection.ts';

/** A real WebSocket server that sends what the test tells it to. */
export interface ScriptedServer {
  readonly url: string;
  /** What clients sent, in order. */
  readonly received: ClientMessage[];
  readonly connections: number;
  send(header: object, body?: string): void;
  /** Ends all connections without a close frame. */
  dropAll(): void;
}

export const INFO = { product: 'p', version: '0', profile: 'standard', publishIntervalS: 1, webPort: 1, wsPort: 2 };

/** Starts a server on a free port; each new connection gets a hello. */
export async function startScriptedServer(greeting: object = { type: 'hello', version: 1, info: INFO }) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const received: ClientMessage[] = [];
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    socket.send(JSON.stringify(greeting));
    socket.on('message', (data) => received.push(JSON.parse(String(data))));
  });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    get connections() {
      return connections;
    },
    send(header: object, body?: string) {
      const text = JSON.stringify(header) + (body === undefined ? '' : `\n${body}`);
      for (const socket of server.clients) socket.send(text);
    },
    dropAll() {
      for (const socket of server.clients) socket.terminate();
    },
  } satisfies ScriptedServer;
}

export interface Watched {
  readonly client: StreamClient;
  readonly states: StreamState[];
  readonly tables: { table: string; mode: string; seq: number; body: string }[];
  readonly statuses: AppStatus[];
}

/** Starts the page's stream client on these addresses and remembers everything that it says. */
export function watchStream(urls: string[], nowMs?: () => number): Watched {
  vi.stubGlobal('WebSocket', WebSocket);
  const states: StreamState[] = [];
  const tables: Watched['tables'] = [];
  const statuses: AppStatus[] = [];
  const client = startStream(
    webSocketConnect(urls),
    {
      onHello: () => {},
      onTable: ({ table, mode, seq }, body) => {
        tables.push({ table, mode, seq, body });
      },
      onStatus: (status) => statuses.push(status),
      onState: (state) => states.push(state),
    },
    nowMs,
  );
  onTestFinished(() => {
    client.stop();
    vi.unstubAllGlobals();
  });
  return { client, states, tables, statuses };
}
