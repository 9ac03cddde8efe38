import type { ColumnBlock, ParquetColumn, ParquetType } from '../parquet/column-values.ts';
import { writeParquetFile } from '../parquet/parquet-writer.ts';
import type { Cell, CellBlock } from './cells.ts';
import type { ValueKind } from './export-columns.ts';
import type { RowsWriter } from './rows-writer.ts';

const TYPES: Readonly<Record<ValueKind, ParquetType>> = {
  text: 'string',
  number: 'float',
  integer: 'integer',
  boolean: 'boolean',
  time: 'time-us',
};

const MICROSECOND_NS = 1_000n;

/** Writes a single Parquet file with the columns of the recording. */
export const writeParquetExport: RowsWriter = async ({ request, path, columns, source, wrote }) => {
  let cutTimes = 0;
  const toTime = (cell: Cell): Cell => {
    if (typeof cell !== 'bigint') return null;
    if (cell % MICROSECOND_NS !== 0n) cutTimes += 1;
    return Number(cell / MICROSECOND_NS);
  };
  const stored = (block: CellBlock): ColumnBlock => ({
    length: block.length,
    values: block.values.map((cells, i) => (columns[i]?.kind === 'time' ? cells.map(toTime) : cells)),
  });
  async function* blocks() {
    for await (const block of source) {
      yield stored(block);
      wrote(block.length);
    }
  }
  const parquetColumns: ParquetColumn[] = columns.map(({ name, kind }) => ({ name, type: TYPES[kind] }));
  await writeParquetFile(path, parquetColumns, blocks(), { metadata: { table: request.table } });
  const notes =
    cutTimes === 0 ? [] : [`${cutTimes} times had nanoseconds; the file keeps them to the microsecond, rounded down.`];
  return { sheets: [], notes };
};
