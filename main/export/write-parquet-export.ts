import type { ColumnBlock, ParquetColumn, ParquetType } from '../parquet/column-values.ts';
import { writeParquetFile } from '../parquet/parquet-writer.ts';
import type { Cell, CellBlock } from './cells.ts';
import type { ExportColumn, ValueKind } from './export-columns.ts';
import type { RowsWriter } from './rows-writer.ts';

const TYPES: Readonly<Record<ValueKind, ParquetType>> = {
  text: 'string',
  number: 'float',
  integer: 'integer',
  boolean: 'boolean',
  time: 'time-us',
};

const MICROSECOND_NS = 1_000n;

/** Writes a single Parquet file with the columns of the recording, in full precision. */
export const writeParquetExport: RowsWriter = async ({ request, path, columns, source, wrote }) => {
  const stored = (block: CellBlock): ColumnBlock => ({
    length: block.length,
    values: block.values.map((cells, i) => (isMicroseconds(columns[i]) ? cells.map(microseconds) : cells)),
  });
  async function* blocks() {
    for await (const block of source) {
      yield stored(block);
      wrote(block.length);
    }
  }
  const parquetColumns = columns.map((column): ParquetColumn => {
    return { name: column.name, type: column.nanoseconds ? 'time-ns' : TYPES[column.kind], isForeign: true };
  });
  await writeParquetFile(path, parquetColumns, blocks(), { metadata: { table: request.table } });
  return { sheets: [], notes: [] };
};

const isMicroseconds = (column: ExportColumn | undefined): boolean => column?.kind === 'time' && !column.nanoseconds;

const microseconds = (cell: Cell): Cell => (typeof cell === 'bigint' ? cell / MICROSECOND_NS : null);
