import type { ColumnSummary } from './column-summary.ts';
import type { InspectReport, ShownRow } from './inspect-report.ts';
import { shownNumber } from './shown-number.ts';

/** A report as text for people, ending with a line feed. */
export function formatReport(report: InspectReport): string {
  return `${[
    ...overview(report),
    ...section('Damaged', report.damaged.map(damageLine)),
    ...section('Notes', report.notes),
    ...section(
      'Columns',
      table(['column', 'type', 'non-null', 'NaN', 'unique', 'min', 'max'], report.columns.map(columnLine), '<<>>><<'),
    ),
    ...section('Numbers', numberTable(report.columns)),
    ...section(
      `Top ${report.topPairs.length} of ${count(report.pairs)} different values of ${report.pairColumn}`,
      pairTable(report),
    ),
    ...section('Outages in the ledger', outageTable(report)),
    ...section(
      `Longest silences (no row for more than ${report.silenceS} s): ${report.order?.silences ?? 0}`,
      silenceTable(report),
    ),
    ...section('First rows', rowTable(report.firstRows)),
    ...section('Last rows', rowTable(report.lastRows)),
  ]
    .map(withoutControls)
    .join('\n')}\n`;
}

/** What a file holds, its names too, must not rewrite the terminal. */
const withoutControls = (line: string): string => line.replaceAll(/\p{C}/gu, '?');

function overview(report: InspectReport): string[] {
  const damagedFiles = new Set(report.damaged.map(({ path }) => path)).size;
  const lines: [string, string][] = [
    ['Files', `${count(report.files)}${damagedFiles === 0 ? '' : ` (${damagedFiles} damaged)`}`],
    ['Row groups', count(report.rowGroups)],
    ['Rows', count(report.rows)],
    ['Columns', count(report.columns.length)],
    ['Size on disk', bytes(report.bytesOnDisk)],
    ['Size in memory', `${bytes(report.bytesInMemory)} as columns`],
    ['Compression', report.codecs.join(', ') || '-'],
    ['Written by', report.writers.join(', ') || '-'],
  ];
  if (report.timeColumn !== null) {
    lines.push([`Time (${report.timeColumn})`, `${report.firstTime ?? '-'} to ${report.lastTime ?? '-'}`]);
    lines.push(['Duration', report.durationS === null ? '-' : duration(report.durationS)]);
    const stepsBack = report.order?.stepsBack ?? 0;
    lines.push(['Order', stepsBack === 0 ? 'sorted by time' : stepsBackText(stepsBack)]);
  }
  if (report.pairColumn !== null) lines.push(['Pairs', count(report.pairs)]);
  for (const [key, value] of Object.entries(report.metadata)) if (value.length <= 200) lines.push([key, value]);
  const width = Math.max(...lines.map(([name]) => name.length));
  return [report.path, ...lines.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)];
}

function damageLine({ path, reason, rows }: InspectReport['damaged'][number]): string {
  const named = reason.includes(path) ? reason : `${path}: ${reason}`;
  const missing = rows === null ? 'no row of it is' : rows === 0 ? 'its rows are' : `${count(rows)} rows are not`;
  return `${named} (${missing} in this report)`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function columnLine(column: ColumnSummary): string[] {
  const unique = column.kind !== 'text' ? '' : column.unique === null ? 'many' : count(column.unique);
  const nan = column.kind === 'number' ? count(column.nan) : '';
  return [column.name, column.type, count(column.nonNull), nan, unique, cell(column.min, 40), cell(column.max, 40)];
}

function numberTable(columns: readonly ColumnSummary[]): string[] {
  const lines: string[][] = [];
  let approximate = false;
  for (const { name, numeric } of columns) {
    if (numeric === null) continue;
    const mark = numeric.exactQuartiles ? '' : '~';
    approximate ||= !numeric.exactQuartiles;
    const { count: n, mean, std, min, q25, median, q75, max } = numeric;
    const quartiles = [q25, median, q75].map((value) => `${mark}${shownNumber(value)}`);
    lines.push([name, count(n), shownNumber(mean), shownNumber(std), shownNumber(min), ...quartiles, shownNumber(max)]);
  }
  if (lines.length === 0) return [];
  return [
    ...table(['column', 'count', 'mean', 'std', 'min', '25%', '50%', '75%', 'max'], lines, '<>>>>>>>>'),
    ...(approximate ? ['~ off by at most 0.0123 %: too many values to keep them all'] : []),
  ];
}

function pairTable({ topPairs, columns, pairColumn }: InspectReport): string[] {
  const total = columns.find((column) => column.name === pairColumn)?.nonNull ?? 0;
  return table(
    ['value', 'rows', 'share'],
    topPairs.map(({ value, count: rows }) => [value, count(rows), `${((100 * rows) / total).toFixed(2)} %`]),
    '<>>',
  );
}

const OUTAGES_SHOWN = 20;

function outageTable({ outages }: InspectReport): string[] {
  const lines = outages.slice(-OUTAGES_SHOWN).map((gap) => {
    const seconds = gap.fromUs === null ? '' : duration((gap.toUs - gap.fromUs) / 1e6);
    const from = gap.fromUs === null ? 'unknown' : new Date(gap.fromUs / 1_000).toISOString();
    const to = new Date(gap.toUs / 1_000).toISOString();
    return [from, to, seconds, gap.reason, count(gap.reconnects), count(gap.tradesDropped), count(gap.tradesRecovered)];
  });
  if (lines.length === 0) return [];
  const rows = table(['from', 'to', 'duration', 'why', 'reconnects', 'dropped', 'recovered'], lines, '<<><>>>');
  return outages.length > OUTAGES_SHOWN ? [`the newest ${OUTAGES_SHOWN} of ${outages.length}:`, ...rows] : rows;
}

function silenceTable({ order }: InspectReport): string[] {
  const lines = (order?.longest ?? []).map(({ fromNs, toNs }) => [
    new Date(Number(fromNs / 1_000_000n)).toISOString(),
    new Date(Number(toNs / 1_000_000n)).toISOString(),
    duration(Number(toNs - fromNs) / 1e9),
  ]);
  return lines.length === 0 ? [] : table(['from', 'to', 'duration'], lines, '<<>');
}

function rowTable(rows: readonly ShownRow[]): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const align = names.map((name) => (rows.every((row) => typeof row[name] === 'string') ? '<' : '>')).join('');
  return table(
    names,
    rows.map((row) => names.map((name) => cell(row[name] ?? null, 30))),
    align,
  );
}

/** Columns side by side; `align` has one `<` or `>` per column. */
function table(head: readonly string[], lines: readonly (readonly string[])[], align: string): string[] {
  if (lines.length === 0) return [];
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]?.length ?? 0)));
  return [head, ...lines].map((line) =>
    line
      .map((text, i) => (align[i] === '>' ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function cell(value: string | number | boolean | null, width: number): string {
  if (value === null) return '-';
  const text = typeof value === 'number' ? shownNumber(value) : String(value);
  return text.length > width ? `${text.slice(0, width - 3)}...` : text;
}

const count = (value: number | null): string => (value === null ? 'very many' : value.toLocaleString('en-US'));

const stepsBackText = (steps: number): string =>
  `${count(steps)} ${steps === 1 ? 'row is' : 'rows are'} earlier than the row before`;

function bytes(size: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let value = size;
  for (; value >= 1_000 && unit < units.length - 1; unit++) value /= 1_000;
  return unit === 0 ? `${size} bytes` : `${value.toFixed(1)} ${units[unit]} (${count(size)} bytes)`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toFixed(3))} s`;
  const days = Math.floor(seconds / 86_400);
  const clock = new Date((seconds % 86_400) * 1_000).toISOString().slice(11, 19);
  return days > 0 ? `${days} d ${clock}` : clock;
}
