import type { DisplayFormat } from '../../engine/schema.ts';
import type { OpenedColumn } from '../../preload/recordings-bridge.ts';
import { columnOf } from '../format/columns.ts';

const PLAIN = { number_fg_mode: 'disabled' } as const;
const PERCENT = { ...PLAIN, number_format: { style: 'percent', minimumFractionDigits: 4, maximumFractionDigits: 4 } };
const SIGNIFICANT = { ...PLAIN, number_format: { minimumSignificantDigits: 5, maximumSignificantDigits: 8 } };
const WHOLE = { ...PLAIN, number_format: { maximumFractionDigits: 0 } };

/** The formats of the column schema in the words of Perspective's datagrid. */
const STYLES: Readonly<Partial<Record<DisplayFormat, object>>> = {
  count: WHOLE,
  exchange: WHOLE,
  price: SIGNIFICANT,
  size: { ...PLAIN, number_format: { maximumSignificantDigits: 6 } },
  'quote-volume': { ...PLAIN, number_format: { minimumFractionDigits: 2, maximumFractionDigits: 2 } },
  percent: PERCENT,
  share: { ...PLAIN, number_format: { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 } },
};

/** To the millisecond, 24 hours. */
const timeStyle = (timeZone: string) => ({
  date_format: {
    format: 'custom',
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hour12: false,
  },
});

/** How Perspective shows each column: by our schema where it knows the column, else without colours by sign; times in `zone`. */
export function columnStyles(columns: readonly OpenedColumn[], zone: string): Record<string, object> {
  return Object.fromEntries(
    columns.flatMap(({ name, type }) => {
      if (type === 'time') return [[name, timeStyle(zone)]];
      if (type !== 'float' && type !== 'integer') return [];
      return [[name, STYLES[columnOf(name)?.format ?? 'text'] ?? PLAIN]];
    }),
  );
}

/** Amounts of single trades; everything else that is a number would mean nothing when added up. */
const SUMMED = ['size', 'volume'];

/** How groups of rows are summed up unless the user chooses otherwise; Perspective would add up prices. */
export function columnAggregates(columns: readonly OpenedColumn[]): Record<string, string> {
  return Object.fromEntries(
    columns.flatMap(({ name, type }) => {
      if (type !== 'float' && type !== 'integer') return [];
      if (columnOf(name)?.format === 'exchange') return [[name, 'distinct count']];
      return [[name, SUMMED.includes(name) ? 'sum' : 'avg']];
    }),
  );
}
