import type { StatisticsWatch } from './alerts/alert-evaluator.ts';
import { BatchBuilder } from './batch.ts';
import type { EngineConfig } from './config.ts';
import { Demultiplexer } from './demultiplexer.ts';
import type { Engine, EngineCounters, StatisticsBatch } from './engine.ts';
import { Gaps } from './gaps.ts';
import type { Ticker } from './ticker.ts';
import { type Instant, NS_PER_S, TICK_NS } from './time.ts';
import { AlignedTimer, PairTimers, type Timers } from './timers.ts';
import type { Trade } from './trade.ts';

export type StatisticsSink = (batch: StatisticsBatch) => void;

/**
 * An engine of the configured profile. Every batch of rows goes to `sink`, synchronously; `watch` sees the statistics of every second, also
 * of those between two publications.
 */
export function createEngine(config: EngineConfig, sink: StatisticsSink, watch: StatisticsWatch | null = null): Engine {
  return new StatisticsEngine(config, sink, watch);
}

/** Runs time: what is due, in which order, for which pairs. */
class StatisticsEngine implements Engine {
  readonly #config: EngineConfig;
  readonly #sink: StatisticsSink;
  readonly #watch: StatisticsWatch | null;
  readonly #pairs: Demultiplexer;
  readonly #resets: Timers;
  readonly #publications: Timers;
  readonly #batch: BatchBuilder;
  readonly #gaps = new Gaps();
  readonly #tradeWindowNs: number;
  readonly #volatilityDataNs: number;
  readonly #now: Instant = new Float64Array(1);
  #nextTickNs: number;
  /** Nothing is due before this instant. */
  #dueNs = 0;
  readonly #counters = {
    trades: 0,
    unusableTrades: 0,
    ticks: 0,
    rows: 0,
    clampedTimes: 0,
    jumps: 0,
    skippedSeconds: 0,
  };

  constructor(config: EngineConfig, sink: StatisticsSink, watch: StatisticsWatch | null) {
    this.#config = config;
    this.#sink = sink;
    this.#watch = watch;
    this.#pairs = new Demultiplexer(config);
    const isCsp = config.profile === 'csp';
    const timers = (intervalS: number): Timers =>
      isCsp ? new PairTimers(intervalS) : new AlignedTimer(intervalS, config.originUnixS, () => this.#pairs.tickers);
    this.#resets = timers(config.resetIntervalS);
    this.#publications = timers(config.publishIntervalS);
    this.#batch = new BatchBuilder(isCsp);
    this.#tradeWindowNs = config.tradeWindowS * NS_PER_S;
    this.#volatilityDataNs = (config.volatilityMeanS + config.volatilityS + config.returnS) * NS_PER_S;
    // The original's timer fires for the first time one interval after its start.
    this.#nextTickNs = isCsp ? TICK_NS : 0;
  }

  addTrade(timeNs: number, trade: Trade): void {
    if (timeNs >= (this.#now[0] as number) && timeNs < this.#dueNs) this.#now[0] = timeNs;
    else this.#runUntil(timeNs, Number.POSITIVE_INFINITY);
    if (!isUsable(trade)) {
      this.#counters.unusableTrades += 1;
      return;
    }
    const ticker = this.#pairs.find(trade.pair) ?? this.#create(trade.pair);
    ticker.add(this.#now, trade);
    this.#counters.trades += 1;
  }

  advance(timeNs: number, maxPairSeconds = Number.POSITIVE_INFINITY): boolean {
    return this.#runUntil(timeNs, maxPairSeconds);
  }

  markGap(fromNs: number, toNs: number): void {
    this.#gaps.mark(fromNs, toNs);
  }

  ticks(): number {
    return this.#counters.ticks;
  }

  counters(): EngineCounters {
    return { ...this.#counters, activePairs: this.#pairs.tickers.length };
  }

  #create(pair: string): Ticker {
    const ticker = this.#pairs.create(pair, this.#now);
    const nowNs = this.#now[0] as number;
    this.#resets.start(ticker, nowNs);
    this.#publications.start(ticker, nowNs);
    this.#dueNs = 0;
    return ticker;
  }

  /** Brings the engine to an instant: everything due before it is done. False if the bound stopped it on the way. */
  #runUntil(timeNs: number, maxPairSeconds: number): boolean {
    const nowNs = this.#now[0] as number;
    const isPast = !(timeNs >= nowNs);
    if (isPast) this.#counters.clampedTimes += 1;
    const untilNs = isPast ? nowNs : timeNs;
    if (!this.#runDue(untilNs, maxPairSeconds)) return false;
    this.#now[0] = untilNs;
    return true;
  }

  /**
   * At one instant the order is: resets, trades, statistics, publications. So ticks and publications at `timeNs` itself
   * wait for trades that may still arrive, resets do not.
   */
  #runDue(timeNs: number, maxPairSeconds: number): boolean {
    if (timeNs === Number.POSITIVE_INFINITY) throw new RangeError('The engine cannot be advanced to Infinity.');
    this.#leap(timeNs);
    let pairSeconds = 0;
    for (;;) {
      const resetNs = this.#resets.nextNs;
      const tickNs = this.#nextTickNs;
      const publicationNs = this.#publications.nextNs;
      this.#dueNs = Math.min(resetNs, tickNs, publicationNs);
      if (resetNs === this.#dueNs) {
        if (resetNs > timeNs) return true;
        for (const ticker of this.#resets.fire()) ticker.reset();
      } else if (tickNs === this.#dueNs) {
        if (tickNs >= timeNs) return true;
        if (pairSeconds > 0 && pairSeconds >= maxPairSeconds) return false;
        this.#tick();
        pairSeconds += this.#pairs.tickers.length;
      } else {
        if (publicationNs >= timeNs) return true;
        this.#publish(publicationNs);
      }
    }
  }

  /** Passes over ticks that need no evaluation because there is no pair, or that are too many to make up for. */
  #leap(timeNs: number): void {
    const firstNs = this.#nextTickNs;
    const dueTicks = ticksBefore(timeNs, firstNs);
    const hasPairs = this.#pairs.tickers.length > 0;
    if (dueTicks < 2 || (hasPairs && dueTicks <= this.#config.catchUpLimitS)) return;
    const passedOver = dueTicks - 1;
    this.#nextTickNs = firstNs + passedOver * TICK_NS;
    this.#publications.skipTo(this.#nextTickNs);
    if (!hasPairs) {
      this.#resets.skipTo(this.#nextTickNs);
      this.#counters.ticks += passedOver;
      return;
    }
    for (const ticker of this.#pairs.tickers) ticker.skip(passedOver);
    this.#gaps.add(firstNs - TICK_NS, this.#nextTickNs);
    this.#counters.jumps += 1;
    this.#counters.skippedSeconds += passedOver;
  }

  #tick(): void {
    const tickNs = this.#nextTickNs;
    this.#now[0] = tickNs;
    this.#nextTickNs += TICK_NS;
    this.#counters.ticks += 1;
    this.#gaps.forgetUntil(tickNs - Math.max(this.#tradeWindowNs, this.#volatilityDataNs));
    const idleSinceNs = tickNs - this.#config.idleEvictAfterS * NS_PER_S;
    let hasIdle = false;
    const watch = this.#watch;
    watch?.begin(tickNs, this.#gaps.touch(tickNs - this.#tradeWindowNs, tickNs));
    for (const ticker of this.#pairs.tickers) {
      if (ticker.lastArrivalNs <= idleSinceNs) {
        hasIdle = true;
        watch?.forget(ticker.pair);
      } else {
        ticker.evaluate(this.#now);
        if (this.#hasRow(ticker)) watch?.row(ticker.pair, ticker.row);
      }
    }
    if (hasIdle) this.#pairs.evict(idleSinceNs);
  }

  /** In the profile csp a pair has no row until it is complete. */
  #hasRow(ticker: { readonly isComplete: boolean }): boolean {
    return this.#config.profile !== 'csp' || ticker.isComplete;
  }

  /** Publishes rows with the values of the last tick. */
  #publish(publicationNs: number): void {
    this.#now[0] = publicationNs;
    const batch = this.#batch;
    batch.start(publicationNs);
    for (const ticker of this.#publications.fire()) {
      if (this.#hasRow(ticker)) batch.append(ticker);
    }
    if (batch.length === 0) return;
    this.#counters.rows += batch.length;
    const tickNs = this.#nextTickNs - TICK_NS;
    this.#sink(
      batch.finish(
        this.#gaps.touch(tickNs - this.#tradeWindowNs, tickNs),
        this.#gaps.touch(tickNs - this.#volatilityDataNs, tickNs),
      ),
    );
  }
}

/** Ticks at `firstNs` and every TICK_NS after it that lie before an instant. */
function ticksBefore(timeNs: number, firstNs: number): number {
  if (timeNs <= firstNs) return 0;
  const partOfTick = (timeNs - firstNs) % TICK_NS;
  return (timeNs - firstNs - partOfTick) / TICK_NS + (partOfTick > 0 ? 1 : 0);
}

function isUsable(trade: Trade): boolean {
  return (
    trade.price > 0 &&
    trade.price < Number.POSITIVE_INFINITY &&
    trade.size >= 0 &&
    trade.size < Number.POSITIVE_INFINITY
  );
}
