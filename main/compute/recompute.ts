import type { Engine } from '../../engine/engine.ts';
import { TICK_NS } from '../../engine/time.ts';
import type { ColumnBlock } from '../parquet/column-values.ts';
import type { TradeBatch } from '../parquet/read-trades.ts';
import { ComputeError } from './compute-error.ts';
import { isoTime } from './iso-time.ts';
import type { RowCollector } from './row-collector.ts';

const NS_PER_S = 1_000_000_000n;
/** Rows per block of output, and pair-seconds evaluated at once: together they bound the memory. */
const BLOCK_ROWS = 8_192;
const PAIR_SECONDS_AT_ONCE = 20_000;

/** Life of the engine, Unix nanoseconds: trades outside of it are left out. */
export interface EngineLife {
  readonly startNs: bigint;
  /** Engine times count from here, at or before the start. */
  readonly originNs: bigint;
  /** null = the second that the last trade belongs to: every trade enters a row. */
  readonly endNs: bigint | null;
}

export interface RecomputeProgress {
  /** Trades given to the engine. */
  trades: number;
  /** Trades left out because they arrived before the engine's start or after its end. */
  outside: number;
  /** Arrival of the first and last trade given to the engine, Unix nanoseconds. */
  firstNs: bigint | null;
  lastNs: bigint | null;
}

/**
 * Plays trades through an engine that fills `rows`, and yields the rows in blocks, up to those that are due at the engine's
 * end: a live engine that stopped then would have published the same. Throws ComputeError if no trade is left.
 */
export async function* recompute(
  trades: AsyncIterable<TradeBatch>,
  engine: Engine,
  life: EngineLife,
  rows: RowCollector,
  progress: RecomputeProgress,
): AsyncGenerator<ColumnBlock, void, undefined> {
  for await (const _ of play(trades, engine, life, progress)) {
    if (rows.length >= BLOCK_ROWS) yield rows.take();
  }
  if (rows.length > 0) yield rows.take();
}

/** Plays trades through an engine up to its end, and yields often, so that what it has made can be taken. Throws ComputeError if no trade is left. */
export async function* play(
  trades: AsyncIterable<TradeBatch>,
  engine: Pick<Engine, 'addTrade' | 'advance'>,
  { startNs, originNs, endNs }: EngineLife,
  progress: RecomputeProgress,
): AsyncGenerator<void, void, undefined> {
  let lastNs = 0;
  for await (const batch of trades) {
    for (const [i, trade] of batch.trades.entries()) {
      const receivedNs = batch.receivedTimeNs[i] as bigint;
      if (receivedNs < startNs || (endNs !== null && receivedNs > endNs)) {
        progress.outside += 1;
        continue;
      }
      const timeNs = Number(receivedNs - originNs);
      while (!engine.advance(Math.max(timeNs, lastNs), PAIR_SECONDS_AT_ONCE)) yield;
      engine.addTrade(timeNs, trade);
      lastNs = Math.max(lastNs, timeNs);
      progress.trades += 1;
      progress.firstNs ??= receivedNs;
      progress.lastNs = receivedNs;
    }
    yield;
  }
  if (progress.trades === 0) {
    const until = endNs === null ? '' : ` and before its end, ${isoTime(endNs)}`;
    throw new ComputeError(`No trade arrived after the engine's start, ${isoTime(startNs)}${until}.`);
  }
  const untilNs = justAfter(endNs === null ? Math.ceil(lastNs / TICK_NS) * TICK_NS : Number(endNs - originNs));
  while (!engine.advance(untilNs, PAIR_SECONDS_AT_ONCE)) yield;
}

/** The second that an instant belongs to, Unix nanoseconds. */
export const wholeSecond = (ns: bigint): bigint => ns - (ns % NS_PER_S);

/** The engine evaluates what is due strictly before an instant: beyond 2^53 ns (104 days) the next one is more than 1 ns away. */
function justAfter(ns: number): number {
  return ns + Math.max(1, 2 ** (Math.floor(Math.log2(Math.max(ns, 1))) - 52));
}
