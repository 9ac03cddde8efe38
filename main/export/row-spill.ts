import { type FileHandle, open } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { Cell } from './cells.ts';

export type Row = readonly Cell[];

/** Rows gathered by key on disk. */
export interface RowSpill {
  add(key: string, row: Row): Promise<void>;
  /** All keys, sorted. */
  keys(): string[];
  /** The rows of a key in the order in which they were added. */
  rowsOf(key: string): AsyncGenerator<Row, void, undefined>;
  close(): Promise<void>;
}

interface Block {
  readonly position: number;
  readonly length: number;
}

interface Group {
  waiting: Row[];
  readonly blocks: Block[];
}

/** Rows kept in memory before all of them go to disk. */
const MAX_WAITING_ROWS = 32_768;

/** Creates the file, which must not exist; the caller removes it after `close`. */
export async function createRowSpill(path: string): Promise<RowSpill> {
  const file = await open(path, 'wx+');
  const groups = new Map<string, Group>();
  let waiting = 0;
  let end = 0;

  const flush = async (): Promise<void> => {
    const parts: Buffer[] = [];
    for (const group of groups.values()) {
      if (group.waiting.length === 0) continue;
      const bytes = serialize(group.waiting);
      group.waiting = [];
      group.blocks.push({ position: end, length: bytes.length });
      parts.push(bytes);
      end += bytes.length;
    }
    waiting = 0;
    await file.appendFile(Buffer.concat(parts));
  };

  return {
    async add(key, row) {
      let group = groups.get(key);
      if (group === undefined) {
        group = { waiting: [], blocks: [] };
        groups.set(key, group);
      }
      group.waiting.push(row);
      waiting += 1;
      if (waiting === MAX_WAITING_ROWS) await flush();
    },
    keys: () => [...groups.keys()].sort(),
    async *rowsOf(key) {
      const group = groups.get(key);
      for (const block of group?.blocks ?? []) yield* await readBlock(file, block);
      yield* group?.waiting ?? [];
    },
    close: () => file.close(),
  };
}

async function readBlock(file: FileHandle, { position, length }: Block): Promise<Row[]> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new Error('the temporary file of rows ends too early');
    done += bytesRead;
  }
  return deserialize(bytes) as Row[];
}
