import type { SchemaElement, SchemaTree } from 'hyparquet';
import { parquetSchema } from 'hyparquet';
import type { ParquetFile } from '../parquet/parquet-file.ts';

/** How the values of a column are summarised. `other`: lists, structs, bytes; only counted. */
export type ColumnKind = 'time' | 'number' | 'boolean' | 'text' | 'other';

export interface ColumnType {
  readonly name: string;
  readonly kind: ColumnKind;
  /** For people, e.g. `timestamp[us, UTC]`. */
  readonly type: string;
}

/** Type of columns whose values our reader does not know; they are named, and not taken for damage. */
export const UNREAD_TYPE = 'interval';

/** The columns of a file, whoever wrote it; of several with the same name, which no reader can tell apart, the first. */
export function columnTypesOf(file: ParquetFile): ColumnType[] {
  const types = new Map<string, ColumnType>();
  for (const child of parquetSchema(file.metadata).children) {
    const { name } = child.element;
    if (!types.has(name)) types.set(name, { name, ...typeOf(child) });
  }
  return [...types.values()];
}

/** Names that more than one column of the file has. */
export function repeatedNamesOf(file: ParquetFile): string[] {
  const names = parquetSchema(file.metadata).children.map(({ element }) => element.name);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}

function typeOf({ element, children }: SchemaTree): Omit<ColumnType, 'name'> {
  if (element.repetition_type === 'REPEATED') return { kind: 'other', type: 'list' };
  if (children.length > 0) {
    const nested = element.converted_type ?? element.logical_type?.type ?? 'STRUCT';
    return { kind: 'other', type: nested.toLowerCase() };
  }
  return leafType(element);
}

const UNITS = { MILLIS: 'ms', MICROS: 'us', NANOS: 'ns' } as const;

function leafType(element: SchemaElement): Omit<ColumnType, 'name'> {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (logical?.type === 'TIMESTAMP') {
    return { kind: 'time', type: `timestamp[${UNITS[logical.unit]}${logical.isAdjustedToUTC ? ', UTC' : ''}]` };
  }
  if (converted === 'TIMESTAMP_MILLIS') return { kind: 'time', type: 'timestamp[ms, UTC]' };
  if (converted === 'TIMESTAMP_MICROS') return { kind: 'time', type: 'timestamp[us, UTC]' };
  if (type === 'INT96') return { kind: 'time', type: 'timestamp[ns]' };
  if (converted === 'DATE' || logical?.type === 'DATE') return { kind: 'time', type: 'date' };
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    return { kind: 'number', type: `decimal(${element.precision ?? '?'}, ${element.scale ?? 0})` };
  }
  if (logical?.type === 'TIME') return { kind: 'number', type: `time of day[${UNITS[logical.unit]}]` };
  if (logical?.type === 'NULL') return { kind: 'other', type: 'null' };
  if (logical?.type === 'FLOAT16') return { kind: 'number', type: 'float16' };
  switch (type) {
    case 'BOOLEAN':
      return { kind: 'boolean', type: 'boolean' };
    case 'INT32':
    case 'INT64':
      return { kind: 'number', type: integerType(element) };
    case 'FLOAT':
      return { kind: 'number', type: 'float' };
    case 'DOUBLE':
      return { kind: 'number', type: 'double' };
    case 'BYTE_ARRAY':
      return converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING' || logical?.type === 'ENUM'
        ? { kind: 'text', type: 'string' }
        : { kind: 'other', type: (converted ?? logical?.type ?? 'binary').toLowerCase() };
    default:
      if (converted === 'INTERVAL') return { kind: 'other', type: UNREAD_TYPE };
      return { kind: 'other', type: (logical?.type ?? type ?? 'unknown').toLowerCase() };
  }
}

function integerType({ type, converted_type: converted, logical_type: logical }: SchemaElement): string {
  if (logical?.type === 'INTEGER') return `${logical.isSigned ? '' : 'u'}int${logical.bitWidth}`;
  const [, unsigned, bits] = /^(U?)INT_(\d+)$/.exec(converted ?? '') ?? [];
  if (bits !== undefined) return `${unsigned === 'U' ? 'u' : ''}int${bits}`;
  return type === 'INT64' ? 'int64' : 'int32';
}
