import type { Client, Table } from '@finos/perspective';
import type { OpenedRows, RecordingsBridge, RowsEnd } from '../../preload/recordings-bridge.ts';

const PERSPECTIVE_TYPES = {
  string: 'string',
  float: 'float',
  integer: 'integer',
  boolean: 'boolean',
  time: 'datetime',
} as const;

const COLUMNAR = { format: 'columns', port_id: null } as const;

/** Makes an empty table for opened rows. */
export function createRowsTable(engine: Client, { columns }: OpenedRows, name: string): Promise<Table> {
  const schema = Object.fromEntries(columns.map((column) => [column.name, PERSPECTIVE_TYPES[column.type]]));
  return engine.table(schema as unknown as Record<string, unknown[]>, { name });
}

/** How loading ended: with the end of the rows, or a sentence why not. */
export type LoadEnd =
  | { readonly kind: 'end'; readonly rows: number; readonly end: RowsEnd }
  | { readonly kind: 'stopped'; readonly rows: number; readonly message: string | null };

/** Takes chunk by chunk into the table; the next is read only when this one has been taken, which bounds the memory. */
export async function loadRows(
  bridge: Pick<RecordingsBridge, 'nextRows'>,
  table: Pick<Table, 'update'>,
  onLoaded: (rows: number, expectedRows: number) => void,
): Promise<LoadEnd> {
  let rows = 0;
  for (;;) {
    const outcome = await bridge.nextRows();
    if (outcome.kind === 'cancelled') return { kind: 'stopped', rows, message: null };
    if (outcome.kind === 'failed') return { kind: 'stopped', rows, message: outcome.message };
    if ('isCut' in outcome.result) return { kind: 'end', rows, end: outcome.result };
    await table.update(outcome.result.json, COLUMNAR);
    rows += outcome.result.rows;
    onLoaded(rows, outcome.result.expectedRows);
  }
}
