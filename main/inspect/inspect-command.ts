import { parseArgs } from 'node:util';
import { ParquetFileError } from '../parquet/parquet-file.ts';
import { formatReport } from './format-report.ts';
import { inspectPath } from './inspect-path.ts';
import { createProgressLine } from './progress-line.ts';

export interface CommandIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

const HELP = `Usage: npm start -- inspect PATH [options]

Reports on a Parquet file, on a directory of Parquet files as one table, or on all datasets of a recording: rows, columns,
sizes, time range, gaps, pairs, a summary of the numbers, first and last rows. Damaged files are named and left out.

  --rows N       first and last rows to show (default 5)
  --gap SECONDS  list stretches without a row longer than this (default 60)
  --json         the report as JSON, one line per dataset

Exit code 0, or 1 if a file is damaged or nothing can be read, or 2 for wrong use.
Quartiles are interpolated between ranks, as numpy and pandas do. They are exact up to ${(16_000_000).toLocaleString('en-US')} numbers in all columns
together; beyond that they are off by at most 0.0123 % and marked with ~. The standard deviation is that of a sample (n - 1).
`;

/** The command `inspect`; returns the exit code. */
export async function runInspect(args: readonly string[], io: CommandIo): Promise<number> {
  const request = parse(args);
  if (typeof request === 'string') {
    io.stderr.write(`${request} See inspect --help.\n`);
    return 2;
  }
  if (request.help) {
    io.stdout.write(HELP);
    return 0;
  }
  const progress = createProgressLine(io.stderr, 'rows');
  let damaged = false;
  let first = true;
  try {
    const options = {
      rows: request.rows,
      silenceS: request.silenceS,
      onProgress: ({ rowsDone, rowsTotal }: { rowsDone: number; rowsTotal: number }) =>
        progress.update(rowsDone, rowsTotal),
    };
    for await (const report of inspectPath(request.path, options)) {
      progress.clear();
      damaged ||= report.damaged.length > 0;
      io.stdout.write(
        request.json ? `${JSON.stringify(report, jsonValue)}\n` : `${first ? '' : '\n'}${formatReport(report)}`,
      );
      first = false;
    }
  } catch (error) {
    if (!(error instanceof ParquetFileError)) throw error;
    progress.clear();
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
  return damaged ? 1 : 0;
}

/** JSON has neither big integers nor NaN. */
const jsonValue = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

interface Request {
  readonly path: string;
  readonly rows: number;
  readonly silenceS: number;
  readonly json: boolean;
  readonly help: boolean;
}

function parse(args: readonly string[]): Request | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rows: { type: 'string', default: '5' },
        gap: { type: 'string', default: '60' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
    const rows = Number(values.rows);
    const silenceS = Number(values.gap);
    const [path = ''] = positionals;
    if (!values.help && (positionals.length !== 1 || path === '')) return 'inspect needs one PATH.';
    if (!/^\d+$/.test(values.rows) || rows > 10_000)
      return `--rows takes a whole number up to 10000; "${values.rows}" is not one.`;
    if (!(silenceS > 0 && silenceS < 1e9))
      return `--gap takes a number of seconds above 0; "${values.gap}" is not one.`;
    return { path, rows, silenceS, json: values.json, help: values.help };
  } catch (error) {
    return `${(error instanceof Error ? error.message : String(error)).split(/\.\s/)[0]?.replace(/\.$/, '')}.`;
  }
}
