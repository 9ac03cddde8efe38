import { type BlockSpill, createBlockSpill } from './block-spill.ts';
import { mergeByTime, type TimedSource } from './merge-by-time.ts';
import { openParquetFile, type ParquetFile, ParquetFileError, type RowSlice } from './parquet-file.ts';
import { pickRows, ROW_BLOCKS, type RowBlock } from './row-block.ts';
import { filledTimes, isUnbounded, isWithin, type RowPlan, refuseDisorder } from './row-plan.ts';
import { sortedRuns } from './sorted-runs.ts';

export interface RowsRequest {
  readonly files: readonly RowPlan[];
  /** Names of the wanted columns; a file that lacks one gives null. */
  readonly columns: readonly string[];
  /** Only rows whose value in this column is accepted. */
  readonly filter?: { readonly column: string; accepts(value: unknown): boolean } | undefined;
  /** A file that may be made to sort rows on disk; it must not exist, and is removed at the end. */
  readonly scratchPath: string;
  /** Takes the rows of the range that were looked at, and how many of them the filter took. */
  readonly onScanned?: (rows: number, matching: number) => void;
  /** Takes rows that were sorted on disk. */
  readonly onSorted?: (rows: number) => void;
  /** Called when a file turns out to be damaged: so many rows of its range are left out. Without it the reading fails. */
  readonly onDamaged?: ((path: string, error: ParquetFileError, rowsMissing: number) => void) | undefined;
}

const MERGED_ROWS = 4_096;
/** More files than this at the same time are sorted on disk: each open one keeps a slice in memory. */
const MAX_SIMULTANEOUS_FILES = 4;

/**
 * Reads rows of files in order of time; of equal times those of the earlier file first, and within a file in their order. Memory is
 * bounded by a slice of each of a few files; whatever is not in order is sorted on disk. Throws ParquetFileError naming the file.
 */
export async function* readRows(request: RowsRequest): AsyncGenerator<RowBlock, void, undefined> {
  const crowded = simultaneousFiles(request.files) > MAX_SIMULTANEOUS_FILES;
  let spill: BlockSpill<RowBlock> | null = null;
  const sources: TimedSource<RowBlock>[] = [];
  try {
    for (const plan of request.files) {
      const rows = () => readFile(request, plan);
      if (plan.ordered && !crowded) sources.push({ firstNs: plan.span.min, batches: rows });
      else {
        spill ??= await createBlockSpill<RowBlock>(request.scratchPath);
        sources.push(...(await sortedRuns(rows(), spill, request.onSorted ?? (() => undefined))));
      }
    }
    yield* mergeByTime(sources, MERGED_ROWS, ROW_BLOCKS);
  } finally {
    await spill?.close();
  }
}

/** How many files have rows at the same time, at most. */
function simultaneousFiles(files: readonly RowPlan[]): number {
  const changes = files.flatMap(({ span }) => [
    { ns: span.min, by: 1 },
    { ns: span.max, by: -1 },
  ]);
  changes.sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : b.by - a.by));
  let now = 0;
  let most = 0;
  for (const { by } of changes) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

/** The wanted rows of a file in the order of the file. */
async function* readFile(request: RowsRequest, plan: RowPlan): AsyncGenerator<RowBlock, void, undefined> {
  let scanned = 0;
  try {
    const file = await openParquetFile(plan.path);
    try {
      let lastNs = plan.span.min;
      for (const slice of plan.slices) {
        const beforeNs = slice.beforeNs ?? (plan.ordered ? lastNs : null);
        const found = await readSlice(request, plan, file, slice, beforeNs);
        scanned += found.scanned;
        request.onScanned?.(found.scanned, found.block?.times.length ?? 0);
        if (found.block === null) continue;
        if (plan.ordered) lastNs = lastTimeOf(found.block, lastNs, plan.path);
        yield found.block;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof ParquetFileError) || request.onDamaged === undefined) throw error;
    request.onDamaged(plan.path, error, plan.rows - scanned);
  }
}

function lastTimeOf({ times }: RowBlock, previousNs: bigint, path: string): bigint {
  let last = previousNs;
  for (const ns of times) {
    if (ns < last) refuseDisorder(path);
    last = ns;
  }
  return last;
}

/** The wanted rows of a slice, and how many of its rows lie within the range. Columns are read only once rows are known to match. */
async function readSlice(
  request: RowsRequest,
  { timeColumn, range }: RowPlan,
  file: ParquetFile,
  slice: RowSlice,
  beforeNs: bigint | null,
): Promise<{ block: RowBlock | null; scanned: number }> {
  const rows = slice.end - slice.start;
  const stored = timeColumn === null ? null : await file.readColumn(timeColumn, slice);
  const times = stored === null ? new Array<bigint>(rows).fill(0n) : filledTimes(stored, beforeNs);
  const filtered = request.filter === undefined ? null : await readColumn(file, request.filter.column, slice);
  const unbounded = isUnbounded(range);
  const matching: number[] = [];
  let scanned = 0;
  for (let i = 0; i < rows; i++) {
    if (!unbounded && !(typeof stored?.[i] === 'bigint' && isWithin(times[i] as bigint, range))) continue;
    scanned += 1;
    if (filtered === null || request.filter?.accepts(filtered[i]) === true) matching.push(i);
  }
  if (matching.length === 0) return { block: null, scanned };
  const values: ArrayLike<unknown>[] = [];
  for (const name of request.columns) values.push(await readColumn(file, name, slice));
  return { block: matching.length === rows ? { times, values } : pickRows(times, values, matching), scanned };
}

async function readColumn(file: ParquetFile, name: string, slice: RowSlice): Promise<ArrayLike<unknown>> {
  if (file.columns.has(name)) return file.readColumn(name, slice);
  return new Array<unknown>(slice.end - slice.start).fill(null);
}
