import type { Damage, InspectReport, ShownRow } from '../../main/inspect/inspect-report.ts';
import { shownNumber } from '../../main/inspect/shown-number.ts';
import { byteText } from '../format/bytes.ts';
import { NOTHING, numbers } from '../format/number.ts';
import { duration } from '../format/time.ts';
import { zonedIso, zonedText } from '../format/zoned-time.ts';

/** A table of a report, ready to be shown. */
export interface ReportTable {
  readonly title: string;
  readonly head: readonly string[];
  /** Columns that hold numbers. */
  readonly numeric: readonly boolean[];
  readonly rows: readonly (readonly string[])[];
}

const OUTAGES_SHOWN = 50;
const MAX_TEXT = 80;

/** The tables of a report in the order of reading, with times on the clocks of a zone; empty ones are left out. */
export function reportTables(utcReport: InspectReport, zone: string): ReportTable[] {
  const report = inZone(utcReport, zone);
  return [
    table('Overview', ['', ''], '<<', overviewRows(report, zone)),
    table('Damaged files', ['File', 'What is wrong', 'Rows left out'], '<<>', damageRows(report)),
    table(
      'Notes',
      [''],
      '<',
      report.notes.map((note) => [note]),
    ),
    table('Columns', ['Column', 'Type', 'Non-null', 'NaN', 'Unique', 'Min', 'Max'], '<<>>><<', columnRows(report)),
    table(
      'Numbers',
      ['Column', 'Count', 'Mean', 'Std', 'Min', '25 %', '50 %', '75 %', 'Max'],
      '<>>>>>>>>',
      numberRows(report),
    ),
    table(`Top ${report.topPairs.length} pairs`, ['Pair', 'Rows', 'Share'], '<>>', pairRows(report)),
    table(
      'Outages',
      [`From (${zone})`, `To (${zone})`, 'Why', 'Reconnects', 'Dropped', 'Recovered'],
      '<<<>>>',
      outageRows(report, zone),
    ),
    table(
      `Longest silences (over ${report.silenceS} s)`,
      [`From (${zone})`, `To (${zone})`, 'Length'],
      '<<>',
      silenceRows(report, zone),
    ),
    rowTable('First rows', report.firstRows),
    rowTable('Last rows', report.lastRows),
  ].filter(({ rows }) => rows.length > 0);
}

/** The report with the times of its columns and rows on the clocks of a zone. */
function inZone(report: InspectReport, zone: string): InspectReport {
  const times = new Set(report.columns.filter(({ kind }) => kind === 'time').map(({ name }) => name));
  const shown = <T>(value: T): T | string => (typeof value === 'string' ? zonedIso(value, zone) : value);
  const rowsOf = (rows: readonly ShownRow[]) =>
    rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, times.has(name) ? shown(value) : value])),
    );
  return {
    ...report,
    firstTime: shown(report.firstTime),
    lastTime: shown(report.lastTime),
    columns: report.columns.map((column) =>
      times.has(column.name) ? { ...column, min: shown(column.min), max: shown(column.max) } : column,
    ),
    firstRows: rowsOf(report.firstRows),
    lastRows: rowsOf(report.lastRows),
  };
}

function table(
  title: string,
  head: readonly string[],
  align: string,
  rows: readonly (readonly string[])[],
): ReportTable {
  return { title, head, numeric: [...align].map((mark) => mark === '>'), rows };
}

function overviewRows(report: InspectReport, zone: string): string[][] {
  const damagedFiles = new Set(report.damaged.map(({ path }) => path)).size;
  const { timeColumn, firstTime, lastTime, durationS, order } = report;
  const rows = [
    ['Files', `${count(report.files)}${damagedFiles === 0 ? '' : ` (${count(damagedFiles)} damaged)`}`],
    ['Rows', count(report.rows)],
    ['Columns', count(report.columns.length)],
    ['Row groups', count(report.rowGroups)],
    ['Size on disk', byteText(report.bytesOnDisk)],
    ['Size in memory, as columns', byteText(report.bytesInMemory)],
    ['Compression', report.codecs.join(', ') || NOTHING],
    ['Written by', report.writers.join(', ') || NOTHING],
  ];
  if (timeColumn !== null) {
    rows.push([`Time (${timeColumn}, ${zone})`, `${firstTime ?? NOTHING} to ${lastTime ?? NOTHING}`]);
    rows.push(['Duration', durationS === null ? NOTHING : duration(durationS * 1_000)]);
    const back = order?.stepsBack ?? 0;
    rows.push([
      'Order',
      back === 0
        ? 'sorted by time'
        : `${count(back)} ${back === 1 ? 'row is' : 'rows are'} earlier than the row before`,
    ]);
  }
  if (report.pairColumn !== null) rows.push(['Pairs', report.pairs === null ? 'very many' : count(report.pairs)]);
  for (const [key, value] of Object.entries(report.metadata)) rows.push([key, short(value)]);
  return rows;
}

const damageRows = ({ damaged }: InspectReport): string[][] =>
  damaged.map((damage) => [damage.path, withoutPath(damage), damage.rows === null ? 'all' : count(damage.rows)]);

/** What is wrong, where the file is named beside it. */
export const withoutPath = ({ path, reason }: Damage): string =>
  reason.startsWith(`${path} `) ? reason.slice(path.length + 1) : reason;

const columnRows = ({ columns }: InspectReport): string[][] =>
  columns.map((column) => [
    column.name,
    column.type,
    count(column.nonNull),
    column.kind === 'number' ? count(column.nan) : '',
    column.kind !== 'text' ? '' : column.unique === null ? 'many' : count(column.unique),
    cell(column.min),
    cell(column.max),
  ]);

function numberRows({ columns }: InspectReport): string[][] {
  return columns.flatMap(({ name, numeric }) => {
    if (numeric === null) return [];
    // The quartiles of very many numbers are estimates, and say so.
    const quartile = (value: number) => `${numeric.exactQuartiles ? '' : '~'}${cell(value)}`;
    const { mean, std, min, q25, median, q75, max } = numeric;
    return [
      [name, count(numeric.count), ...[mean, std, min].map(cell), ...[q25, median, q75].map(quartile), cell(max)],
    ];
  });
}

function pairRows({ topPairs, columns, pairColumn }: InspectReport): string[][] {
  const all = columns.find(({ name }) => name === pairColumn)?.nonNull ?? 0;
  return topPairs.map(({ value, count: rows }) => [short(value), count(rows), numbers.share(rows / all)]);
}

function outageRows({ outages }: InspectReport, zone: string): string[][] {
  return [...outages]
    .slice(-OUTAGES_SHOWN)
    .map(({ fromUs, toUs, reason, reconnects, tradesDropped, tradesRecovered }) => [
      fromUs === null ? 'unknown' : zonedText(fromUs / 1_000, zone),
      zonedText(toUs / 1_000, zone),
      reason,
      count(reconnects),
      count(tradesDropped),
      tradesRecovered === null ? NOTHING : count(tradesRecovered),
    ]);
}

function silenceRows({ order }: InspectReport, zone: string): string[][] {
  return (order?.longest ?? []).map(({ fromNs, toNs }) => [
    zonedText(Number(fromNs / 1_000_000n), zone),
    zonedText(Number(toNs / 1_000_000n), zone),
    duration(Number(toNs - fromNs) / 1e6),
  ]);
}

function rowTable(title: string, rows: readonly ShownRow[]): ReportTable {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    title,
    head: names,
    numeric: names.map((name) => rows.some((row) => typeof row[name] === 'number')),
    rows: rows.map((row) => names.map((name) => cell(row[name] ?? null))),
  };
}

const count = (value: number): string => numbers.count(value);

/** Numbers with all the digits that people use; never grouped, so that they can be copied. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return NOTHING;
  if (typeof value === 'number') return shownNumber(value);
  return short(String(value));
}

function short(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
