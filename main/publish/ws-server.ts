import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  answer,
  answerError,
  entityTag,
  isNotModified,
  JSON_TYPE,
  passOnOtherUpgrade,
  pathOf,
  refuseUpgrade,
} from './http-answers.ts';
import { type Listening, listen } from './listen.ts';
import type { ReferencePublisher } from './reference-publisher.ts';
import { describeTables, isReferenceTable, REFERENCE_TABLES } from './reference-tables.ts';
import { hostOf, isSecure } from './request-host.ts';
import { STREAM_PATH } from './stream-messages.ts';
import type { StreamPublisher } from './stream-publisher.ts';
import { acceptStream } from './stream-socket.ts';
import type { WebSockets } from './websockets.ts';

export interface WsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly reference: ReferencePublisher;
  readonly streams: StreamPublisher;
  readonly webSockets: WebSockets;
}

const METHODS = 'GET, OPTIONS';
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': METHODS,
  'access-control-allow-headers': '*',
  'access-control-expose-headers': 'ETag',
};
const UNKNOWN_TABLE = `Invalid table requested. There are: ${REFERENCE_TABLES.join(', ')}.`;
const NOT_FOUND = 'Not found. There are: /tables, /snap/{table}, /subscribe/{table}.';

/** The part of a path after its prefix, decoded; null for another path or a malformed escape. */
function nameAfter(path: string, prefix: string): string | null {
  if (!path.startsWith(prefix)) return null;
  try {
    return decodeURIComponent(path.slice(prefix.length));
  } catch {
    return null;
  }
}

function answerJson(request: IncomingMessage, response: ServerResponse, body: string): void {
  const etag = entityTag(body);
  const headers = { ...CORS, etag, 'cache-control': 'no-cache' };
  if (isNotModified(request, etag)) response.writeHead(304, headers).end();
  else answer(response, 200, body, { ...headers, 'content-type': JSON_TYPE });
}

/** Port 7678: the original system's protocol, and our own stream beside it. */
export function startWsServer(options: WsServerOptions): Promise<Listening> {
  const { reference, streams, webSockets } = options;

  function answerTables(request: IncomingMessage, response: ServerResponse): void {
    const host = hostOf(request);
    if (host === null) {
      answerError(response, 400, 'The Host header is missing or malformed.', CORS);
      return;
    }
    answerJson(request, response, describeTables(`${isSecure(request) ? 'wss' : 'ws'}://${host.text}`));
  }

  function answerSnapshot(request: IncomingMessage, response: ServerResponse, table: string): void {
    if (isReferenceTable(table)) answerJson(request, response, reference.snapshotBody(table));
    else answerError(response, 404, UNKNOWN_TABLE, CORS);
  }

  function answerSubscription(request: IncomingMessage, response: ServerResponse, table: string): void {
    if (!isReferenceTable(table)) answerError(response, 404, UNKNOWN_TABLE);
    else if (request.method === 'GET') answerError(response, 400, 'Can "Upgrade" only to "WebSocket".');
    else answerError(response, 405, 'Only GET is possible here.', { allow: 'GET' });
  }

  const server = createServer((request, response) => {
    const path = pathOf(request);
    const subscription = nameAfter(path, '/subscribe/');
    if (subscription !== null) {
      answerSubscription(request, response, subscription);
      return;
    }
    if (path === STREAM_PATH) {
      answerError(response, 426, 'This is a WebSocket stream.', { upgrade: 'websocket', connection: 'Upgrade' });
      return;
    }
    const snapshot = nameAfter(path, '/snap/');
    if (path !== '/tables' && snapshot === null) answerError(response, 404, NOT_FOUND);
    else if (request.method === 'OPTIONS') response.writeHead(204, CORS).end();
    else if (request.method !== 'GET') {
      answerError(response, 405, `Only ${METHODS} are possible here.`, { ...CORS, allow: METHODS });
    } else if (snapshot === null) answerTables(request, response);
    else answerSnapshot(request, response, snapshot);
  });

  server.on('upgrade', (request, socket, head) => {
    if (passOnOtherUpgrade(server, request, socket)) return;
    const path = pathOf(request);
    if (path === STREAM_PATH) {
      acceptStream(streams, webSockets, request, socket, head);
      return;
    }
    const table = nameAfter(path, '/subscribe/');
    if (table === null) refuseUpgrade(socket, 404, NOT_FOUND);
    else if (!isReferenceTable(table)) refuseUpgrade(socket, 404, UNKNOWN_TABLE);
    else webSockets.accept(request, socket, head, (webSocket) => reference.subscribe(webSocket, table));
  });
  return listen(server, options.host, options.port, '--ws-port');
}
