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
    ...describeDamages(damaged),
  ];
}

const MAX_NAMED = 5;

/** Damaged files and how much is missing because of them: the first ones each, and the number of the others. */
export function describeDamages(damaged: readonly DamagedFile[]): string[] {
  const others = damaged.length - MAX_NAMED;
  const rest = others > 0 ? [`So it is with ${numbers.count(others)} more ${others === 1 ? 'file' : 'files'}.`] : [];
  return [...damaged.slice(0, MAX_NAMED).map(describeDamage), ...rest];
}

function describeDamage({ problem, rowsMissing }: DamagedFile): string {
  return `${problem} ${rowsMissing === null ? 'Its rows' : `${numbers.count(rowsMissing)} rows`} are missing.`;
}
