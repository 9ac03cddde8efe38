import type { Column, ColumnType } from '../../engine/schema.ts';

type PerspectiveType = 'string' | 'float' | 'integer' | 'boolean' | 'datetime';

const TYPES: Readonly<Record<ColumnType, PerspectiveType>> = {
  string: 'string',
  float: 'float',
  integer: 'integer',
  boolean: 'boolean',
  time: 'datetime',
};

/** Perspective's schema of a table of ours: column name to type. */
export function perspectiveSchema(columns: readonly Column[]): Record<string, PerspectiveType> {
  return Object.fromEntries(columns.map((column) => [column.name, TYPES[column.type]]));
}
