/**
 * What a column of our Parquet files can hold; every column is nullable. Times are Unix milliseconds or microseconds as whole
 * numbers, or nanoseconds as bigints, from 1970 on unless `isForeign`, and read as UTC.
 */
export type ParquetType = 'string' | 'float' | 'integer' | 'boolean' | 'time-ms' | 'time-us' | 'time-ns';

export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
  /** float only: store NaN as NaN; otherwise it becomes null. */
  readonly keepNaN?: boolean;
  /** For data that others recorded: in columns of integers and times whatever 64 bits can hold, also as bigints. */
  readonly isForeign?: boolean;
}

/** Some rows, in columns: one array per column in the order of the columns, of which the first `length` values are valid. */
export interface ColumnBlock {
  readonly length: number;
  readonly values: readonly ArrayLike<unknown>[];
}

/** Blocks are read one after the other, so that a source of any length needs memory for one block. */
export type BlockSource = Iterable<ColumnBlock> | AsyncIterable<ColumnBlock>;

/** A value that its column cannot hold. */
export class ColumnValueError extends Error {
  override readonly name = 'ColumnValueError';
}

/** Brings a value into the form that is stored, null included; undefined = the column cannot hold it. */
export type Normalise = (value: unknown) => string | number | bigint | boolean | null | undefined;

/**
 * The check of a column's type. parquetjs-lite checks too little: it takes '12abc' for 12, 1.9 for an integer and `Date(NaN)`
 * for a time, and then loses the whole file.
 */
export function normaliserOf(column: ParquetColumn): Normalise {
  if (column.isForeign === true && (column.type === 'integer' || column.type.startsWith('time'))) {
    return (value) => (isInt64(value) || Number.isSafeInteger(value) ? (value as number | bigint) : nullOnly(value));
  }
  switch (column.type) {
    case 'string':
      return (value) => (typeof value === 'string' ? value : nullOnly(value));
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : nullOnly(value));
    case 'float':
      if (column.keepNaN === true) return (value) => (typeof value === 'number' ? value : nullOnly(value));
      return (value) => (typeof value === 'number' ? (Number.isNaN(value) ? null : value) : nullOnly(value));
    case 'integer':
      return (value) => (Number.isSafeInteger(value) ? (value as number) : nullOnly(value));
    case 'time-ms':
    case 'time-us':
      return (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : nullOnly(value));
    case 'time-ns':
      return (value) => (isInt64(value) && value >= 0n ? value : nullOnly(value));
  }
}

const isInt64 = (value: unknown): value is bigint => typeof value === 'bigint' && BigInt.asIntN(64, value) === value;

const nullOnly = (value: unknown): null | undefined => (value === null ? null : undefined);

/** Throws the ColumnValueError for a value that `normaliserOf(column)` refused. */
export function refuseValue(column: ParquetColumn, row: number, value: unknown): never {
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value);
  throw new ColumnValueError(
    `Row ${row}: ${shown} (${typeof value}) is no value for the ${column.type} column ${column.name}.`,
  );
}

/** Turns row objects into blocks; a missing field is refused by the writer, as every value that is not of its column's type. */
export async function* blocksOfRows(
  columns: readonly ParquetColumn[],
  rows: Iterable<Readonly<Record<string, unknown>>> | AsyncIterable<Readonly<Record<string, unknown>>>,
  blockRows = 4_096,
): AsyncGenerator<ColumnBlock, void, undefined> {
  let values: unknown[][] = columns.map(() => []);
  let length = 0;
  for await (const row of rows) {
    for (const [i, column] of columns.entries()) values[i]?.push(row[column.name]);
    length += 1;
    if (length === blockRows) {
      yield { length, values };
      values = columns.map(() => []);
      length = 0;
    }
  }
  if (length > 0) yield { length, values };
}
