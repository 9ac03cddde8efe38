import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import WorkbookWriter, { type WorksheetWriter } from 'exceljs/lib/stream/xlsx/workbook-writer.js';
import type { Cell } from './cells.ts';
import { excelFormatOf } from './excel-format.ts';
import { type AlteredTexts, alteredNotes, excelValue } from './excel-value.ts';
import type { ExportColumn } from './export-columns.ts';
import { createSheetNames } from './sheet-names.ts';

/** Rows of a sheet, less the heading. */
export const MAX_SHEET_ROWS = 1_048_575;

const PRODUCT = 'Multi-Ticker Dashboard';
/** The event loop gets its turn after so many rows. */
const TURN_ROWS = 500;
const MAX_WAITING_BYTES = 1024 * 1024;
const WAIT_MS = 2;
/** Half the time of zlib's default for files 10 % larger. */
const COMPRESSION_LEVEL = 2;

export interface ExcelFile {
  /** Later rows go into a sheet of this name, or one like it that Excel accepts. */
  startSheet(name: string): Promise<void>;
  /** Continues in a further sheet when one is full. */
  addRow(cells: readonly Cell[]): Promise<void>;
  /** Writes the rest; resolves to the names of the sheets. */
  finish(): Promise<string[]>;
  /** Gives up; the file is closed, and of no use. */
  abort(): Promise<void>;
  notes(): string[];
}

/**
 * Writes a workbook of tables that share their columns, with constant memory: exceljs never says that it wants to be waited for, so
 * that the bytes which wait for compression are looked at. Writing errors (disk full) reject the next call.
 */
export function createExcelFile(path: string, columns: readonly ExportColumn[], maxSheetRows: number): ExcelFile {
  const output = createWriteStream(path);
  const workbook = new WorkbookWriter({
    stream: output,
    useStyles: true,
    useSharedStrings: false,
    creator: PRODUCT,
    lastModifiedBy: PRODUCT,
    zip: { zlib: { level: COMPRESSION_LEVEL } },
  });
  // Sheets refer to a window of the workbook. Its size is in twentieths of a point.
  workbook.views = [{ x: 0, y: 0, width: 28_800, height: 18_000, activeTab: 0 }];
  // Excel finds a filter in its sheet; LibreOffice only by this name.
  const filters: { name: string; localSheetId: number; ranges: string[] }[] = [];
  workbook._definedNames = { model: filters };
  let failure: Error | null = null;
  const failed = new Promise<never>((_, reject) => {
    const fail = (error: Error) => {
      failure ??= error;
      reject(error);
    };
    output.on('error', fail);
    workbook.zip.on('error', fail);
  });
  failed.catch(() => undefined);

  const altered: AlteredTexts = { cleaned: 0, cut: 0 };
  const converters = columns.map(({ kind }) => excelValue(kind, altered));
  const headings = columns.map(({ heading }) => excelValue('text', altered)(heading));
  const formats = columns.map(excelFormatOf);
  // One object per column: exceljs knows a style that it has seen before by identity, and builds any other anew.
  const styles = formats.map(({ numFmt }) => ({ numFmt }));
  const headingStyle = { font: { bold: true } };
  const lastColumn = columnLetters(columns.length);
  const nameFor = createSheetNames();
  const names: string[] = [];
  let wantedName = '';
  let sheet: WorksheetWriter | null = null;
  let sheetRows = 0;
  let rows = 0;

  const openSheet = (): WorksheetWriter => {
    const name = nameFor(wantedName);
    const opened = workbook.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] });
    opened.columns = formats.map(({ width }) => ({ width }));
    const heading = opened.addRow(headings);
    for (let i = 0; i < columns.length; i++) heading.getCell(i + 1).style = headingStyle;
    heading.commit();
    names.push(name);
    sheetRows = 0;
    return opened;
  };

  const closeSheet = async (): Promise<void> => {
    if (sheet === null) return;
    const filter = { from: { row: 1, column: 1 }, to: { row: 1 + sheetRows, column: columns.length } };
    sheet.autoFilter = filter;
    filters.push({
      name: '_xlnm._FilterDatabase',
      localSheetId: names.length - 1,
      ranges: [`${quotedName(names.at(-1) ?? '')}!$A$1:$${lastColumn}$${filter.to.row}`],
    });
    sheet.commit();
    await drained(sheet);
    sheet = null;
  };

  const drained = async ({ stream }: WorksheetWriter): Promise<void> => {
    await nextTurn();
    while (failure === null && stream.pipes[0]._writableState.length > MAX_WAITING_BYTES) await delay(WAIT_MS);
    if (failure !== null) throw failure;
  };

  return {
    async startSheet(name) {
      await closeSheet();
      wantedName = name;
      sheet = openSheet();
    },
    async addRow(cells) {
      if (sheet === null || sheetRows === maxSheetRows) {
        await closeSheet();
        sheet = openSheet();
      }
      const values = cells.map((cell, i) => converters[i]?.(cell));
      const row = sheet.addRow(values);
      for (let i = 0; i < values.length; i++) {
        const style = styles[i];
        if (values[i] !== undefined && style !== undefined) row.getCell(i + 1).style = style;
      }
      row.commit();
      sheetRows += 1;
      rows += 1;
      if (rows % TURN_ROWS === 0) await drained(sheet);
    },
    async finish() {
      await closeSheet();
      const closed = once(output, 'close');
      closed.catch(() => undefined);
      await Promise.race([workbook.commit(), failed]);
      await closed;
      return names;
    },
    async abort() {
      workbook.zip.abort();
      if (output.closed) return;
      const closed = new Promise<void>((resolve) => output.once('close', () => resolve()));
      output.destroy();
      await closed;
    },
    notes: () => alteredNotes(altered),
  };
}

const quotedName = (sheet: string): string => `'${sheet.replaceAll("'", "''")}'`;

/** 1 -> A, 27 -> AA */
function columnLetters(number: number): string {
  const before = Math.floor((number - 1) / 26);
  return `${before > 0 ? columnLetters(before) : ''}${String.fromCharCode(65 + ((number - 1) % 26))}`;
}
