import { MANY_EXCEL_ROWS } from '../../main/export/export-request.ts';
import type { ExportChoice, TableOverview } from '../../preload/recordings-bridge.ts';
import { numbers } from '../format/number.ts';

/** What to say before a workbook that Excel will hardly open; null where it may be small enough. */
export function excelHint(
  { format, fromUs, untilUs, pairs, rows }: ExportChoice,
  overview: TableOverview | undefined,
): string | null {
  const isWhole = fromUs === null && untilUs === null && pairs === null;
  const expected = isWhole ? Math.min(rows ?? Number.POSITIVE_INFINITY, overview?.rows ?? 0) : 0;
  return format === 'xlsx' && expected > MANY_EXCEL_ROWS
    ? `${numbers.count(expected)} rows are more than Excel handles well; CSV or Parquet suit them.`
    : null;
}
