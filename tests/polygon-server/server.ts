import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { Broadcast, type SentCounters } from './broadcast.ts';
import type { OutgoingTrade } from './encode.ts';
import type { FaultName } from './faults.ts';
import { MarketMemory } from './market-memory.ts';
import { createRest } from './rest.ts';
import { Session, type SessionContext } from './session.ts';
import type { TradeSource } from './source.ts';

export interface PolygonServerOptions {
  /** Default 0: any free port. Always on 127.0.0.1. */
  readonly port?: number;
  /** The accepted key; null (default) accepts every non-empty one. */
  readonly key?: string | null;
  /** What to send once the first client has subscribed; null (default): only what `send` is given. */
  readonly source?: TradeSource | null;
  readonly faults?: Iterable<FaultName>;
  readonly refusedChannels?: Iterable<string>;
  readonly authTimeoutMs?: number;
  readonly slowFeedDelayMs?: number;
  /** REST requests allowed within a minute; default no limit. */
  readonly restRequestsPerMinute?: number;
  /** For the faults that come again and again: silent-drop, clean-close, and the imagined newcomer of max-connections-evict. */
  readonly faultEveryMs?: number;
}

export interface PolygonServer {
  readonly port: number;
  readonly url: string;
  /** Base address of the REST interface, which knows every trade of the source, also what no client was sent. */
  readonly restUrl: string;
  readonly sent: Readonly<SentCounters>;
  readonly counters: Readonly<ServerCounters>;
  readonly sessions: ReadonlySet<Session>;
  readonly faults: ReadonlySet<FaultName>;
  enable(...faults: readonly FaultName[]): void;
  disable(...faults: readonly FaultName[]): void;
  /** Sends trades now. */
  send(trades: readonly OutgoingTrade[]): void;
  /** Sends a frame as it is to every client. */
  sendRaw(frame: string): void;
  repeatRecent(): void;
  /** Cuts every connection without a close frame. */
  drop(): void;
  /** Closes every connection with a code. */
  close(code: number, reason?: string): void;
  /** Resolves when the source has come to its end. */
  readonly played: Promise<void>;
  stop(): Promise<void>;
}

export interface ServerCounters {
  /** Sockets that were opened, also those that never got an answer. */
  connections: number;
  subscriptions: number;
  pings: number;
  refusedAsOneTooMany: number;
  restRequests: number;
}

/** More than this unsent to some client pauses a source at full speed. */
const MAX_BUFFERED_BYTES = 1 << 20;

/** Starts a server that speaks the Polygon/Massive crypto protocol over real sockets on this computer. */
export async function startPolygonServer(options: PolygonServerOptions = {}): Promise<PolygonServer> {
  const faultEveryMs = options.faultEveryMs ?? 20_000;
  const faults = new Set<FaultName>(options.faults);
  const sessions = new Set<Session>();
  const sockets = new Set<Socket>();
  const counters: ServerCounters = {
    connections: 0,
    subscriptions: 0,
    pings: 0,
    refusedAsOneTooMany: 0,
    restRequests: 0,
  };
  const broadcast = new Broadcast(sessions, faults, options.slowFeedDelayMs ?? 6_000);
  const memory = new MarketMemory(faults);
  const happen = (trades: readonly OutgoingTrade[]): void => {
    memory.add(trades);
    broadcast.send(trades);
  };
  const abort = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  let startSource = () => {};
  const played = new Promise<void>((resolve, reject) => {
    startSource = () => {
      startSource = () => {};
      const playing = options.source?.play(happen, drained, abort.signal);
      playing?.then(resolve, reject);
    };
  });
  // A failing source is reported where `played` is awaited.
  played.catch(() => {});

  const context: SessionContext = {
    faults,
    key: options.key ?? null,
    refusedChannels: new Set(options.refusedChannels),
    authTimeoutMs: options.authTimeoutMs ?? 10_000,
    onSubscribed,
    onEnd: (session) => sessions.delete(session),
  };
  const rest = createRest({
    key: options.key ?? null,
    faults,
    trades: (ticker) => memory.tradesOf(ticker),
    ...(options.restRequestsPerMinute !== undefined && { requestsPerMinute: options.restRequestsPerMinute }),
  });
  const http = createServer((request, response) => {
    counters.restRequests += 1;
    rest(request, response);
  });
  const wss = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false });
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  http.on('upgrade', (request, socket, head) => {
    counters.connections += 1;
    if (faults.has('no-open')) return;
    wss.handleUpgrade(request, socket, head, (client) => {
      client.on('ping', () => {
        counters.pings += 1;
      });
      sessions.add(new Session(client, context, request.url === '/crypto'));
    });
  });
  const repeating = setInterval(breakConnections, faultEveryMs);
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;

  function onSubscribed(session: Session): void {
    counters.subscriptions += 1;
    if (faults.has('max-connections')) {
      refuse(session);
    } else if (faults.has('max-connections-evict')) {
      for (const older of sessions) if (older !== session && older.subscribed) refuse(older);
      later(faultEveryMs, () => {
        if (faults.has('max-connections-evict') && sessions.has(session)) refuse(session);
      });
    }
    startSource();
  }

  function refuse(session: Session): void {
    counters.refusedAsOneTooMany += 1;
    session.refuseAsOneTooMany();
  }

  function breakConnections(): void {
    if (faults.has('silent-drop')) drop();
    if (faults.has('clean-close')) close(1000);
  }

  function drop(): void {
    for (const session of sessions) session.socket.terminate();
  }

  function close(code: number, reason = ''): void {
    for (const session of sessions) session.socket.close(code, reason);
  }

  function later(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  }

  async function drained(): Promise<void> {
    const isBehind = (session: Session) => session.socket.bufferedAmount > MAX_BUFFERED_BYTES;
    while (!abort.signal.aborted && [...sessions].some(isBehind)) await sleep(1);
  }

  return {
    port,
    url: `ws://127.0.0.1:${port}/crypto`,
    restUrl: `http://127.0.0.1:${port}`,
    sent: broadcast.sent,
    counters,
    sessions,
    faults,
    enable(...names) {
      for (const name of names) faults.add(name);
      breakConnections();
    },
    disable(...names) {
      for (const name of names) faults.delete(name);
    },
    send: happen,
    sendRaw: (frame) => {
      for (const session of sessions) session.send(frame);
    },
    repeatRecent: () => broadcast.repeatRecent(),
    drop,
    close,
    played,
    async stop() {
      abort.abort();
      clearInterval(repeating);
      for (const timer of timers) clearTimeout(timer);
      broadcast.stop();
      drop();
      for (const socket of sockets) socket.destroy();
      wss.close();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
