import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runExportJob } from '../../../main/export/export-job.ts';
import { openParquetFile } from '../../../main/parquet/parquet-file.ts';
import { haveTapes, TAPES } from '../../tapes.ts';
import { requestOf, START_US, tradeRow, writeTrades } from './fixtures.ts';

let directory: string;
const at = (name: string) => join(directory, name);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'write-parquet-export-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function columnOf(path: string, name: string): Promise<unknown[]> {
  const file = await openParquetFile(path);
  try {
    const values: unknown[] = [];
    for (const slice of file.slices) values.push(...Array.from(await file.readColumn(name, slice), (v) => v ?? null));
    return values;
  } finally {
    await file.close();
  }
}

describe('writeParquetExport', () => {
  it('makes one file of a dataset, with its columns and full precision', async () => {
    await writeTrades(at('data/2026-01-01/a.parquet'), [
      tradeRow(1, { price: 0.1 + 0.2 }),
      tradeRow(5, { size: null }),
    ]);
    await writeTrades(at('data/2026-01-01/b.parquet'), [tradeRow(3), tradeRow(7)]);
    const request = requestOf(at('data'), at('out.parquet'));
    const result = await runExportJob(request, () => undefined, new AbortController().signal);
    expect(result).toMatchObject({ rows: 4, notes: [] });
    const times = [1, 3, 5, 7].map((us) => BigInt(START_US + us) * 1_000n);
    expect(await columnOf(at('out.parquet'), 'received_time')).toEqual(times);
    expect(await columnOf(at('out.parquet'), 'price')).toEqual([0.1 + 0.2, 100, 100, 100]);
    expect(await columnOf(at('out.parquet'), 'size')).toEqual([0.5, 0.5, null, 0.5]);
    expect(await columnOf(at('out.parquet'), 'exchange')).toEqual([1n, 1n, 1n, 1n]);
  });

  it.skipIf(!haveTapes)('keeps a file of the original system to the nanosecond', async () => {
    const [tape] = TAPES;
    const request = requestOf(tape?.path ?? '', at('out.parquet'));
    const result = await runExportJob(request, () => undefined, new AbortController().signal);
    expect(result.rows).toBe(tape?.trades);
    for (const name of ['csp_timestamp', 'trade_time', 'pair', 'price', 'size', 'volume', 'sellorbuy', 'exchange']) {
      expect(await columnOf(at('out.parquet'), name)).toEqual(await columnOf(tape?.path ?? '', name));
    }
  });
});
