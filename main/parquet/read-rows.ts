import { type BatchKind, mergeByTime, type TimedSource } from './merge-by-time.ts';
import { openParquetFile, type ParquetFile, ParquetFileError, type RowSlice } from './parquet-file.ts';
import { type FilePlan, filledTimes, isUnbounded, isWithin, type RowPart, refuseDisorder } from './row-plan.ts';

/** Rows in order of time, in columns. */
export interface RowBlock {
  /** One per row, Unix nanoseconds. */
  readonly times: bigint[];
  /** One array per wanted column, as openParquetFile delivers them: times as bigint nanoseconds. */
  readonly values: ArrayLike<unknown>[];
}

export interface RowsRequest {
  readonly files: readonly FilePlan[];
  /** Names of the wanted columns; a file that lacks one gives null. */
  readonly columns: readonly string[];
  /** Only rows whose value in this column is accepted. */
  readonly filter?: { readonly column: string; accepts(value: unknown): boolean } | undefined;
  /** Takes the rows of the range that were looked at, whether the filter takes them or not. */
  readonly onScanned?: (rows: number) => void;
  /** Called when a file turns out to be damaged: so many rows of its range are left out. Without it the reading fails. */
  readonly onDamaged?: ((path: string, error: ParquetFileError, rowsMissing: number) => void) | undefined;
}

const MERGED_ROWS = 4_096;

const BLOCKS: BatchKind<RowBlock> = {
  times: (block) => block.times,
  empty: () => ({ times: [], values: [] }),
  append(to, from, start, end) {
    for (let i = start; i < end; i++) to.times.push(from.times[i] as bigint);
    for (const [column, source] of from.values.entries()) {
      to.values[column] ??= [];
      const target = to.values[column] as unknown[];
      for (let i = start; i < end; i++) target.push(source[i]);
    }
  },
};

/**
 * Reads rows of files in order of time; of equal times those of the earlier file first, and within a file in their order. Memory is
 * bounded by a slice of each file that overlaps in time with another (or, of an unordered file, by the rows sorted at once).
 * Throws ParquetFileError naming the file.
 */
export async function* readRows(request: RowsRequest): AsyncGenerator<RowBlock, void, undefined> {
  const sources: TimedSource<RowBlock>[] = [];
  for (const plan of request.files) {
    const state: FileState = { request, plan, scanned: 0, damaged: false };
    for (const part of plan.parts) {
      sources.push({ firstNs: part.firstNs, batches: () => readPart(state, part) });
    }
  }
  yield* mergeByTime(sources, MERGED_ROWS, BLOCKS);
}

interface FileState {
  readonly request: RowsRequest;
  readonly plan: FilePlan;
  /** Rows of the range that were looked at. */
  scanned: number;
  damaged: boolean;
}

async function* readPart(state: FileState, part: RowPart): AsyncGenerator<RowBlock, void, undefined> {
  const { request, plan } = state;
  if (state.damaged) return;
  try {
    const file = await openParquetFile(plan.path);
    try {
      if (part.sorted === null) yield* inOrder(state, part, file);
      else yield* sortedRows(state, part, file);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof ParquetFileError) || request.onDamaged === undefined) throw error;
    state.damaged = true;
    request.onDamaged(plan.path, error, plan.rows - state.scanned);
  }
}

async function* inOrder(state: FileState, part: RowPart, file: ParquetFile) {
  let lastNs = part.firstNs;
  for (const slice of part.slices) {
    const block = await readSlice(state, file, slice, lastNs, () => true);
    if (block === null) continue;
    for (const ns of block.times) {
      if (ns < lastNs) refuseDisorder(state.plan.path);
      lastNs = ns;
    }
    yield block;
  }
}

/** Collects the rows of a range of time from all slices that touch it, and sorts them. */
async function* sortedRows(state: FileState, part: RowPart, file: ParquetFile) {
  const rows = BLOCKS.empty();
  const range = part.sorted ?? state.plan.range;
  for (const slice of part.slices) {
    const block = await readSlice(state, file, slice, slice.beforeNs, (ns) => isWithin(ns, range));
    if (block !== null) BLOCKS.append(rows, block, 0, block.times.length);
  }
  const { times } = rows;
  if (times.length === 0) return;
  const order = times
    .map((_, i) => i)
    .sort((a, b) => {
      const left = times[a] as bigint;
      const right = times[b] as bigint;
      return left < right ? -1 : left > right ? 1 : a - b;
    });
  yield gathered(times, rows.values, order);
}

/** The wanted rows of a slice in the order of the file; null = none. Columns are read only once rows are known to match. */
async function readSlice(
  state: FileState,
  file: ParquetFile,
  slice: RowSlice,
  beforeNs: bigint | null,
  isWanted: (ns: bigint) => boolean,
): Promise<RowBlock | null> {
  const { request } = state;
  const { timeColumn, range } = state.plan;
  const rows = slice.end - slice.start;
  const stored = timeColumn === null ? null : await file.readColumn(timeColumn, slice);
  const times = stored === null ? new Array<bigint>(rows).fill(0n) : filledTimes(stored, beforeNs);
  const filtered = request.filter === undefined ? null : await readColumn(file, request.filter.column, slice);
  const unbounded = isUnbounded(range);
  const matching: number[] = [];
  let scanned = 0;
  for (let i = 0; i < rows; i++) {
    const ns = times[i] as bigint;
    if (!isWanted(ns)) continue;
    if (!unbounded && !(typeof stored?.[i] === 'bigint' && isWithin(ns, range))) continue;
    scanned += 1;
    if (filtered === null || request.filter?.accepts(filtered[i]) === true) matching.push(i);
  }
  state.scanned += scanned;
  request.onScanned?.(scanned);
  if (matching.length === 0) return null;
  const values: ArrayLike<unknown>[] = [];
  for (const name of request.columns) values.push(await readColumn(file, name, slice));
  return matching.length === rows ? { times, values } : gathered(times, values, matching);
}

async function readColumn(file: ParquetFile, name: string, slice: RowSlice): Promise<ArrayLike<unknown>> {
  if (file.columns.has(name)) return file.readColumn(name, slice);
  return new Array<unknown>(slice.end - slice.start).fill(null);
}

function gathered(times: readonly bigint[], values: readonly ArrayLike<unknown>[], rows: readonly number[]): RowBlock {
  return {
    times: rows.map((i) => times[i] as bigint),
    values: values.map((column) => rows.map((i) => column[i])),
  };
}
