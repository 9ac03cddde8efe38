import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Trade } from '../../engine/trade.ts';
import { Market } from '../../main/feed/demo/market.ts';
import { readTrades } from '../../main/parquet/read-trades.ts';
import type { OutgoingTrade } from './encode.ts';

/** Trades with the pace at which they go out. */
export interface TradeSource {
  /** Calls `send` for what is due, until the end or until `signal` is aborted. `drained` resolves when clients have read. */
  play(
    send: (trades: readonly OutgoingTrade[]) => void,
    drained: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
}

export interface TapeOptions {
  readonly path: string;
  /** Times the recorded pace; Infinity = as fast as the clients read. */
  readonly speed: number;
  /** Play once and fall silent, instead of again and again. */
  readonly once: boolean;
  /** Send the recorded exchange times instead of moving them to today. */
  readonly keepTimes: boolean;
  /** Make up ids: the tapes kept none. */
  readonly ids: boolean;
}

const CHUNK_AT_FULL_SPEED = 500;
const DEMO_TICK_MS = 10;

/** A recorded tape, at its recorded pace times `speed`. */
export function tapeSource(options: TapeOptions): TradeSource {
  return {
    async play(send, drained, signal) {
      for (let round = 0; !signal.aborted && (round === 0 || !options.once); round++) {
        await playOnce(options, round, send, drained, signal);
      }
    },
  };
}

async function playOnce(
  options: TapeOptions,
  round: number,
  send: (trades: readonly OutgoingTrade[]) => void,
  drained: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const startMs = Date.now();
  let firstMs: number | null = null;
  let sequence = 0;
  for await (const { trades } of readTrades(options.path)) {
    firstMs ??= Math.floor((trades[0]?.receivedTimeUs ?? 0) / 1_000);
    const dueMs = (trade: Trade) => startMs + (trade.receivedTimeUs / 1_000 - (firstMs ?? 0)) / options.speed;
    for (let i = 0; i < trades.length; ) {
      if (signal.aborted) return;
      const now = Date.now();
      const due: OutgoingTrade[] = [];
      while (i < trades.length && due.length < CHUNK_AT_FULL_SPEED) {
        const trade = trades[i] as Trade;
        const atMs = dueMs(trade);
        if (atMs > now) break;
        due.push(outgoing(trade, atMs, options, round, sequence));
        sequence += 1;
        i += 1;
      }
      if (due.length > 0) {
        send(due);
        await drained();
        await setImmediate();
      } else {
        await sleep(Math.min(1_000, Math.max(1, dueMs(trades[i] as Trade) - now)));
      }
    }
  }
}

function outgoing(trade: Trade, atMs: number, options: TapeOptions, round: number, sequence: number): OutgoingTrade {
  const latencyMs = trade.receivedTimeUs / 1_000 - trade.tradeTimeMs;
  const timeMs = options.keepTimes ? trade.tradeTimeMs : Math.round(atMs - latencyMs);
  const number = sequence + 1 + round * 1e9;
  return {
    trade,
    timeMs,
    vendorTimeMs: Math.max(timeMs, Math.round(timeMs + latencyMs / 2)),
    id: options.ids ? `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}` : null,
    sequence: number,
  };
}

export interface DemoOptions {
  readonly tradesPerSecond: number;
  readonly pairs: number;
  readonly seed: number;
}

/** The simulated market of the application, for ever. */
export function demoSource(options: DemoOptions): TradeSource {
  return {
    async play(send, drained, signal) {
      const market = new Market({ ...options, startUs: Date.now() * 1_000 });
      let sequence = 0;
      while (!signal.aborted) {
        const trades = market.advance(Date.now() * 1_000).map((trade): OutgoingTrade => {
          sequence += 1;
          const vendorTimeMs = trade.vendorTimeMs ?? trade.tradeTimeMs;
          return { trade, timeMs: trade.tradeTimeMs, vendorTimeMs, id: trade.tradeId, sequence };
        });
        if (trades.length > 0) send(trades);
        await drained();
        await sleep(DEMO_TICK_MS);
      }
    },
  };
}
