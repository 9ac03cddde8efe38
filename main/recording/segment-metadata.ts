import { openParquetFile } from '../parquet/parquet-file.ts';
import { type RecordedTable, SCHEMA_VERSION } from './datasets.ts';
import { gapsWithin, ledgerLine, readLedger } from './gap-ledger.ts';
import type { JournalInfo } from './journal-format.ts';

/** Texts for the key-value metadata of a segment. */
export type SegmentMetadata = Record<string, string>;

interface TimeRange {
  readonly firstUs: number | null;
  readonly lastUs: number | null;
}

/** What a segment says about itself. */
export async function segmentMetadata(
  root: string,
  product: string,
  table: RecordedTable,
  rows: number,
  { firstUs, lastUs }: TimeRange,
  info: JournalInfo | null,
): Promise<SegmentMetadata> {
  const gaps = firstUs === null || lastUs === null ? [] : gapsWithin(await readLedger(root), firstUs, lastUs);
  return {
    schema_version: String(SCHEMA_VERSION),
    product,
    product_version: info?.productVersion ?? 'unknown',
    profile: info?.profile ?? 'unknown',
    feed: info?.feed ?? 'unknown',
    table,
    rows: String(rows),
    first_time: isoTime(firstUs),
    last_time: isoTime(lastUs),
    ...(table === 'statistics' && info !== null ? { statistics_interval_s: String(info.statisticsIntervalS) } : {}),
    gaps: JSON.stringify(gaps.map(ledgerLine)),
  };
}

const isoTime = (timeUs: number | null): string => (timeUs === null ? '' : new Date(timeUs / 1_000).toISOString());

/** What a merged segment says about itself: what its inputs agree on, and what follows from its rows. */
export async function mergedMetadata(
  root: string,
  product: string,
  table: RecordedTable,
  rows: number,
  range: TimeRange,
  inputs: readonly string[],
): Promise<SegmentMetadata> {
  const parts: SegmentMetadata[] = [];
  for (const path of inputs) parts.push(await storedMetadata(path));
  const agreed = (key: string): string | undefined => {
    const values = new Set(parts.map((part) => part[key]));
    return values.size === 1 ? parts[0]?.[key] : [...values].join(', ');
  };
  const interval = table === 'statistics' ? agreed('statistics_interval_s') : undefined;
  return {
    ...(await segmentMetadata(root, product, table, rows, range, null)),
    product_version: agreed('product_version') ?? 'unknown',
    profile: agreed('profile') ?? 'unknown',
    feed: agreed('feed') ?? 'unknown',
    ...(interval === undefined ? {} : { statistics_interval_s: interval }),
    merged_from: String(inputs.length),
  };
}

/** The key-value metadata of a file. */
export async function storedMetadata(path: string): Promise<SegmentMetadata> {
  const file = await openParquetFile(path);
  try {
    const pairs = file.metadata.key_value_metadata ?? [];
    return Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? '']));
  } finally {
    await file.close();
  }
}
