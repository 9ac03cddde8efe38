import { createRequire } from 'node:module';

export interface FixtureRow {
  readonly [column: string]: string | number | bigint | boolean | null;
}

interface Writer {
  appendRow(row: FixtureRow): Promise<void>;
  close(): Promise<void>;
}

interface ParquetLite {
  readonly ParquetSchema: new (fields: Record<string, object>) => object;
  readonly ParquetWriter: {
    openFile(schema: object, path: string, options: { rowGroupSize: number; pageIndex: boolean }): Promise<Writer>;
  };
}

const parquet = createRequire(import.meta.url)('parquetjs-lite') as ParquetLite;

/** Writes a Parquet file with the given column types (all optional, gzip), rows in the given order. */
export async function writeParquet(
  path: string,
  types: Record<string, string>,
  rows: readonly FixtureRow[],
  options: { readonly rowGroupSize?: number; readonly statistics?: boolean } = {},
): Promise<void> {
  const fields = Object.entries(types).map(([name, type]) => [
    name,
    { type, optional: true, compression: 'GZIP', statistics: options.statistics ?? false },
  ]);
  const writer = await parquet.ParquetWriter.openFile(new parquet.ParquetSchema(Object.fromEntries(fields)), path, {
    rowGroupSize: options.rowGroupSize ?? 4_096,
    pageIndex: false,
  });
  for (const row of rows) await writer.appendRow(row);
  await writer.close();
}

/** Our own columns of trades (engine/schema.ts). */
export const OWN_TYPES = {
  received_time: 'TIMESTAMP_MICROS',
  trade_time: 'TIMESTAMP_MILLIS',
  pair: 'UTF8',
  price: 'DOUBLE',
  size: 'DOUBLE',
  volume: 'DOUBLE',
  side: 'UTF8',
  exchange: 'INT32',
  trade_id: 'UTF8',
};

/** A row in our own columns, `receivedUs` Unix microseconds. */
export function ownRow(receivedUs: number, overrides: FixtureRow = {}): FixtureRow {
  return {
    received_time: receivedUs,
    trade_time: Math.floor(receivedUs / 1_000) - 40,
    pair: 'BTC-USD',
    price: 100,
    size: 0.5,
    volume: 50,
    side: 'buy',
    exchange: 1,
    trade_id: `id-${receivedUs}`,
    ...overrides,
  };
}
