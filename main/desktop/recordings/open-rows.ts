import { join } from 'node:path';
import type { OpenedColumn, OpenedRows, RowChoice, RowChunk, RowsEnd } from '../../../preload/recordings-bridge.ts';
import { type Cell, millisecondsOf } from '../../export/cells.ts';
import type { ValueKind } from '../../export/export-columns.ts';
import { openSource } from '../../export/open-source.ts';
import { snapshotJournals } from '../../recording/journal-snapshot.ts';

/** Rows handed over at once: bounds the memory on both sides and the time that one step takes. */
const CHUNK_ROWS = 16_384;

const TYPES: Readonly<Record<ValueKind, OpenedColumn['type']>> = {
  text: 'string',
  number: 'float',
  // 32 bits would cut what an integer column of a foreign file may hold.
  integer: 'float',
  boolean: 'boolean',
  time: 'time',
};

export interface RowsReader {
  readonly opened: OpenedRows;
  /** The next rows in order of time, and once the end. */
  next(): Promise<RowChunk | RowsEnd>;
}

/**
 * Finds the rows of a choice; damaged files are left out and named at the end. What must be on disk meanwhile
 * is in `scratchFolder`, which the caller removes. Throws ExportError or ParquetFileError.
 */
export async function openRows(
  input: string,
  choice: RowChoice,
  scratchFolder: string,
  onFile: (done: number, total: number) => void = () => undefined,
): Promise<RowsReader> {
  const newest = await snapshotJournals(input, scratchFolder);
  const source = await openSource(
    { ...choice, rows: null, input, to: '', sheets: 'table', overwrite: false, skipDamaged: true },
    new AbortController().signal,
    onFile,
    newest.files(choice.table),
  );
  const columns = source.columns.map(({ name, kind }) => ({ name, type: TYPES[kind] }));
  const blocks = source.rows(join(scratchFolder, 'rows'));
  const bound = choice.rows ?? Number.POSITIVE_INFINITY;
  let delivered = 0;
  let waiting: Cell[][] = columns.map(() => []);
  let isCut = false;

  const gather = async (): Promise<number> => {
    let rows = waiting[0]?.length ?? 0;
    while (rows < CHUNK_ROWS && delivered + rows < bound) {
      const { value: block } = await blocks.next();
      if (block === undefined) break;
      const take = Math.min(block.length, bound - delivered - rows);
      isCut ||= take < block.length;
      for (const [i, column] of block.values.entries()) {
        const target = waiting[i];
        for (let row = 0; row < take; row++) target?.push(column[row] ?? null);
      }
      rows += take;
    }
    return rows;
  };

  return {
    opened: { columns, rowsInRange: source.rowsAtMost },
    async next() {
      const rows = await gather();
      if (rows === 0) {
        if (delivered === bound && !isCut) isCut = (await blocks.next()).done !== true;
        // Closes the files that a cut leaves in the middle.
        await blocks.return();
        const notes = [...source.notes(), ...(newest.problem === null ? [] : [newest.problem])];
        return { isCut, notes, damaged: source.damaged() };
      }
      delivered += rows;
      const json = JSON.stringify(
        Object.fromEntries(columns.map(({ name }, i) => [name, (waiting[i] ?? []).map(plain(columns[i]?.type))])),
      );
      waiting = columns.map(() => []);
      return { rows, json, expectedRows: Math.min(bound, Math.max(delivered, source.expectedRows())) };
    },
  };
}

/** JSON has no big integers; a time is Unix milliseconds. */
function plain(type: OpenedColumn['type'] | undefined): (cell: Cell) => Exclude<Cell, bigint> {
  return (cell) => (typeof cell !== 'bigint' ? cell : type === 'time' ? millisecondsOf(cell) : Number(cell));
}
