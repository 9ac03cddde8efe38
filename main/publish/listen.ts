import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_CONNECTIONS = 2_000;
const CLOSE_GRACE_MS = 500;

/** A port could not be opened; the message is one sentence for people. */
export class PortError extends Error {}

/** A server that accepts connections. */
export interface Listening {
  readonly port: number;
  /** Stops accepting, lets what is being answered finish for half a second, then drops every connection. */
  close(): Promise<void>;
}

function explain(error: unknown, host: string, port: number, option: string): PortError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new PortError(
        `Port ${port} on ${host} is already in use, perhaps by another copy of this program: stop it, or choose another port with ${option}.`,
      );
    case 'EACCES':
      return new PortError(
        `Port ${port} on ${host} may not be opened by this user: choose one above 1023 with ${option}.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new PortError(`This machine has no address ${host} to listen on: correct it with --host.`);
    default:
      return new PortError(
        `Port ${port} on ${host} cannot be opened (${String(error)}): choose another with ${option}.`,
      );
  }
}

/** Starts a server; rejects with a PortError that says which port it was and which option changes it. */
export async function listen(server: Server, host: string, port: number, option: string): Promise<Listening> {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = MAX_CONNECTIONS;
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, host, port, option)));
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
