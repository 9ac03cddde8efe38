import { parseArgs } from 'node:util';
import { defaultDataDir } from '../data-directory.ts';
import { EXPORT_TABLES, ExportError, type ExportRequest, formatOf, SHEET_MODES } from './export-request.ts';
import { parseTimeUs } from './parse-time.ts';

export const EXPORT_HELP = `Usage: npm start -- export --table statistics|trades --to FILE.xlsx|.csv|.parquet [options]

Writes recorded rows, in order of time, into one file for Excel, CSV or Parquet.

  --table statistics|trades   what to export
  --to FILE                   the extension says the format
  --input PATH                a Parquet file, a dataset directory, or a directory that holds our datasets
                              or the files of the original system
  --data-dir DIR              without --input: where recordings are kept (default: this user's data directory)
  --from T, --until T         from T on, and before T: ISO 8601, UTC unless it says otherwise
                              (2026-01-31, 2026-01-31T12:00:00.5Z), or Unix time
  --pairs A,B                 only these pairs, e.g. BTC-USD,ETH-USD
  --rows N                    only the first N rows
  --sheets table|pair         .xlsx: one sheet, or one for each pair (default table)
  --force                     replace FILE if it exists
  --skip-damaged              leave damaged files out, name them and end with exit code 1 (default: fail)
  --help

Ctrl+C cancels and leaves no file. Exit codes: 0 done, 1 failed or incomplete, 2 wrong arguments, 130 cancelled.
`;

/** A wrong argument, with one sentence for people. */
export class ExportOptionError extends Error {}

const OPTION_TYPES = {
  table: { type: 'string' },
  to: { type: 'string' },
  input: { type: 'string' },
  'data-dir': { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  pairs: { type: 'string' },
  rows: { type: 'string' },
  sheets: { type: 'string' },
  force: { type: 'boolean' },
  'skip-damaged': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Parses the arguments after `export`; null = help was asked for. Throws ExportOptionError. */
export function parseExportOptions(args: readonly string[]): ExportRequest | null {
  const values = parseValues(args);
  if (values.help) return null;
  const table = oneOf('--table', values.table, EXPORT_TABLES);
  if (table === null) throw new ExportOptionError('Say what to export: --table statistics or --table trades.');
  const to = nonEmpty('--to', values.to);
  if (to === null) throw new ExportOptionError('Say where to: --to FILE.xlsx, FILE.csv or FILE.parquet.');
  const format = checkedFormat(to);
  const sheets = oneOf('--sheets', values.sheets, SHEET_MODES);
  if (sheets !== null && format !== 'xlsx') throw new ExportOptionError('--sheets belongs to .xlsx files.');
  const fromUs = time('--from', values.from);
  const untilUs = time('--until', values.until);
  if (fromUs !== null && untilUs !== null && fromUs >= untilUs) {
    throw new ExportOptionError(`--until ${values.until} must be later than --from ${values.from}.`);
  }
  if (values.input !== undefined && values['data-dir'] !== undefined) {
    throw new ExportOptionError('--input and --data-dir exclude each other.');
  }
  return {
    table,
    input: nonEmpty('--input', values.input) ?? nonEmpty('--data-dir', values['data-dir']) ?? defaultDataDir(),
    to,
    fromUs,
    untilUs,
    pairs: pairs(values.pairs),
    rows: rows(values.rows),
    sheets: sheets ?? 'table',
    overwrite: values.force ?? false,
    skipDamaged: values['skip-damaged'] ?? false,
  };
}

function parseValues(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTION_TYPES, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split(/\.\s/)[0] ?? '';
    throw new ExportOptionError(`${reason.replace(/\.$/, '')}. See export --help.`);
  }
}

function checkedFormat(to: string) {
  try {
    return formatOf(to);
  } catch (error) {
    throw error instanceof ExportError ? new ExportOptionError(`--to ${error.message}`) : error;
  }
}

function oneOf<const T extends readonly string[]>(
  name: string,
  value: string | undefined,
  allowed: T,
): T[number] | null {
  if (value === undefined) return null;
  if (allowed.includes(value)) return value;
  throw new ExportOptionError(`${name} takes ${allowed.join(' or ')}; "${value}" is neither.`);
}

function nonEmpty(name: string, value: string | undefined): string | null {
  if (value === '') throw new ExportOptionError(`${name} needs a path.`);
  return value ?? null;
}

function time(name: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  const us = parseTimeUs(value);
  if (us !== null) return us;
  throw new ExportOptionError(
    `${name} takes a time such as 2026-01-31T12:00:00Z or Unix seconds; "${value}" is neither.`,
  );
}

function pairs(value: string | undefined): string[] | null {
  if (value === undefined) return null;
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new ExportOptionError('--pairs takes names of pairs such as BTC-USD,ETH-USD.');
  return [...new Set(names)];
}

function rows(value: string | undefined): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && Number.isSafeInteger(number)) return number;
  throw new ExportOptionError(`--rows takes a whole number from 1; "${value}" is not one.`);
}
