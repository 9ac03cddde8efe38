import { openParquetFile } from '../parquet/parquet-file.ts';
import { readProblem } from '../parquet/read-problem.ts';
import { type ColumnType, columnTypesOf, UNREAD_TYPE } from './column-kinds.ts';
import { type ColumnAccumulator, createColumnAccumulator } from './column-summary.ts';
import { edgeRows } from './edge-rows.ts';
import type { Damage, InspectReport } from './inspect-report.ts';
import { MAX_PORTION_ROWS, portionsOf } from './portions.ts';
import { createSilenceFinder } from './silences.ts';
import { surveyFiles } from './survey-files.ts';

export interface InspectOptions {
  /** First and last rows to show; default 5. */
  readonly rows?: number;
  /** A stretch without a row that is longer than this counts as a silence, seconds; default 60. */
  readonly silenceS?: number;
  /** For temporary files, removed by the caller; default: one of its own. */
  readonly scratchFolder?: string;
  /** Called after every portion. */
  readonly onProgress?: (progress: InspectProgress) => void;
}

export interface InspectProgress {
  readonly rowsDone: number;
  readonly rowsTotal: number;
}

/** Columns that may give the time range, in order of preference: ours, then those of the original system. */
const TIME_COLUMNS = ['received_time', 'csp_timestamp', 'time', 'timestamp', 'trade_time'];
const PAIR_COLUMNS = ['pair', 'symbol', 'ticker', 'product_id'];
/** Numbers kept for exact quartiles, in all columns together: 128 MB. */
const MAX_EXACT_NUMBERS = 16_000_000;
/** Values decoded at once, in all columns together. */
const MAX_PORTION_CELLS = 2_000_000;

/** Reads all files once, portion by portion, and reports on them as one table. Damaged parts are named and left out. */
export async function inspectFiles(
  path: string,
  files: readonly string[],
  options: InspectOptions = {},
): Promise<Omit<InspectReport, 'outages'>> {
  const silenceS = options.silenceS ?? 60;
  const survey = await surveyFiles(files);
  const numberColumns = survey.columns.filter((column) => column.kind === 'number').length;
  const pairColumn =
    survey.columns.find((c) => c.kind === 'text' && PAIR_COLUMNS.includes(c.name.toLowerCase()))?.name ?? null;
  const timeColumn = timeColumnOf(survey.columns);
  const maxExact = Math.floor(MAX_EXACT_NUMBERS / Math.max(1, numberColumns));
  const accumulators = new Map(
    survey.columns.map((column) => [
      column.name,
      createColumnAccumulator(column, maxExact, column.name === pairColumn),
    ]),
  );
  const silences = createSilenceFinder(BigInt(Math.round(silenceS * 1e9)));
  const damaged = [...survey.damaged];
  const portionRows = Math.max(
    1,
    Math.min(MAX_PORTION_ROWS, Math.floor(MAX_PORTION_CELLS / Math.max(1, survey.columns.length))),
  );
  const readableFiles = timeColumn === null ? survey.readable : await inOrderOfTime(survey.readable, timeColumn);
  let rowsDone = 0;
  for (const readable of readableFiles) {
    const problems = await readFile(readable, portionRows, accumulators, {
      onTimes: (name, values) => name === timeColumn && silences.add(values),
      onRows: (rows) => {
        rowsDone += rows;
        options.onProgress?.({ rowsDone, rowsTotal: survey.rows });
      },
    });
    damaged.push(...problems);
  }
  const columns = [...accumulators.values()].map((accumulator) => accumulator.summary());
  const time = columns.find((column) => column.name === timeColumn);
  const pairs = pairColumn === null ? null : (accumulators.get(pairColumn)?.texts ?? null);
  const shown = options.rows ?? 5;
  return {
    path,
    files: files.length,
    damaged,
    rows: survey.rows,
    rowGroups: survey.rowGroups,
    bytesOnDisk: survey.bytes,
    bytesInMemory: [...accumulators.values()].reduce((sum, accumulator) => sum + accumulator.bytes, 0),
    codecs: [...survey.codecs].sort(),
    writers: [...survey.writers].sort(),
    metadata: survey.metadata,
    columns,
    timeColumn,
    firstTime: (time?.min as string | null | undefined) ?? null,
    lastTime: (time?.max as string | null | undefined) ?? null,
    durationS: durationOf(time?.min, time?.max),
    silenceS,
    order: timeColumn === null ? null : silences.result(),
    pairColumn,
    pairs: pairs?.distinct ?? null,
    topPairs: pairs?.top(10) ?? [],
    firstRows: await edgeRows(readableFiles, shown, 'first'),
    lastRows: await edgeRows([...readableFiles].reverse(), shown, 'last'),
    notes: survey.notes,
  };
}

/** Files by the time of their first row; files without one keep their place behind the others. */
async function inOrderOfTime(files: readonly string[], timeColumn: string): Promise<string[]> {
  const starts: { path: string; time: bigint | null }[] = [];
  for (const path of files) starts.push({ path, time: await firstTimeOf(path, timeColumn) });
  return starts
    .sort(({ time: a }, { time: b }) =>
      a === null || b === null ? Number(a === null) - Number(b === null) : a < b ? -1 : Number(a > b),
    )
    .map(({ path }) => path);
}

async function firstTimeOf(path: string, timeColumn: string): Promise<bigint | null> {
  const file = await openParquetFile(path);
  try {
    if (file.rows === 0 || !file.columns.has(timeColumn)) return null;
    const [time] = Array.from(await file.readColumn(timeColumn, { start: 0, end: 1 }));
    return typeof time === 'bigint' ? time : null;
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

interface ReadEvents {
  readonly onTimes: (name: string, values: ArrayLike<unknown>) => void;
  readonly onRows: (rows: number) => void;
}

/** Adds the values of a file; what cannot be decoded is returned, column by column, and the rest is read nevertheless. */
async function readFile(
  path: string,
  portionRows: number,
  accumulators: ReadonlyMap<string, ColumnAccumulator>,
  events: ReadEvents,
): Promise<Damage[]> {
  const file = await openParquetFile(path);
  const problems = new Map<string, { reason: string; rows: number }>();
  try {
    const columns = columnTypesOf(file).filter(({ type }) => type !== UNREAD_TYPE);
    for (const portion of portionsOf(file, portionRows)) {
      for (const { name, kind } of columns) {
        const accumulator = accumulators.get(name);
        if (accumulator === undefined || accumulator.column.kind !== kind) continue;
        try {
          const values = await file.readColumn(name, portion);
          accumulator.add(values);
          events.onTimes(name, values);
        } catch (error) {
          const problem = problems.get(name) ?? { reason: readProblem(error), rows: 0 };
          problems.set(name, { ...problem, rows: problem.rows + portion.end - portion.start });
        }
      }
      events.onRows(portion.end - portion.start);
    }
  } finally {
    await file.close();
  }
  return [...problems.values()].map((problem) => ({ path, ...problem }));
}

function timeColumnOf(columns: readonly ColumnType[]): string | null {
  const times = columns
    .filter((column) => column.kind === 'time' && column.type !== 'date')
    .map((column) => column.name);
  return TIME_COLUMNS.find((name) => times.includes(name)) ?? times[0] ?? null;
}

function durationOf(first: unknown, last: unknown): number | null {
  if (typeof first !== 'string' || typeof last !== 'string') return null;
  const seconds = (Date.parse(last) - Date.parse(first)) / 1_000;
  return Number.isFinite(seconds) ? seconds : null;
}
