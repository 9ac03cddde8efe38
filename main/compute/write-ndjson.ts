import { open, rm } from 'node:fs/promises';
import type { BlockSource, ParquetColumn, ParquetType } from '../parquet/column-values.ts';
import { renameDurably, temporaryPathOf } from '../parquet/durable-file.ts';
import { isoTime } from './iso-time.ts';

const NS_PER_US = 1_000n;

/**
 * Writes one JSON object per row: numbers with all their digits, undefined as null, times in ISO-8601. As writeParquet it writes a
 * temporary file beside `path` and renames it; on any error nothing appears at `path`.
 */
export async function writeNdjson(path: string, columns: readonly ParquetColumn[], source: BlockSource): Promise<void> {
  const temporary = temporaryPathOf(path);
  try {
    const file = await open(temporary, 'w');
    try {
      for await (const block of source) await file.write(linesOf(columns, block.values, block.length));
      await file.sync();
    } finally {
      await file.close();
    }
    await renameDurably(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

function linesOf(columns: readonly ParquetColumn[], values: readonly ArrayLike<unknown>[], length: number): string {
  const fields = columns.map(({ name, type }, i) => ({
    start: `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    values: values[i] ?? [],
    json: JSON_OF[type],
  }));
  let lines = '';
  for (let row = 0; row < length; row++) {
    for (const field of fields) lines += field.start + field.json(field.values[row] ?? null);
    lines += '}\n';
  }
  return lines;
}

/** JSON.stringify turns NaN and the infinities into null. */
const plain = (value: unknown): string => JSON.stringify(value);

const JSON_OF: Readonly<Record<ParquetType, (value: unknown) => string>> = {
  string: plain,
  float: plain,
  integer: plain,
  boolean: plain,
  'time-ms': (value) => (typeof value === 'number' ? quoted(BigInt(value) * 1_000_000n) : 'null'),
  'time-us': (value) => (typeof value === 'number' ? quoted(BigInt(value) * NS_PER_US) : 'null'),
  'time-ns': (value) => (typeof value === 'bigint' ? quoted(value) : 'null'),
};

const quoted = (ns: bigint): string => `"${isoTime(ns)}"`;
