import type { DisplayFormat } from '../../engine/schema.ts';
import type { ExportColumn, ValueKind } from './export-columns.ts';

export interface ExcelFormat {
  /** Excel's format code. */
  readonly numFmt: string;
  /** Column width in characters. */
  readonly width: number;
}

const TEXT = '@';
const DATETIME = 'yyyy-mm-dd hh:mm:ss.000';

/** How each display format of the schema looks in Excel. The text format keeps a cell that begins with = a text when it is edited. */
const FORMATS: Readonly<Record<DisplayFormat, ExcelFormat>> = {
  text: { numFmt: TEXT, width: 14 },
  side: { numFmt: TEXT, width: 9 },
  exchange: { numFmt: '0', width: 9 },
  count: { numFmt: '#,##0', width: 10 },
  price: { numFmt: '#,##0.00########', width: 16 },
  size: { numFmt: '#,##0.00########', width: 16 },
  'quote-volume': { numFmt: '#,##0.00', width: 16 },
  percent: { numFmt: '0.0000%', width: 12 },
  share: { numFmt: '0.000', width: 9 },
  'datetime-ms': { numFmt: DATETIME, width: 24 },
  flag: { numFmt: 'General', width: 9 },
};

/** For columns that our schema does not know. */
const FORMATS_OF_KINDS: Readonly<Record<ValueKind, ExcelFormat>> = {
  text: { numFmt: TEXT, width: 14 },
  number: { numFmt: 'General', width: 14 },
  integer: { numFmt: '0', width: 14 },
  boolean: { numFmt: 'General', width: 9 },
  time: { numFmt: DATETIME, width: 24 },
};

/** Room for the filter's button beside the heading. */
const FILTER_BUTTON_WIDTH = 4;
const MAX_WIDTH = 40;

/** The format of a column's cells and a width that shows its heading. */
export function excelFormatOf({ format, kind, heading }: ExportColumn): ExcelFormat {
  const { numFmt, width } = format === null ? FORMATS_OF_KINDS[kind] : FORMATS[format];
  return { numFmt, width: Math.min(MAX_WIDTH, Math.max(width, heading.length + FILTER_BUTTON_WIDTH)) };
}
