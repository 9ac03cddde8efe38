import { type Cell, isoTime, millisecondsOf } from './cells.ts';
import type { ValueKind } from './export-columns.ts';

/** What exceljs takes for a cell; undefined = the cell stays empty. Never a formula. */
export type ExcelValue = string | number | boolean | Date | RichText | undefined;

/** Text that keeps blanks at its ends: as a plain string some readers drop them. */
interface RichText {
  readonly richText: readonly { readonly text: string }[];
}

/** Excel's limit for the text of a cell. */
const MAX_TEXT = 32_767;
/** Excel's calendar begins in 1900 and has a leap day in that year that never was. */
const FIRST_DATE_MS = Date.UTC(1900, 2, 1);
const END_OF_DATES_MS = Date.UTC(10_000, 0, 1);
/** Characters that XML cannot hold, escaped or not, halves of characters, and DEL, which exceljs drops. */
const FORBIDDEN = /(?![\t\n\r\u0080-\u009f])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;
const EDGE_BLANK = /^\s|\s$|\n|^$/;

/** Texts that Excel cannot hold as they are. */
export interface AlteredTexts {
  cleaned: number;
  cut: number;
}

/** The form in which Excel shows a value unchanged: what it has no number or date for becomes text. */
export function excelValue(kind: ValueKind, altered: AlteredTexts): (cell: Cell) => ExcelValue {
  if (kind === 'time') return (cell) => (typeof cell === 'bigint' ? dateOrText(cell) : undefined);
  return (cell) => {
    switch (typeof cell) {
      case 'number':
        return Number.isFinite(cell) ? cell : String(cell);
      case 'string':
        return textValue(cell, altered);
      case 'bigint':
        return String(cell);
      case 'boolean':
        return cell;
      default:
        return undefined;
    }
  };
}

function dateOrText(ns: bigint): Date | string {
  const ms = millisecondsOf(ns);
  return ms >= FIRST_DATE_MS && ms < END_OF_DATES_MS ? new Date(ms) : isoTime(ns);
}

function textValue(text: string, altered: AlteredTexts): ExcelValue {
  let value = text;
  if (value.search(FORBIDDEN) >= 0) {
    value = value.replace(FORBIDDEN, '');
    altered.cleaned += 1;
  }
  if (value.length > MAX_TEXT) {
    value = value.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, '');
    altered.cut += 1;
  }
  return EDGE_BLANK.test(value) ? { richText: [{ text: value }] } : value;
}

/** What to tell about altered texts, one sentence each. */
export function alteredNotes({ cleaned, cut }: AlteredTexts): string[] {
  const notes: string[] = [];
  if (cleaned > 0) notes.push(`Control characters, which Excel cannot hold, were removed from ${cleaned} texts.`);
  if (cut > 0) notes.push(`${cut} texts were cut at Excel's limit of ${MAX_TEXT} characters.`);
  return notes;
}
