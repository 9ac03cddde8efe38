/** What the merge must know of a kind of batch: rows in order of time, however they are kept. */
export interface BatchKind<B> {
  /** Time of each row, Unix nanoseconds; never empty. */
  times(batch: B): readonly bigint[];
  empty(): B;
  /** Appends rows `start` to `end` of `from`. */
  append(to: B, from: B, start: number, end: number): void;
}

/** Batches in order of time, not opened before they are due. */
export interface TimedSource<B> {
  /** Unix nanoseconds; no row of the source is earlier. */
  readonly firstNs: bigint;
  batches(): AsyncGenerator<B, void, undefined>;
}

/**
 * Merges sources by arrival time. A source that overlaps no other passes through batch by batch, and only sources
 * that overlap are open together. Of equal times the earlier source in the list comes first; the order within a source stays.
 */
export async function* mergeByTime<B>(
  sources: readonly TimedSource<B>[],
  maxRows: number,
  kind: BatchKind<B>,
): AsyncGenerator<B, void, undefined> {
  const waiting = sources.map((source, order) => ({ source, order, firstNs: source.firstNs }));
  waiting.sort((a, b) => (a.firstNs < b.firstNs ? -1 : a.firstNs > b.firstNs ? 1 : a.order - b.order));
  const open: Cursor<B>[] = [];
  let out = kind.empty();
  try {
    for (;;) {
      await openDue(waiting, open, kind);
      const cursor = earliest(open);
      if (cursor === null) break;
      const limit = limitFor(cursor, open, waiting[0]);
      const end = runEnd(cursor, limit);
      if (kind.times(out).length === 0 && cursor.at === 0 && end === cursor.times.length) {
        yield cursor.batch;
      } else {
        kind.append(out, cursor.batch, cursor.at, end);
        if (kind.times(out).length >= maxRows) {
          yield out;
          out = kind.empty();
        }
      }
      cursor.at = end;
      if (end === cursor.times.length && !(await loadNext(cursor, kind))) open.splice(open.indexOf(cursor), 1);
    }
    if (kind.times(out).length > 0) yield out;
  } finally {
    for (const cursor of open) await cursor.iterator.return();
  }
}

interface Cursor<B> {
  readonly order: number;
  readonly iterator: AsyncGenerator<B, void, undefined>;
  batch: B;
  times: readonly bigint[];
  at: number;
}

/** A row at `ns` still goes before the limit, or, if `inclusive`, at it. */
interface Limit {
  readonly ns: bigint;
  readonly inclusive: boolean;
}

type Position = Pick<Cursor<unknown>, 'order' | 'times' | 'at'>;

const headOf = (cursor: Position): bigint => cursor.times[cursor.at] as bigint;

interface Waiting<B> {
  readonly source: TimedSource<B>;
  readonly order: number;
  readonly firstNs: bigint;
}

/** Opens every waiting source whose first row is not later than the earliest open one. */
async function openDue<B>(waiting: Waiting<B>[], open: Cursor<B>[], kind: BatchKind<B>): Promise<void> {
  for (;;) {
    const next = waiting[0];
    const head = earliest(open);
    if (next === undefined || (head !== null && headOf(head) < next.firstNs)) return;
    waiting.shift();
    const { order, source } = next;
    const cursor = { order, iterator: source.batches(), batch: kind.empty(), times: [], at: 0 };
    if (await loadNext(cursor, kind)) open.push(cursor);
  }
}

async function loadNext<B>(cursor: Cursor<B>, kind: BatchKind<B>): Promise<boolean> {
  const next = await cursor.iterator.next();
  if (next.done === true) return false;
  cursor.batch = next.value;
  cursor.times = kind.times(next.value);
  cursor.at = 0;
  return true;
}

function earliest<C extends Position>(open: readonly C[]): C | null {
  let best: C | null = null;
  for (const cursor of open) {
    if (best === null || headOf(cursor) < headOf(best)) best = cursor;
    else if (headOf(cursor) === headOf(best) && cursor.order < best.order) best = cursor;
  }
  return best;
}

/** How far the rows of a cursor may go before another open or waiting source has its turn; null = to the end. */
function limitFor(
  cursor: Position,
  open: readonly Position[],
  next: Pick<Waiting<unknown>, 'firstNs' | 'order'> | undefined,
): Limit | null {
  let limit: Limit | null = next === undefined ? null : { ns: next.firstNs, inclusive: cursor.order < next.order };
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
function runEnd(cursor: Position, limit: Limit | null): number {
  const { times } = cursor;
  if (limit === null) return times.length;
  let end = cursor.at + 1;
  while (end < times.length) {
    const ns = times[end] as bigint;
    if (ns > limit.ns || (ns === limit.ns && !limit.inclusive)) break;
    end += 1;
  }
  return end;
}
