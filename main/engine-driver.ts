import type { Engine, StatisticsBatch } from '../engine/engine.ts';
import type { Trade } from '../engine/trade.ts';
import type { Feed, FeedGap } from './feed/feed.ts';

const NS_PER_US = 1_000;
const US_PER_SECOND = 1_000_000;
/** A recording may run faster than time, so its ticks are looked for often; it costs a comparison when none is due. */
const REPLAY_POLL_MS = 20;
/** Ticks are evaluated strictly after their instant, when every trade that belongs to them has been stamped. */
const AFTER_TICK_MS = 1;
/** Missed seconds (the machine slept) are made up for one at a time, and other work gets its turn between them. */
const ONE_TICK = 1;

export interface EngineDriver {
  onTrades(batch: readonly Trade[]): void;
  /** The feed stopped delivering: rows count as partial from the last trade on, until `onGap` says when it ended. */
  onOutage(fromUs: number | null): void;
  onGap(gap: FeedGap): void;
  /** Evaluates what is due now, without waiting for the timer. */
  catchUp(): void;
  /** Unix milliseconds of a batch's rows. */
  timeMsOf(batch: StatisticsBatch): number;
  /** Trades that wait for missed seconds before them. */
  heldTrades(): number;
  stop(): void;
}

/** The whole second at or before a time: the instant that engine times are counted from. */
export function originOf(nowUs: number): number {
  return Math.floor(nowUs / US_PER_SECOND) * US_PER_SECOND;
}

/** Feeds an engine from a feed's trades and a timer on the feed's clock, so that the engine needs neither. */
export function driveEngine(engine: Engine, feed: Feed, originUs: number): EngineDriver {
  const engineTime = (timeUs: number) => (timeUs - originUs) * NS_PER_US;
  // A replay paces itself and yields in between.
  const ticksAtOnce = feed.status().kind === 'replay' ? Number.POSITIVE_INFINITY : ONE_TICK;
  let timer: NodeJS.Timeout;
  /** Trades that came while missed seconds before them are still being made up for. */
  let held: Trade[] = [];
  const take = (batch: readonly Trade[]) => {
    for (const trade of batch) engine.addTrade(engineTime(trade.receivedTimeUs), trade);
  };
  const tick = () => {
    const nowUs = feed.nowUs();
    const isCaughtUp = engine.advance(engineTime(held[0]?.receivedTimeUs ?? nowUs), ticksAtOnce);
    if (!isCaughtUp || held.length > 0) {
      if (isCaughtUp) {
        take(held);
        held = [];
      }
      timer = setTimeout(tick, 0);
      return;
    }
    const untilNextMs = (US_PER_SECOND - (nowUs % US_PER_SECOND)) / 1_000 + AFTER_TICK_MS;
    timer = setTimeout(tick, feed.status().kind === 'replay' ? REPLAY_POLL_MS : untilNextMs);
  };
  timer = setTimeout(tick, 0);
  return {
    onTrades(batch) {
      const [first] = batch;
      if (first === undefined) return;
      const mayGo = held.length === 0 && engine.advance(engineTime(first.receivedTimeUs), ticksAtOnce);
      if (mayGo) take(batch);
      else held = held.concat(batch);
    },
    onOutage(fromUs) {
      engine.markGap(fromUs === null ? Number.NEGATIVE_INFINITY : engineTime(fromUs), Number.POSITIVE_INFINITY);
    },
    onGap(gap) {
      engine.markGap(gap.fromUs === null ? Number.NEGATIVE_INFINITY : engineTime(gap.fromUs), engineTime(gap.toUs));
    },
    catchUp() {
      take(held);
      held = [];
      engine.advance(engineTime(feed.nowUs()));
    },
    timeMsOf: (batch) => (originUs + batch.timeNs / NS_PER_US) / 1_000,
    heldTrades: () => held.length,
    stop: () => clearTimeout(timer),
  };
}
