import type { Table, View } from '@finos/perspective';

export interface PairInfo {
  readonly pair: string;
  readonly trades60s: number;
  readonly vwap: number | null;
}

/** The pairs that have statistics now; callers ask as often as they need fresh numbers. */
export interface PairDirectory {
  /** Waits for the first pairs after the start. */
  read(): Promise<readonly PairInfo[]>;
}

/** Lists pairs from the statistics table. */
export async function createPairDirectory(statistics: Table): Promise<PairDirectory> {
  const view: View = await statistics.view({ columns: ['pair', 'trade_count_60s', 'vwap'] } as never);
  const firstRows = waitForRows(view);
  return {
    async read() {
      await firstRows;
      const { pair, trade_count_60s, vwap } = JSON.parse(await view.to_columns_string()) as {
        pair: string[];
        trade_count_60s: (number | null)[];
        vwap: (number | null)[];
      };
      return pair.map((name, i) => ({ pair: name, trades60s: trade_count_60s[i] ?? 0, vwap: vwap[i] ?? null }));
    },
  };
}

async function waitForRows(view: View): Promise<void> {
  let updateId: number | undefined;
  await new Promise<void>((resolve, reject) => {
    const check = () => view.num_rows().then((rows) => rows > 0 && resolve(), reject);
    view.on_update(check).then((id: number) => {
      updateId = id;
      return check();
    }, reject);
  });
  if (updateId !== undefined) await view.remove_update(updateId);
}
