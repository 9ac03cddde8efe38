import { type BlockPlace, createBlockSpill } from '../parquet/block-spill.ts';
import type { Cell } from './cells.ts';

export type Row = readonly Cell[];

/** Rows gathered by key on disk. */
export interface RowSpill {
  add(key: string, row: Row): Promise<void>;
  /** All keys, sorted. */
  keys(): string[];
  /** The rows of a key in the order in which they were added. */
  rowsOf(key: string): AsyncGenerator<Row, void, undefined>;
  /** Removes the file. */
  close(): Promise<void>;
}

interface Group {
  waiting: Row[];
  readonly places: BlockPlace[];
}

/** Rows kept in memory before all of them go to disk. */
const MAX_WAITING_ROWS = 32_768;

/** Creates the file, which must not exist. */
export async function createRowSpill(path: string): Promise<RowSpill> {
  const blocks = await createBlockSpill<Row[]>(path);
  const groups = new Map<string, Group>();
  let waiting = 0;

  const flush = async (): Promise<void> => {
    const full = [...groups.values()].filter((group) => group.waiting.length > 0);
    const places = await blocks.write(full.map((group) => group.waiting));
    for (const [i, group] of full.entries()) {
      group.waiting = [];
      const place = places[i];
      if (place !== undefined) group.places.push(place);
    }
    waiting = 0;
  };

  return {
    async add(key, row) {
      let group = groups.get(key);
      if (group === undefined) {
        group = { waiting: [], places: [] };
        groups.set(key, group);
      }
      group.waiting.push(row);
      waiting += 1;
      if (waiting === MAX_WAITING_ROWS) await flush();
    },
    keys: () => [...groups.keys()].sort(),
    async *rowsOf(key) {
      const group = groups.get(key);
      for (const place of group?.places ?? []) yield* await blocks.read(place);
      yield* group?.waiting ?? [];
    },
    close: blocks.close,
  };
}
