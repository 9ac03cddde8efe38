import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { STATISTICS_COLUMNS } from '../engine/schema.ts';
import { runExportJob } from '../main/export/export-job.ts';
import type { ExportRequest } from '../main/export/export-request.ts';
import { WORKER_LIMITS } from '../main/export/start-export.ts';
import type { ColumnBlock, ParquetColumn } from '../main/parquet/column-values.ts';
import { writeParquet } from '../main/parquet/parquet-writer.ts';
import { type Figure, report } from './report.ts';

/** One sheet as full as Excel allows. */
const ROWS = 1_048_575;
const COLUMNS = 17;
const SEGMENT_ROWS = 100_000;
const MAX_RSS_MB = 300;
const FORMATS = ['xlsx', 'csv', 'parquet'];
const CHILD = '--child';

const USAGE = `usage: npm run bench -- excel [--rows ${ROWS}] [--columns ${COLUMNS}] [--formats ${FORMATS.join(',')}]
Exports a dataset of made-up statistics, each format in a process of its own: rows/s, CPU per row, peak memory, bytes per row.`;

interface Measured {
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly peakRssMb: number;
}

export async function run(args: string[]): Promise<void> {
  const [first, request] = args;
  if (first === CHILD && request !== undefined) return measureHere(JSON.parse(request) as ExportRequest);
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: String(ROWS) },
      columns: { type: 'string', default: String(COLUMNS) },
      formats: { type: 'string', default: FORMATS.join(',') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const folder = await mkdtemp(join(tmpdir(), 'bench-excel-'));
  try {
    report(await measure(folder, Number(values.rows), Number(values.columns), values.formats.split(',')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, rows: number, columnCount: number, formats: string[]): Promise<Figure[]> {
  const columns = STATISTICS_COLUMNS.slice(0, columnCount).map(
    ({ name, type }): ParquetColumn => ({ name, type: type === 'time' ? 'time-us' : type }),
  );
  const input = join(folder, 'crypto_statistics.parquet');
  await writeDataset(input, columns, rows);
  const figures: Figure[] = [];
  for (const format of formats) {
    const to = join(folder, `statistics.${format}`);
    const result = await measureInChild(to, input);
    const { size } = await stat(to);
    const figure = (name: string, value: number, unit: string, limit?: number) =>
      figures.push({
        bench: 'excel',
        figure: `${format}, ${rows} x ${columns.length}: ${name}`,
        value,
        unit,
        ...(limit === undefined ? {} : { limit }),
      });
    figure('speed', rows / (result.elapsedMs / 1_000), 'rows/s');
    figure('CPU', (result.cpuMs * 1_000) / rows, 'us/row');
    figure('peak memory', result.peakRssMb, 'MB RSS', MAX_RSS_MB);
    figure('file', size / rows, 'bytes/row');
    await rm(to);
  }
  return figures;
}

async function measureHere(request: ExportRequest): Promise<void> {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  await runExportJob(request, () => undefined, new AbortController().signal);
  const cpu = process.cpuUsage(before);
  const measured: Measured = {
    elapsedMs: performance.now() - startedMs,
    cpuMs: (cpu.user + cpu.system) / 1_000,
    peakRssMb: process.resourceUsage().maxRSS / 1_024,
  };
  console.log(JSON.stringify(measured));
}

/** A process of its own, as its peak memory cannot be reset, with the limits of the worker. */
async function measureInChild(to: string, input: string): Promise<Measured> {
  const request: ExportRequest = {
    table: 'statistics',
    input,
    to,
    fromUs: null,
    untilUs: null,
    pairs: null,
    rows: null,
    sheets: 'table',
    overwrite: false,
    skipDamaged: false,
  };
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb } = WORKER_LIMITS;
  // V8's young generation is three semi-spaces.
  const limits = [
    `--max-old-space-size=${maxOldGenerationSizeMb}`,
    `--max-semi-space-size=${maxYoungGenerationSizeMb / 3}`,
  ];
  const child = spawn(process.execPath, [...limits, process.argv[1] ?? '', 'excel', CHILD, JSON.stringify(request)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const text of child.stdout) output += text;
  return JSON.parse(output) as Measured;
}

/** Segments as the recorder makes them: a row per pair and second, 12 % of the statistics null. */
async function writeDataset(folder: string, columns: readonly ParquetColumn[], rows: number): Promise<void> {
  await mkdir(folder);
  for (let start = 0; start < rows; start += SEGMENT_ROWS) {
    const length = Math.min(SEGMENT_ROWS, rows - start);
    const block: ColumnBlock = {
      length,
      values: columns.map((column) => Array.from({ length }, (_, i) => madeUp(column, start + i))),
    };
    await writeParquet(join(folder, `statistics-${String(start).padStart(9, '0')}.parquet`), columns, [block]);
  }
}

const PAIRS = 300;
const START_US = Date.UTC(2026, 0, 1) * 1_000;

function madeUp({ name, type }: ParquetColumn, row: number): string | number | boolean | null {
  const timeUs = START_US + Math.floor(row / PAIRS) * 1_000_000;
  switch (type) {
    case 'string':
      return `COIN${row % PAIRS}-USD`;
    case 'time-us':
      return name === 'time' ? timeUs : timeUs - 417_123;
    case 'boolean':
      return row % 97 === 0;
    default:
      return (row * 31 + name.length) % 100 < 12 ? null : ((row * 7_919) % 1_000_003) / 7;
  }
}
