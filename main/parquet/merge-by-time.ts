import type { Trade } from '../../engine/trade.ts';
import type { TradeBatch } from './read-trades.ts';

/** Batches in order of time, not opened before they are due. */
export interface TimedSource {
  /** Time of its first trade, Unix nanoseconds. */
  readonly firstNs: bigint;
  batches(): AsyncGenerator<TradeBatch, void, undefined>;
}

/**
 * Merges sources by arrival time. A source that overlaps no other passes through batch by batch, and only sources
 * that overlap are open together. Of equal times the source that starts first comes first; the order within a source stays.
 */
export async function* mergeByTime(
  sources: readonly TimedSource[],
  maxRows: number,
): AsyncGenerator<TradeBatch, void, undefined> {
  const waiting = [...sources].sort((a, b) => (a.firstNs < b.firstNs ? -1 : a.firstNs > b.firstNs ? 1 : 0));
  const open: Cursor[] = [];
  let out = emptyBatch();
  try {
    for (;;) {
      await openDue(waiting, open);
      const cursor = earliest(open);
      if (cursor === null) break;
      const limit = limitFor(cursor, open, waiting[0]);
      const end = runEnd(cursor, limit);
      if (out.trades.length === 0 && cursor.at === 0 && end === cursor.batch.trades.length) {
        yield cursor.batch;
      } else {
        for (let i = cursor.at; i < end; i++) {
          out.trades.push(cursor.batch.trades[i] as Trade);
          out.receivedTimeNs.push(cursor.batch.receivedTimeNs[i] as bigint);
        }
        if (out.trades.length >= maxRows) {
          yield out;
          out = emptyBatch();
        }
      }
      cursor.at = end;
      if (end === cursor.batch.trades.length && !(await loadNext(cursor))) open.splice(open.indexOf(cursor), 1);
    }
    if (out.trades.length > 0) yield out;
  } finally {
    for (const cursor of open) await cursor.iterator.return();
  }
}

interface Cursor {
  readonly order: number;
  readonly iterator: AsyncGenerator<TradeBatch, void, undefined>;
  batch: TradeBatch;
  at: number;
}

/** A row at `ns` still goes before the limit, or, if `inclusive`, at it. */
interface Limit {
  readonly ns: bigint;
  readonly inclusive: boolean;
}

const emptyBatch = () => ({ trades: [] as Trade[], receivedTimeNs: [] as bigint[] });

const headOf = (cursor: Cursor): bigint => cursor.batch.receivedTimeNs[cursor.at] as bigint;

/** Opens every waiting source whose first trade is not later than the earliest open one. */
async function openDue(waiting: TimedSource[], open: Cursor[]): Promise<void> {
  for (;;) {
    const next = waiting[0];
    const head = earliest(open);
    if (next === undefined || (head !== null && headOf(head) < next.firstNs)) return;
    waiting.shift();
    const cursor: Cursor = { order: -waiting.length, iterator: next.batches(), batch: emptyBatch(), at: 0 };
    if (await loadNext(cursor)) open.push(cursor);
  }
}

async function loadNext(cursor: Cursor): Promise<boolean> {
  const next = await cursor.iterator.next();
  if (next.done === true) return false;
  cursor.batch = next.value;
  cursor.at = 0;
  return true;
}

function earliest(open: readonly Cursor[]): Cursor | null {
  let best: Cursor | null = null;
  for (const cursor of open) {
    if (best === null || headOf(cursor) < headOf(best)) best = cursor;
    else if (headOf(cursor) === headOf(best) && cursor.order < best.order) best = cursor;
  }
  return best;
}

/** How far the rows of a cursor may go before another open or waiting source has its turn; null = to the end. */
function limitFor(cursor: Cursor, open: readonly Cursor[], next: TimedSource | undefined): Limit | null {
  let limit: Limit | null = next === undefined ? null : { ns: next.firstNs, inclusive: true };
  for (const other of open) {
    if (other === cursor) continue;
    const ns = headOf(other);
    if (limit === null || ns < limit.ns || (ns === limit.ns && other.order < cursor.order)) {
      limit = { ns, inclusive: cursor.order < other.order };
    }
  }
  return limit;
}

/** Index after the last row of the cursor's batch that goes before the limit; at least one row, so the merge advances. */
function runEnd(cursor: Cursor, limit: Limit | null): number {
  const times = cursor.batch.receivedTimeNs;
  if (limit === null) return times.length;
  let end = cursor.at + 1;
  while (end < times.length) {
    const ns = times[end] as bigint;
    if (ns > limit.ns || (ns === limit.ns && !limit.inclusive)) break;
    end += 1;
  }
  return end;
}
