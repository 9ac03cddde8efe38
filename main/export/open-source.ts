import { openParquetFile, ParquetFileError } from '../parquet/parquet-file.ts';
import { readRows } from '../parquet/read-rows.ts';
import { isUnbounded, planRows, type RowPlan, type TimeRange } from '../parquet/row-plan.ts';
import { type Cell, type CellBlock, toCell } from './cells.ts';
import { columnsOf, type ExportColumn, type FileColumns, unionOfColumns } from './export-columns.ts';
import { type DamagedFile, ExportError, type ExportRequest } from './export-request.ts';
import { exists, inputFilesOf } from './input-files.ts';

export interface RowEvents {
  /** Takes rows that were sorted on disk. */
  sorted?(rows: number): void;
  /** Takes rows that were looked at for the wanted pairs. */
  searched?(rows: number): void;
}

/** The rows of a request, found but not yet read. */
export interface ExportSource {
  readonly columns: readonly ExportColumn[];
  /** Rows that will be exported, at most; without a filter of pairs exactly. */
  readonly rowsAtMost: number;
  /** Rows of the time range, of any pair, before the limit: what must be looked at. */
  readonly rowsInRange: number;
  /** An estimate of the rows that will be exported; gets better while reading. */
  expectedRows(): number;
  /** The rows in order of time; what must be sorted on disk is, in a file at `scratchPath`. Throws when the signal aborts. */
  rows(scratchPath: string, events?: RowEvents): AsyncGenerator<CellBlock, void, undefined>;
  /** Files that could not be read so far; complete when `rows` has ended. */
  damaged(): readonly DamagedFile[];
  /** For people, complete when `rows` has ended. */
  notes(): readonly string[];
}

/** Files opened at once while they are looked through. */
const PARALLEL_FILES = 8;
const BLOCK_ROWS = 4_096;
const MAX_ATTEMPTS = 3;
/** Damaged files named in one message. */
const NAMED_FILES = 10;

/**
 * Looks through the files of a request. Throws ExportError or ParquetFileError naming the file when there is nothing to export from,
 * a file is of the wrong kind, or (unless skipDamaged) files are damaged. `more` are files of the table that lie elsewhere.
 */
export async function openSource(
  request: ExportRequest,
  signal: AbortSignal,
  onFile: (done: number, total: number) => void,
  more: readonly string[] = [],
): Promise<ExportSource> {
  const range: TimeRange = { fromNs: nanoseconds(request.fromUs), untilNs: nanoseconds(request.untilUs) };
  let look = await lookThroughAll(request, range, signal, onFile, more);
  // A recorder merges old segments: a file that went away is in another one now.
  for (let attempt = 1; look.vanished && attempt < MAX_ATTEMPTS; attempt++) {
    look = await lookThroughAll(request, range, signal, onFile, more);
  }
  const { found, damaged } = look;
  if (damaged.length > 0 && (!request.skipDamaged || found.length === 0)) throw damageError(damaged, found.length > 0);
  const columns = unionOfColumns(
    found.map((file) => file.columns),
    request.table,
  );
  return source(request, found, columns, damaged, signal);
}

async function lookThroughAll(
  request: ExportRequest,
  range: TimeRange,
  signal: AbortSignal,
  onFile: (done: number, total: number) => void,
  more: readonly string[],
) {
  const paths = await inputFilesOf(request.input, request.table, more);
  const damaged: DamagedFile[] = [];
  const found: FoundFile[] = [];
  let vanished = false;
  for (let i = 0; i < paths.length; i += PARALLEL_FILES) {
    signal.throwIfAborted();
    const part = paths.slice(i, i + PARALLEL_FILES);
    for (const file of await Promise.all(part.map((path) => lookThrough(path, request, range, signal)))) {
      if ('problem' in file) damaged.push(file);
      else found.push(file);
    }
    onFile(Math.min(paths.length, i + PARALLEL_FILES), paths.length);
  }
  for (const { path } of damaged) vanished ||= !(await exists(path));
  return { found, damaged, vanished };
}

interface FoundFile {
  /** null: no rows within the range. */
  readonly plan: RowPlan | null;
  readonly hasRows: boolean;
  readonly columns: FileColumns;
}

async function lookThrough(
  path: string,
  request: ExportRequest,
  range: TimeRange,
  signal: AbortSignal,
): Promise<FoundFile | DamagedFile> {
  try {
    const file = await openParquetFile(path);
    try {
      const columns = columnsOf(file, request.table);
      if (columns.timeColumn === null && !isUnbounded(range)) {
        throw new ExportError(`${path} has no column of times, so that no time range can be taken from it.`);
      }
      const plan = await planRows(file, columns.timeColumn, range, signal);
      return { plan, hasRows: file.rows > 0, columns };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ParquetFileError) return { path, problem: error.message, rowsMissing: null };
    throw error;
  }
}

function source(
  request: ExportRequest,
  found: readonly FoundFile[],
  columns: readonly ExportColumn[],
  damaged: DamagedFile[],
  signal: AbortSignal,
): ExportSource {
  const plans = found.map(({ plan }) => plan).filter((plan) => plan !== null);
  const rowsInRange = plans.reduce((sum, { rows }) => sum + rows, 0);
  const limit = request.rows ?? Number.POSITIVE_INFINITY;
  const pairs = request.pairs === null ? null : pairFilter(request.pairs);
  const converters = columns.map(({ kind }) => toCell(kind));
  let scanned = 0;
  let matching = 0;
  let delivered = 0;

  async function* rows(scratchPath: string, events: RowEvents = {}): AsyncGenerator<CellBlock> {
    const blocks = readRows({
      files: plans,
      scratchPath,
      onSorted: (sorted) => events.sorted?.(sorted),
      columns: columns.map(({ name }) => name),
      filter: pairs ?? undefined,
      onScanned(looked, taken) {
        // Here too: it can be long until the first row that matches, or that is sorted.
        signal.throwIfAborted();
        scanned += looked;
        matching += taken;
        if (pairs !== null) events.searched?.(looked);
      },
      onDamaged: request.skipDamaged
        ? (path, error, rowsMissing) => damaged.push({ path, problem: error.message, rowsMissing })
        : undefined,
    });
    for await (const { times, values } of blocks) {
      const end = Math.min(times.length, limit - delivered);
      for (let start = 0; start < end; start += BLOCK_ROWS) {
        const length = Math.min(BLOCK_ROWS, end - start);
        delivered += length;
        yield { length, values: values.map((column, i) => converted(column, start, length, converters[i])) };
      }
      if (delivered >= limit) return;
    }
  }

  return {
    columns,
    rowsAtMost: Math.min(rowsInRange, limit),
    rowsInRange,
    expectedRows() {
      const share = scanned === 0 ? 1 : matching / scanned;
      return Math.min(limit, Math.max(delivered, Math.round(rowsInRange * share)));
    },
    rows,
    damaged: () => damaged,
    notes: () => [
      ...nestedNotes(found),
      ...(rowsInRange === 0 ? [emptyNote(request, found)] : []),
      ...(rowsInRange === 0 || pairs === null || delivered >= limit ? [] : absentNotes(pairs.absent())),
    ],
  };
}

function converted(
  column: ArrayLike<unknown>,
  start: number,
  length: number,
  convert: (value: unknown) => Cell = () => null,
): Cell[] {
  const cells = new Array<Cell>(length);
  for (let i = 0; i < length; i++) cells[i] = convert(column[start + i]);
  return cells;
}

const nanoseconds = (us: number | null): bigint | null => (us === null ? null : BigInt(us) * 1_000n);

function pairFilter(names: readonly string[]) {
  const wanted = new Set(names.map((name) => name.toUpperCase()));
  const seen = new Map<unknown, boolean>();
  return {
    column: 'pair',
    accepts(value: unknown): boolean {
      let accepted = seen.get(value);
      if (accepted === undefined) {
        accepted = typeof value === 'string' && wanted.has(value.toUpperCase());
        seen.set(value, accepted);
      }
      return accepted;
    },
    absent(): string[] {
      const present = new Set([...seen.keys()].map((value) => String(value).toUpperCase()));
      return names.filter((name) => !present.has(name.toUpperCase()));
    },
  };
}

function absentNotes(absent: readonly string[]): string[] {
  return absent.length === 0 ? [] : [`No rows of ${absent.join(', ')} were found.`];
}

/** Why there is no row at all. */
function emptyNote({ fromUs, untilUs, table }: ExportRequest, found: readonly FoundFile[]): string {
  const bounded = fromUs !== null || untilUs !== null;
  return bounded && found.some(({ hasRows }) => hasRows)
    ? 'No row lies in the time range.'
    : `No ${table} are recorded there.`;
}

function nestedNotes(found: readonly FoundFile[]): string[] {
  const names = new Set(found.flatMap(({ columns }) => columns.nested));
  if (names.size === 0) return [];
  return [`Columns with lists or structures were left out: ${[...names].join(', ')}.`];
}

/** `others` = there are sound files, which could be exported without these. */
function damageError(damaged: readonly DamagedFile[], others: boolean): ExportError {
  const named = damaged.slice(0, NAMED_FILES).map(({ problem }) => problem);
  if (damaged.length > NAMED_FILES) named.push(`(${damaged.length - NAMED_FILES} more)`);
  return new ExportError(named.join('\n'), others ? 'damaged' : null);
}
