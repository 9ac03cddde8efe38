import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { Trade } from '../../../engine/trade.ts';
import { describeTrades, readTradesOf, type TradeBatch, type TradeFileSpan } from '../../parquet/read-trades.ts';
import { snapshotJournals } from '../../recording/journal-snapshot.ts';
import { recordedGaps } from '../../recording/recorded-gaps.ts';
import { tradesWithin } from '../../recording/trades-within.ts';
import type { Feed, FeedEvents, FeedGap, FeedState, FeedStatus } from '../feed.ts';
import { TapeClock } from './tape-clock.ts';
import { TapeProblems } from './tape-problems.ts';

export interface ReplayFeedOptions {
  /** A Parquet file or dataset of trades, or a data directory with one. */
  readonly path: string;
  /** Times the recorded pace, above 0; Infinity = as fast as the receiver takes them. */
  readonly speed: number;
}

export type ReplayState = 'playing' | 'seeking' | 'ended';

export interface ReplayFeed extends Feed {
  /** First and last arrival on the tape, Unix microseconds. */
  readonly firstUs: number;
  readonly lastUs: number;
  /** What the recording consists of. */
  readonly files: readonly TradeFileSpan[];
  /** Outages that were recorded beside it, in order of time. */
  readonly gaps: readonly FeedGap[];
  /** Those of them that are over at the present place. */
  passedGaps(): readonly FeedGap[];
  readonly speed: number;
  readonly paused: boolean;
  readonly state: ReplayState;
  /** Arrival of the next trade where it is more than a minute away, else null. */
  readonly quietUntilUs: number | null;
  pause(): void;
  resume(): void;
  setSpeed(speed: number): void;
  /**
   * Goes to another place of the recording, back or forth; the clock may go back. The events tell when what came before is void, and when
   * the place is reached. Speed and pause stay as they are.
   */
  seek(toUs: number): void;
}

/**
 * What is played at full speed before a wanted place. Volatility and its mean look back 7 minutes; after half an hour less than
 * 1/1000 of the slowest average (half-life 180 s) is still that of a later start.
 */
export const WARM_UP_US = 30 * 60_000_000;

/** Trades handed over at once, and the time after which other work gets its turn. */
const CHUNK_TRADES = 256;
const TURN_MS = 3;
/** Longest sleep between two looks at the tape. */
const MAX_WAIT_MS = 1_000;
/** A quiet stretch is run through in steps of this: its seconds are evaluated, and that takes its time too. */
const QUIET_STEP_US = 5_000_000;
/** A longer time without a trade is told. */
const QUIET_US = 60_000_000;

/** Opens a recording as a feed; damaged files of a dataset are left out. Throws ParquetFileError if nothing can be read, or it holds no trades. */
export async function openReplayFeed(options: ReplayFeedOptions): Promise<ReplayFeed> {
  const path = await tradesWithin(options.path);
  const newest = await snapshotJournals(path);
  try {
    const problems = new TapeProblems(newest.problem);
    const { firstNs, lastNs, files } = await describeTrades(path, newest.files('trades'), problems.damaged);
    if (firstNs === null || lastNs === null) throw new Error(`${options.path} holds no trades.`);
    const span = { firstUs: Number(firstNs / 1_000n), lastUs: Number(lastNs / 1_000n) };
    return new Replay(options, { files, gaps: await recordedGaps(path), ...span }, problems, newest.remove);
  } catch (error) {
    await newest.remove();
    throw error;
  }
}

const isReplayFeed = (feed: Feed): feed is ReplayFeed => feed.status().kind === 'replay';

/** The feed as a replay, or null if it is none. */
export const asReplay = (feed: Feed): ReplayFeed | null => (isReplayFeed(feed) ? feed : null);

class Replay implements ReplayFeed {
  readonly firstUs: number;
  readonly lastUs: number;
  readonly files: readonly TradeFileSpan[];
  readonly gaps: readonly FeedGap[];
  readonly #path: string;
  readonly #removeScratch: () => Promise<void>;
  readonly #clock: TapeClock;
  readonly #problems: TapeProblems;
  readonly #counters = { trades: 0, outOfOrder: 0, sideless: 0 };
  #events: FeedEvents | null = null;
  #state: FeedState = 'idle';
  #detail: string | null = null;
  #lastTradeUs: number | null = null;
  #lastTradeTimeMs = 0;
  #playing: Promise<void> = Promise.resolve();
  #stopping = false;
  /** Trades before this are passed over. */
  #fromUs: number;
  /** Where to go as soon as what is being done can be left. */
  #wantedUs: number | null = null;
  /** Everything up to here was handed over, and was told of. */
  #playedUs: number;
  #nextUs: number | null = null;
  #wake: () => void = () => {};

  constructor(
    options: ReplayFeedOptions,
    { files, gaps, firstUs, lastUs }: Pick<ReplayFeed, 'files' | 'gaps' | 'firstUs' | 'lastUs'>,
    problems: TapeProblems,
    removeScratch: () => Promise<void>,
  ) {
    this.#problems = problems;
    this.#removeScratch = removeScratch;
    this.files = files;
    this.gaps = gaps;
    this.firstUs = firstUs;
    this.lastUs = lastUs;
    this.#fromUs = firstUs;
    this.#playedUs = firstUs;
    this.#path = options.path;
    this.#clock = new TapeClock(firstUs, options.speed, () => performance.now());
  }

  get speed(): number {
    return this.#clock.speed;
  }

  get paused(): boolean {
    return this.#clock.paused;
  }

  get state(): ReplayState {
    if (this.#wantedUs !== null || this.#clock.seekingUs !== null) return 'seeking';
    return this.#state === 'stopped' ? 'ended' : 'playing';
  }

  get quietUntilUs(): number | null {
    const isFar = this.#nextUs !== null && this.#nextUs - this.#clock.positionUs() > QUIET_US;
    return isFar && this.state === 'playing' ? this.#nextUs : null;
  }

  start(events: FeedEvents): void {
    if (this.#events !== null || this.#stopping) return;
    this.#events = events;
    this.#clock.setPaused(false);
    this.#setState('live', this.#pace());
    this.#playing = this.#run();
  }

  /** A recording loses nothing while nobody looks. */
  hold(): void {}

  release(): void {}

  reconnect(): void {}

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#events = null;
    this.#wake();
    await this.#playing;
    await this.#removeScratch();
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

  seek(toUs: number): void {
    if (this.#events === null) return;
    this.#wantedUs = Math.min(this.lastUs, Math.max(this.firstUs, Math.round(toUs)));
    this.#wake();
  }

  passedGaps(): readonly FeedGap[] {
    const nowUs = this.nowUs();
    return this.gaps.filter(({ toUs }) => toUs > this.firstUs && toUs <= nowUs);
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
      warning: this.#problems.text(),
      lastTradeMs,
      lastFrameMs: lastTradeMs,
      clockSkewMs: null,
      counters: {
        ...this.#counters,
        malformed: this.#problems.read.unusableRows,
        frames: 0,
        duplicates: 0,
        ignored: 0,
        reconnects: 0,
        gaps: this.passedGaps().length,
      },
    };
  }

  get #isInterrupted(): boolean {
    return this.#stopping || this.#wantedUs !== null;
  }

  /** Plays to the end, then waits there to be sent to another place. */
  async #run(): Promise<void> {
    while (!this.#stopping) {
      this.#beginSeek();
      const end = await this.#play().then(
        () => 'end of recording',
        (error: Error) => error.message,
      );
      if (this.#isInterrupted) continue;
      this.#endSeek();
      this.#setState('stopped', end);
      while (!this.#isInterrupted) await this.#waitFor(Number.POSITIVE_INFINITY);
    }
  }

  #beginSeek(): void {
    const toUs = this.#wantedUs;
    if (toUs === null) return;
    this.#wantedUs = null;
    this.#fromUs = Math.max(this.firstUs, toUs - WARM_UP_US);
    this.#lastTradeUs = null;
    this.#lastTradeTimeMs = 0;
    this.#playedUs = this.#fromUs;
    this.#problems.restart();
    Object.assign(this.#counters, { trades: 0, outOfOrder: 0, sideless: 0 });
    this.#clock.seek(this.#fromUs, toUs);
    this.#events?.onSeek?.(this.#fromUs);
    this.#setState('live', 'seeking');
  }

  #endSeek(): void {
    if (this.#clock.seekingUs === null) return;
    this.#clock.endSeek();
    this.#events?.onSeeked?.();
    this.#setState('live', this.#pace());
  }

  /** Plays batch after batch; the next one is decoded meanwhile. */
  async #play(): Promise<void> {
    const fromUs = this.#fromUs;
    const fromNs = fromUs > this.firstUs ? BigInt(fromUs) * 1_000n : null;
    const { read, damaged } = this.#problems;
    const batches = readTradesOf(this.files, read, fromNs, damaged);
    try {
      let next = batches.next();
      for (;;) {
        const { done, value } = await next;
        this.#reportProblems();
        if (done === true || this.#isInterrupted) return;
        next = batches.next();
        // A failure is met when its turn comes; until then it must not count as unhandled.
        next.catch(() => {});
        await this.#playBatch(value);
      }
    } finally {
      await batches.return();
    }
  }

  async #playBatch({ trades }: TradeBatch): Promise<void> {
    let turnEndMs = performance.now() + TURN_MS;
    const first = this.#lastTradeUs === null ? trades.findIndex((trade) => trade.receivedTimeUs >= this.#fromUs) : 0;
    for (let start = first < 0 ? trades.length : first; start < trades.length && !this.#isInterrupted; ) {
      const nextUs = (trades[start] as Trade).receivedTimeUs;
      this.#nextUs = nextUs;
      await this.#playQuiet(nextUs);
      if (this.#isInterrupted) return;
      this.#clock.setHorizon(nextUs);
      if (nextUs > (this.#clock.seekingUs ?? Number.POSITIVE_INFINITY)) this.#endSeek();
      const end = endOfDue(trades, start, this.#clock.dueUs());
      if (end === start) {
        await this.#waitFor(Math.min(MAX_WAIT_MS, this.#clock.msUntil(nextUs)));
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

  /** Brings the clock close to the next trade, or to the place that is sought, where it does not run with real time. */
  async #playQuiet(nextUs: number): Promise<void> {
    let turnEndMs = performance.now() + TURN_MS;
    while (!this.#isInterrupted && (this.#clock.isUnpaced || this.#clock.seekingUs !== null)) {
      const untilUs = Math.min(nextUs, this.#clock.dueUs());
      if (untilUs - this.#playedUs <= QUIET_STEP_US) return;
      this.#playedUs += QUIET_STEP_US;
      this.#clock.setHorizon(this.#playedUs);
      this.#events?.onQuiet?.();
      if (performance.now() < turnEndMs) continue;
      await setImmediate();
      turnEndMs = performance.now() + TURN_MS;
    }
  }

  #deliver(trades: Trade[]): void {
    for (let i = 0; i < trades.length; i++) {
      let trade = trades[i] as Trade;
      // A foreign file may not be in order of arrival; its order is kept, and time stands still meanwhile.
      if (trade.receivedTimeUs < (this.#lastTradeUs ?? 0)) {
        this.#problems.unordered += 1;
        trade = { ...trade, receivedTimeUs: this.#lastTradeUs ?? 0 };
        trades[i] = trade;
      }
      if (trade.side === 'unknown') this.#counters.sideless += 1;
      if (trade.tradeTimeMs < this.#lastTradeTimeMs) this.#counters.outOfOrder += 1;
      this.#lastTradeTimeMs = trade.tradeTimeMs;
      this.#lastTradeUs = trade.receivedTimeUs;
    }
    this.#counters.trades += trades.length;
    this.#playedUs = this.#lastTradeUs ?? this.firstUs;
    this.#clock.setHorizon(this.#playedUs);
    this.#events?.onTrades(trades);
  }

  #reportProblems(): void {
    if (this.#problems.hasNews()) this.#events?.onStatus(this.status());
  }

  /** Sleeps, or until pace, pause or place change. */
  async #waitFor(ms: number): Promise<void> {
    if (this.#isInterrupted) return;
    await new Promise<void>((resolve) => {
      const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(resolve, Math.ceil(ms));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #change(change: () => void): void {
    change();
    this.#wake();
    if (this.#state === 'live' && this.state !== 'seeking') this.#setState('live', this.#pace());
  }

  #pace(): string {
    if (this.#clock.paused) return 'paused';
    return this.#clock.isUnpaced ? 'at full speed' : `at ${this.#clock.speed}x`;
  }

  #setState(state: FeedState, detail: string): void {
    this.#state = state;
    this.#detail = detail;
    this.#events?.onStatus(this.status());
  }
}

/** Index after the last trade of a chunk that has arrived by `dueUs`; a chunk is no longer than a step through quiet time. */
function endOfDue(trades: readonly Trade[], start: number, dueUs: number): number {
  const last = Math.min(trades.length, start + CHUNK_TRADES);
  const untilUs = Math.min(dueUs, (trades[start] as Trade).receivedTimeUs + QUIET_STEP_US);
  let end = start;
  while (end < last && (trades[end] as Trade).receivedTimeUs <= untilUs) end += 1;
  return end;
}
