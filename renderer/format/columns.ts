import { type Column, STATISTICS_COLUMNS, TRADE_COLUMNS } from '../../engine/schema.ts';
import { exchangeName } from './exchanges.ts';
import { NOTHING, numbers } from './number.ts';
import type { TimeFormats } from './time.ts';

export type CellValue = string | number | boolean | null;

const COLUMNS: ReadonlyMap<string, Column> = new Map(
  [...TRADE_COLUMNS, ...STATISTICS_COLUMNS].map((column) => [column.name, column]),
);

/** The schema's entry of a column name; undefined for names that are not in the schema. */
export function columnOf(name: string): Column | undefined {
  return COLUMNS.get(name);
}

/** The heading that people see instead of a column name. */
export function titleOf(name: string): string {
  return COLUMNS.get(name)?.title ?? name;
}

const SIDE_MARKS: Readonly<Record<string, string>> = { buy: '▲ buy', sell: '▼ sell' };

/** A value of a column as text for people: units, digits and time zone follow the column's display format. */
export function formatValue(name: string, value: CellValue, times: TimeFormats): string {
  if (value === null || value === undefined) return NOTHING;
  const format = COLUMNS.get(name)?.format ?? 'text';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return format === 'side' ? (SIDE_MARKS[value] ?? '· none') : value;
  switch (format) {
    case 'count':
      return numbers.count(value);
    case 'price':
      return numbers.price(value);
    case 'size':
      return numbers.size(value);
    case 'quote-volume':
      return numbers.volume(value);
    case 'percent':
      return name.startsWith('return') ? numbers.signedPercent(value) : numbers.percent(value);
    case 'share':
      return numbers.share(value);
    case 'datetime-ms':
      return times.millis(value);
    case 'exchange':
      return exchangeName(value);
    case 'text':
    case 'side':
    case 'flag':
      return String(value);
  }
}
