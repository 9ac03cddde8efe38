import type { DamagedFile, ExportResult } from '../../main/export/export-request.ts';
import { byteText } from '../format/bytes.ts';
import { numbers } from '../format/number.ts';
import { duration } from '../format/time.ts';

/** What an export wrote, and what of the recording is missing in it. */
export function describeExport({ path, rows, bytes, sheets, elapsedMs, notes, damaged }: ExportResult): string[] {
  const inSheets = sheets.length > 1 ? ` in ${numbers.count(sheets.length)} sheets` : '';
  return [
    `Wrote ${numbers.count(rows)} ${rows === 1 ? 'row' : 'rows'}${inSheets} (${byteText(bytes)}) in ${duration(elapsedMs)} to`,
    path,
    ...notes,
    ...damaged.map(describeDamage),
  ];
}

/** A damaged file and how much is missing because of it. */
export function describeDamage({ problem, rowsMissing }: DamagedFile): string {
  return `${problem} ${rowsMissing === null ? 'Its rows' : `${numbers.count(rowsMissing)} rows`} are missing.`;
}
