import { open } from 'node:fs/promises';
import { type Cell, isoTime } from './cells.ts';
import type { ValueKind } from './export-columns.ts';
import type { RowsWriter } from './rows-writer.ts';

const FLUSH_CHARACTERS = 256 * 1024;
/**
 * Where a spreadsheet takes a text for a formula: before these characters, in both widths in which it accepts them, at the start of
 * a cell. Where lists are separated by semicolons or tabs, a cell starts in the midst of our text.
 */
const FORMULA_START = /^(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])(?=[=+\-@＝＋－＠])/g;
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

/**
 * Writes RFC 4180 with a heading line: UTF-8 without a byte order mark, CRLF, null as an empty field and an empty text as "", times
 * as ISO 8601 with milliseconds and Z, numbers with all their digits. A text that a spreadsheet would run as a formula gets
 * an apostrophe in front.
 */
export const writeCsv: RowsWriter = async ({ path, columns, source, wrote }) => {
  const file = await open(path, 'w');
  try {
    const fields = columns.map(({ kind }) => fieldOf(kind));
    let text = line(columns.map(({ name }) => textField(name)));
    for await (const block of source) {
      let counted = 0;
      for (let row = 0; row < block.length; row++) {
        for (let i = 0; i < fields.length; i++) {
          if (i > 0) text += ',';
          text += fields[i]?.(block.values[i]?.[row] ?? null) ?? '';
        }
        text += '\r\n';
        if (text.length >= FLUSH_CHARACTERS) {
          await file.appendFile(text);
          text = '';
          wrote(row + 1 - counted);
          counted = row + 1;
        }
      }
      wrote(block.length - counted);
    }
    await file.appendFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return { sheets: [], notes: [] };
};

const line = (fields: readonly string[]): string => `${fields.join(',')}\r\n`;

function fieldOf(kind: ValueKind): (cell: Cell) => string {
  if (kind === 'time') return (cell) => (typeof cell === 'bigint' ? isoTime(cell) : '');
  if (kind === 'text') return (cell) => (typeof cell === 'string' ? textField(cell) : '');
  return (cell) => (cell === null ? '' : String(cell));
}

/** A text as one field of a CSV file: quoted where it must be, and harmless to a spreadsheet. */
export function textField(text: string): string {
  const harmless = text.replace(FORMULA_START, "'");
  return harmless === '' || NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
