import { createHash } from 'node:crypto';
import { type IncomingMessage, type OutgoingHttpHeaders, type Server, ServerResponse, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export const JSON_TYPE = 'application/json; charset=utf-8';

/** The path of a request without its query, not decoded and not normalised. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

export function queryOf(request: IncomingMessage): URLSearchParams {
  return new URLSearchParams((request.url ?? '').slice(pathOf(request).length));
}

/** The body of every refusal. */
export function errorBody(message: string): string {
  return JSON.stringify({ error: message });
}

/** Ends a response; a HEAD request gets the headers only. */
export function answer(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

export function answerError(
  response: ServerResponse,
  status: number,
  message: string,
  headers: OutgoingHttpHeaders = {},
): void {
  answer(response, status, errorBody(message), { 'content-type': JSON_TYPE, 'cache-control': 'no-store', ...headers });
}

/** A strong entity tag of exactly these bytes. */
export function entityTag(body: string | Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
}

/** Whether the client already has the entity (If-None-Match: weak comparison, lists and `*`). */
export function isNotModified(request: IncomingMessage, etag: string): boolean {
  const known = request.headers['if-none-match'];
  if (known === undefined) return false;
  return known.split(',').some((tag) => {
    const trimmed = tag.trim();
    return trimmed === '*' || trimmed.replace(/^W\//, '') === etag;
  });
}

/** Refuses an upgrade with an ordinary response. */
export function refuseUpgrade(socket: Duplex, status: number, message: string): void {
  const body = errorBody(message);
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${JSON_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/**
 * Node hands every request with an Upgrade header to the upgrade listener. One that does not ask for a WebSocket (some
 * clients offer HTTP/2 that way) is an ordinary request: returns true after having passed it on.
 */
export function passOnOtherUpgrade(server: Server, request: IncomingMessage, socket: Duplex): boolean {
  if (request.headers.upgrade?.toLowerCase() === 'websocket' || !(socket instanceof Socket)) return false;
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => socket.end());
  server.emit('request', request, response);
  return true;
}
