import type { Client, Table, View } from '@finos/perspective';
import { TRADE_COLUMNS } from '../../engine/schema.ts';
import { perspectiveSchema } from './perspective-schema.ts';

const LIMIT = 1_000;

/** The trades of one pair, gathered from the table of all trades for as long as the page is open. */
export interface PairTrades {
  readonly table: Table;
  /** Starts again with the trades of `pair` that are known now. */
  follow(pair: string): Promise<void>;
}

/** Opens a table that follows the trades of one pair: a quiet pair keeps its trades after the market has moved on. */
export async function openPairTrades(client: Client, trades: Table): Promise<PairTrades> {
  const schema = perspectiveSchema(TRADE_COLUMNS) as unknown as Record<string, unknown[]>;
  const table = await client.table(schema, { name: 'pairTrades', limit: LIMIT });
  let current: View | null = null;
  let queue: Promise<void> = Promise.resolve();

  const start = async (pair: string): Promise<void> => {
    const old = current;
    current = null;
    await old?.delete();
    await table.clear();
    const view = await trades.view({ filter: [['pair', '==', pair]] } as never);
    current = view;
    await view.on_update(
      async (update: { delta: ArrayBuffer }) => {
        if (current === view) await table.update(update.delta);
      },
      { mode: 'row' },
    );
    if ((await view.num_rows()) > 0) await table.update(await view.to_arrow());
  };
  return {
    table,
    follow(pair) {
      queue = queue.then(() => start(pair)).catch((error: unknown) => console.warn('Trades of', pair, error));
      return queue;
    },
  };
}
