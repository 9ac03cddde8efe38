import type { Client, Table } from '@finos/perspective';
import { STATISTICS_COLUMNS, TRADE_COLUMNS } from '../../engine/schema.ts';
import { HISTORY_COLUMNS, type TableHeader, type TableName } from '../../main/publish/stream-messages.ts';
import { perspectiveSchema } from './perspective-schema.ts';

/** Trades kept for display. */
const TRADES_LIMIT = 1_000;
/** Rows kept of the selected pair: an hour at one row a second. */
const HISTORY_LIMIT = 3_600;
/** More frames than this waiting for the engine: it is too slow for the stream, and newer snapshots are worth more. */
const MAX_WAITING_FRAMES = 200;

const COLUMNAR = { format: 'columns', port_id: null } as const;

export interface Tables {
  readonly trades: Table;
  /** Newest row of each pair. */
  readonly statistics: Table;
  /** Rows of the selected pair. */
  readonly history: Table;
  /** Applies a table frame after all earlier ones; resolves when the engine has taken it. */
  apply(header: TableHeader, body: string): Promise<void>;
  /** Empties the history table (another pair was selected). */
  clearHistory(): Promise<void>;
}

/**
 * Opens the three tables. `onOverload` is called once the engine has caught up after frames had to be left out because
 * it was too slow; the caller asks for new snapshots.
 */
export async function openTables(client: Client, onOverload: () => void): Promise<Tables> {
  const historyColumns = STATISTICS_COLUMNS.filter((column) => HISTORY_COLUMNS.some((name) => name === column.name));
  const schema = (columns: Parameters<typeof perspectiveSchema>[0]) =>
    perspectiveSchema(columns) as unknown as Record<string, unknown[]>;
  const [trades, statistics, history] = await Promise.all([
    client.table(schema(TRADE_COLUMNS), { name: 'trades', limit: TRADES_LIMIT }),
    client.table(schema(STATISTICS_COLUMNS), { name: 'statistics', index: 'pair' }),
    client.table(schema(historyColumns), { name: 'history', limit: HISTORY_LIMIT }),
  ]);
  const byName: Readonly<Record<TableName, Table>> = { trades, statistics, history };
  let queue: Promise<void> = Promise.resolve();
  let waiting = 0;
  let overloaded = false;

  const enqueue = (step: () => Promise<void>): Promise<void> => {
    waiting += 1;
    queue = queue.then(step).catch((error: unknown) => {
      console.warn('Perspective could not take an update; asking for new snapshots.', error);
      overloaded = true;
    });
    return queue.then(() => {
      waiting -= 1;
      if (overloaded && waiting === 0) {
        overloaded = false;
        onOverload();
      }
    });
  };
  return {
    trades,
    statistics,
    history,
    apply(header, body) {
      if (waiting >= MAX_WAITING_FRAMES) overloaded = true;
      if (overloaded && header.mode === 'delta') return Promise.resolve();
      const table = byName[header.table];
      return enqueue(() => write(table, header, body));
    },
    clearHistory: () => enqueue(() => history.clear()),
  };
}

/** The engine aborts on columns without rows, so an empty snapshot clears instead. */
async function write(table: Table, header: TableHeader, body: string): Promise<void> {
  if (header.rows === 0) {
    if (header.mode === 'snapshot') await table.clear();
  } else if (header.mode === 'snapshot') {
    await table.replace(body, COLUMNAR);
  } else {
    await table.update(body, COLUMNAR);
  }
}
