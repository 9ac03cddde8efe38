import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { Trade } from '../../../engine/trade.ts';
import { createReadCounters, describeTrades, readTrades, type TradeBatch } from '../../parquet/read-trades.ts';
import type { Feed, FeedEvents, FeedState, FeedStatus } from '../feed.ts';
import { TapeClock } from './tape-clock.ts';

export interface ReplayFeedOptions {
  /** A Parquet file or dataset of trades. */
  readonly path: string;
  /** Times the recorded pace, above 0; Infinity = as fast as the receiver takes them. */
  readonly speed: number;
}

export interface ReplayFeed extends Feed {
  /** First and last arrival on the tape, Unix microseconds. */
  readonly firstUs: number;
  readonly lastUs: number;
  pause(): void;
  resume(): void;
  setSpeed(speed: number): void;
}

/** Trades handed over at once, and the time after which other work gets its turn. */
const CHUNK_TRADES = 256;
const TURN_MS = 3;
/** Longest sleep between two looks at the tape. */
const MAX_WAIT_MS = 1_000;

/** Opens a recording as a feed. Throws ParquetFileError if it cannot be read, or holds no trades. */
export async function openReplayFeed(options: ReplayFeedOptions): Promise<ReplayFeed> {
  const { firstNs, lastNs } = await describeTrades(options.path);
  if (firstNs === null || lastNs === null) throw new Error(`${options.path} holds no trades.`);
  return new Replay(options, Number(firstNs / 1_000n), Number(lastNs / 1_000n));
}

class Replay implements ReplayFeed {
  readonly firstUs: number;
  readonly lastUs: number;
  readonly #path: string;
  readonly #clock: TapeClock;
  readonly #read = createReadCounters();
  readonly #counters = { trades: 0, outOfOrder: 0, sideless: 0 };
  #events: FeedEvents | null = null;
  #state: FeedState = 'idle';
  #detail: string | null = null;
  #lastTradeUs: number | null = null;
  #lastTradeTimeMs = 0;
  #playing: Promise<void> = Promise.resolve();
  #stopping = false;
  #reportedUnusableRows = 0;
  #wake: () => void = () => {};

  constructor(options: ReplayFeedOptions, firstUs: number, lastUs: number) {
    this.firstUs = firstUs;
    this.lastUs = lastUs;
    this.#path = options.path;
    this.#clock = new TapeClock(firstUs, options.speed, () => performance.now());
  }

  start(events: FeedEvents): void {
    if (this.#events !== null || this.#stopping) return;
    this.#events = events;
    this.#clock.setPaused(false);
    this.#setState('live', this.#pace());
    this.#playing = this.#play().then(
      () => this.#setState('stopped', 'end of recording'),
      (error: Error) => this.#setState('stopped', error.message),
    );
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#events = null;
    this.#wake();
    await this.#playing;
    this.#state = 'stopped';
    this.#detail = null;
  }

  pause(): void {
    this.#change(() => this.#clock.setPaused(true));
  }

  resume(): void {
    this.#change(() => this.#clock.setPaused(false));
  }

  setSpeed(speed: number): void {
    this.#change(() => this.#clock.setSpeed(speed));
  }

  nowUs(): number {
    return this.#clock.positionUs();
  }

  status(): FeedStatus {
    const lastTradeMs = this.#lastTradeUs === null ? null : this.#lastTradeUs / 1_000;
    return {
      kind: 'replay',
      state: this.#state,
      source: basename(this.#path),
      detail: this.#detail,
      warning:
        this.#read.unusableRows === 0
          ? null
          : `${this.#read.unusableRows} rows cannot be used; the first: ${this.#read.firstProblem}.`,
      lastTradeMs,
      lastFrameMs: lastTradeMs,
      clockSkewMs: null,
      counters: {
        ...this.#counters,
        malformed: this.#read.unusableRows,
        frames: 0,
        duplicates: 0,
        ignored: 0,
        reconnects: 0,
        gaps: 0,
      },
    };
  }

  /** Plays batch after batch; the next one is decoded meanwhile. */
  async #play(): Promise<void> {
    const batches = readTrades(this.#path, this.#read);
    try {
      let next = batches.next();
      for (;;) {
        const { done, value } = await next;
        if (done === true || this.#stopping) return;
        next = batches.next();
        // A failure is met when its turn comes; until then it must not count as unhandled.
        next.catch(() => {});
        this.#reportUnusableRows();
        await this.#playBatch(value);
      }
    } finally {
      await batches.return();
    }
  }

  async #playBatch({ trades }: TradeBatch): Promise<void> {
    let turnEndMs = performance.now() + TURN_MS;
    for (let start = 0; start < trades.length && !this.#stopping; ) {
      this.#clock.setHorizon((trades[start] as Trade).receivedTimeUs);
      const end = this.#clock.paused ? start : endOfDue(trades, start, this.#clock.dueUs());
      if (end === start) {
        await this.#waitFor(this.#clock.msUntil((trades[start] as Trade).receivedTimeUs));
        turnEndMs = performance.now() + TURN_MS;
        continue;
      }
      this.#deliver(trades.slice(start, end));
      start = end;
      if (performance.now() >= turnEndMs) {
        await setImmediate();
        turnEndMs = performance.now() + TURN_MS;
      }
    }
  }

  #deliver(trades: Trade[]): void {
    for (let i = 0; i < trades.length; i++) {
      let trade = trades[i] as Trade;
      // A foreign file may not be in order of arrival; its order is kept, and time stands still meanwhile.
      if (trade.receivedTimeUs < (this.#lastTradeUs ?? 0)) {
        trade = { ...trade, receivedTimeUs: this.#lastTradeUs ?? 0 };
        trades[i] = trade;
      }
      if (trade.side === 'unknown') this.#counters.sideless += 1;
      if (trade.tradeTimeMs < this.#lastTradeTimeMs) this.#counters.outOfOrder += 1;
      this.#lastTradeTimeMs = trade.tradeTimeMs;
      this.#lastTradeUs = trade.receivedTimeUs;
    }
    this.#counters.trades += trades.length;
    this.#clock.setHorizon(this.#lastTradeUs ?? this.firstUs);
    this.#events?.onTrades(trades);
  }

  #reportUnusableRows(): void {
    if (this.#read.unusableRows === this.#reportedUnusableRows) return;
    this.#reportedUnusableRows = this.#read.unusableRows;
    this.#events?.onStatus(this.status());
  }

  /** Sleeps, or until pace, pause or the end change. */
  async #waitFor(ms: number): Promise<void> {
    if (this.#stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(MAX_WAIT_MS, Math.ceil(ms)));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #change(change: () => void): void {
    change();
    this.#wake();
    if (this.#state === 'live') this.#setState('live', this.#pace());
  }

  #pace(): string {
    if (this.#clock.paused) return 'paused';
    return this.#clock.speed === Number.POSITIVE_INFINITY ? 'at full speed' : `at ${this.#clock.speed}x`;
  }

  #setState(state: FeedState, detail: string): void {
    this.#state = state;
    this.#detail = detail;
    this.#events?.onStatus(this.status());
  }
}

/** Index after the last trade of a chunk that has arrived by `dueUs`. */
function endOfDue(trades: readonly Trade[], start: number, dueUs: number): number {
  const last = Math.min(trades.length, start + CHUNK_TRADES);
  let end = start;
  while (end < last && (trades[end] as Trade).receivedTimeUs <= dueUs) end += 1;
  return end;
}
