import type { SchemaElement } from 'hyparquet';
import { type Column, type DisplayFormat, STATISTICS_COLUMNS, TRADE_COLUMNS } from '../../engine/schema.ts';
import { type ParquetFile, ParquetFileError } from '../parquet/parquet-file.ts';
import { EXPORT_TABLES, ExportError, type ExportTable } from './export-request.ts';

/** What the values of a column are once read. */
export type ValueKind = 'text' | 'number' | 'integer' | 'boolean' | 'time';

export interface ExportColumn {
  /** Name in the recording, in CSV and in Parquet. */
  readonly name: string;
  readonly kind: ValueKind;
  /** Heading in Excel, with the unit. */
  readonly heading: string;
  /** From our schema; null for columns that it does not know. */
  readonly format: DisplayFormat | null;
  /** Times with more than microseconds. */
  readonly nanoseconds: boolean;
}

/** The columns of a file that can be exported. */
export interface FileColumns {
  readonly path: string;
  readonly kinds: ReadonlyMap<string, ValueKind>;
  /** Columns of times with more than microseconds. */
  readonly nanoseconds: ReadonlySet<string>;
  /** The column that rows are ordered and selected by; null = the file has none. */
  readonly timeColumn: string | null;
  /** Columns that hold lists or structures, which no cell can show. */
  readonly nested: readonly string[];
}

const SCHEMAS: Readonly<Record<ExportTable, readonly Column[]>> = {
  trades: TRADE_COLUMNS,
  statistics: STATISTICS_COLUMNS,
};

/** Columns without which a file is not of this table: our name or the original system's. */
const REQUIRED: Readonly<Record<ExportTable, readonly (readonly string[])[]>> = {
  trades: [['pair'], ['price'], ['size']],
  statistics: [['pair'], ['vwap', 'VWA']],
};

/** Arrival time (trades) or the instant of the row (statistics): ours, then the original system's. */
const TIME_COLUMNS: Readonly<Record<ExportTable, readonly string[]>> = {
  trades: ['received_time', 'csp_timestamp'],
  statistics: ['time', 'csp_timestamp'],
};

/** Finds out what a file holds. Throws ParquetFileError if it is not of the table. */
export function columnsOf(file: ParquetFile, table: ExportTable): FileColumns {
  const kinds = new Map<string, ValueKind>();
  const nanoseconds = new Set<string>();
  const nested: string[] = [];
  for (const element of topLevelOf(file.metadata.schema)) {
    if (element.num_children !== undefined || element.repetition_type === 'REPEATED') nested.push(element.name);
    else kinds.set(element.name, kindOf(element));
    if (hasNanoseconds(element)) nanoseconds.add(element.name);
  }
  const missing = missingColumn(kinds, table);
  if (missing !== null) {
    const other = EXPORT_TABLES.find((name) => name !== table && missingColumn(kinds, name) === null);
    const hint = other === undefined ? '' : ` It holds ${other}.`;
    throw new ParquetFileError(`${file.path} holds no ${table}: it has no column ${missing}.${hint}`);
  }
  const times = [...kinds].filter(([, kind]) => kind === 'time').map(([name]) => name);
  const timeColumn = TIME_COLUMNS[table].find((name) => times.includes(name)) ?? times[0] ?? null;
  return { path: file.path, kinds, nanoseconds, timeColumn, nested };
}

function missingColumn(kinds: ReadonlyMap<string, unknown>, table: ExportTable): string | null {
  const missing = REQUIRED[table].find((names) => !names.some((name) => kinds.has(name)));
  return missing?.join(' or ') ?? null;
}

/** All columns of the files, in the order in which they appear. Throws ExportError where files contradict each other. */
export function unionOfColumns(files: readonly FileColumns[], table: ExportTable): ExportColumn[] {
  const union = new Map<string, { kind: ValueKind; path: string }>();
  for (const { path, kinds } of files) {
    for (const [name, kind] of kinds) {
      const known = union.get(name);
      if (known === undefined) union.set(name, { kind, path });
      else if (known.kind !== kind)
        union.set(name, { kind: commonKind(name, known, { kind, path }), path: known.path });
    }
  }
  return [...union].map(([name, { kind }]) => ({
    ...exportColumn(name, kind, table),
    nanoseconds: files.some((file) => file.nanoseconds.has(name)),
  }));
}

interface KindOfFile {
  readonly kind: ValueKind;
  readonly path: string;
}

function commonKind(name: string, a: KindOfFile, b: KindOfFile): ValueKind {
  const kinds = [a.kind, b.kind];
  if (kinds.includes('number') && kinds.includes('integer')) return 'number';
  throw new ExportError(
    `Column ${name} is ${a.kind} in ${a.path} but ${b.kind} in ${b.path}; export the files one by one.`,
  );
}

function exportColumn(name: string, kind: ValueKind, table: ExportTable): Omit<ExportColumn, 'nanoseconds'> {
  const own = SCHEMAS[table].find((column) => column.name === name);
  const column = own ?? SCHEMAS[table].find((candidate) => candidate.originalName === name);
  if (column === undefined) {
    return { name, kind, heading: kind === 'time' ? `${name} (UTC)` : name, format: null };
  }
  const title = own === undefined ? name : own.title;
  const fits = kind === 'integer' ? isNumeric(column) : kind === KIND_OF_TYPE[column.type];
  const unit = fits ? column.unit : '';
  return { name, kind, heading: unit === '' ? title : `${title} (${unit})`, format: fits ? column.format : null };
}

const KIND_OF_TYPE: Readonly<Record<Column['type'], ValueKind>> = {
  string: 'text',
  float: 'number',
  integer: 'integer',
  boolean: 'boolean',
  time: 'time',
};

const isNumeric = (column: Column): boolean => column.type === 'float' || column.type === 'integer';

function topLevelOf(schema: readonly SchemaElement[]): SchemaElement[] {
  const elements: SchemaElement[] = [];
  let i = 1;
  const skip = (): void => {
    const children = schema[i]?.num_children ?? 0;
    i += 1;
    for (let child = 0; child < children; child++) skip();
  };
  while (i < schema.length) {
    const element = schema[i];
    if (element !== undefined) elements.push(element);
    skip();
  }
  return elements;
}

const hasNanoseconds = ({ type, logical_type: logical }: SchemaElement): boolean =>
  type === 'INT96' || (logical?.type === 'TIMESTAMP' && logical.unit === 'NANOS');

function kindOf(element: SchemaElement): ValueKind {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (type === 'BOOLEAN') return 'boolean';
  if (type === 'INT96' || converted === 'DATE' || logical?.type === 'DATE') return 'time';
  if (converted?.startsWith('TIMESTAMP') || logical?.type === 'TIMESTAMP') return 'time';
  if (type === 'FLOAT' || type === 'DOUBLE' || converted === 'DECIMAL') return 'number';
  if (logical?.type === 'DECIMAL' || logical?.type === 'FLOAT16') return 'number';
  if (type === 'INT32' || type === 'INT64') return 'integer';
  return 'text';
}
