import { afterEach } from 'vitest';
import type { Trade } from '../../../../engine/trade.ts';
import { createClock } from '../../../../main/clock.ts';
import {
  createPolygonFeed,
  type PolygonFeed,
  type PolygonFeedOptions,
} from '../../../../main/feed/polygon/polygon-feed.ts';
import type { PolygonTimings } from '../../../../main/feed/polygon/timings.ts';
import type { OutgoingTrade } from '../../../polygon-server/encode.ts';
import { type PolygonServer, type PolygonServerOptions, startPolygonServer } from '../../../polygon-server/server.ts';
import { type Collected, collect } from '../collect.ts';

/** The client's time constants, much shorter, in the same order. */
export const FAST: PolygonTimings = {
  stepTimeoutMs: 400,
  pingEveryMs: 50,
  deadAfterMs: 600,
  warnNoTradeMs: 250,
  reconnectNoTradeMs: 900,
  backoffFloorMs: 20,
  backoffBaseMs: 40,
  backoffCapMs: 300,
  stableAfterMs: 400,
  connectionLimitWaitMs: 500,
  tickMs: 10,
  closeGraceMs: 100,
};

export const KEY = 'a-Secret_Key';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.stop()));
});

/** A server that is stopped after the test. */
export async function serve(options: PolygonServerOptions = {}): Promise<PolygonServer> {
  const server = await startPolygonServer(options);
  open.push(server);
  return server;
}

export interface CollectedPolygon extends Collected {
  readonly feed: PolygonFeed;
  /** The states in the order they came, without repetitions. */
  states(): string[];
}

/** A started client with short timings that is stopped after the test. */
export function connect(url: string, options: Partial<PolygonFeedOptions> = {}): CollectedPolygon {
  const feed = createPolygonFeed({
    key: KEY,
    clock: createClock(),
    url,
    ...options,
    timings: { ...FAST, ...options.timings },
  });
  open.push(feed);
  const collected = collect(feed);
  const states = () => collected.statuses.map((status) => status.state).filter((state, i, all) => state !== all[i - 1]);
  return { ...collected, feed, states };
}

let sequence = 0;

/** A trade as the server sends it, with its own id, just made. */
export function outgoing(fields: Partial<Trade> = {}, id: string | null | undefined = undefined): OutgoingTrade {
  sequence += 1;
  const timeMs = Date.now() - 30;
  return {
    trade: {
      pair: 'BTC-USD',
      price: 100 + sequence,
      size: 0.5,
      side: 'buy',
      exchange: 1,
      tradeId: null,
      tradeTimeMs: timeMs,
      vendorTimeMs: null,
      receivedTimeUs: 0,
      ...fields,
    },
    timeMs: fields.tradeTimeMs ?? timeMs,
    vendorTimeMs: timeMs + 10,
    id: id === undefined ? `id-${sequence}` : id,
    sequence,
  };
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends a trade every 10 ms until the returned function is called or the test ends. */
export function trickle(server: PolygonServer): () => void {
  const timer = setInterval(() => server.send([outgoing()]), 10);
  open.push({ stop: async () => clearInterval(timer) });
  return () => clearInterval(timer);
}
