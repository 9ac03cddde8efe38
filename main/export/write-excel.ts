import { open } from 'node:fs/promises';
import { createExcelFile, type ExcelFile, MAX_SHEET_ROWS } from './excel-file.ts';
import { createRowSpill, type Row } from './row-spill.ts';
import type { RowsWriter, WriteTask } from './rows-writer.ts';

/** Progress is counted in steps of so many rows. */
const STEP_ROWS = 500;
const NO_PAIR = '(no pair)';

/** Writes one sheet for the table or one per pair, continued in further sheets at Excel's limit. */
export const writeExcel: RowsWriter = async (task) => {
  const { request } = task;
  const maxSheetRows = Math.min(request.maxSheetRows ?? MAX_SHEET_ROWS, MAX_SHEET_ROWS);
  const file = createExcelFile(task.path, task.columns, maxSheetRows);
  try {
    if (request.sheets === 'pair') await writePairs(task, file);
    else await writeTable(task, file);
    const sheets = await file.finish();
    await sync(task.path);
    return { sheets, notes: file.notes() };
  } catch (error) {
    await file.abort();
    throw error;
  }
};

async function writeTable(task: WriteTask, file: ExcelFile): Promise<void> {
  await file.startSheet(task.request.table);
  const written = writtenCounter(task);
  for await (const row of rowsOf(task)) {
    await file.addRow(row);
    written.next();
  }
  written.end();
}

/** The rows come in order of time and a workbook takes one sheet after the other: so they are gathered by pair on disk. */
async function writePairs(task: WriteTask, file: ExcelFile): Promise<void> {
  const pairColumn = task.columns.findIndex(({ name }) => name === 'pair');
  const spill = await createRowSpill(task.scratchPath);
  try {
    const gathered = counter(task.gathered);
    for await (const row of rowsOf(task)) {
      const pair = row[pairColumn];
      await spill.add(typeof pair === 'string' ? pair : NO_PAIR, row);
      gathered.next();
    }
    gathered.end();
    const written = writtenCounter(task);
    for (const pair of spill.keys()) {
      await file.startSheet(pair);
      for await (const row of spill.rowsOf(pair)) {
        await file.addRow(row);
        written.next();
      }
    }
    if (spill.keys().length === 0) await file.startSheet(task.request.table);
    written.end();
  } finally {
    await spill.close();
  }
}

async function* rowsOf({ source }: WriteTask): AsyncGenerator<Row, void, undefined> {
  for await (const { length, values } of source) {
    for (let i = 0; i < length; i++) yield values.map((column) => column[i] ?? null);
  }
}

/** Counts written rows and, at each step, ends the work if the export was cancelled. */
const writtenCounter = ({ signal, wrote }: WriteTask) =>
  counter((rows) => {
    signal.throwIfAborted();
    wrote(rows);
  });

function counter(report: (rows: number) => void) {
  let rows = 0;
  return {
    next() {
      rows += 1;
      if (rows < STEP_ROWS) return;
      report(rows);
      rows = 0;
    },
    end: () => report(rows),
  };
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
