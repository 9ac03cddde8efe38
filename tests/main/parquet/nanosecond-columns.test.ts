import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openParquetFile } from '../../../main/parquet/parquet-file.ts';
import { writeParquet } from '../../../main/parquet/parquet-writer.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nanoseconds-'));
});
afterAll(() => rm(folder, { recursive: true }));

const COLUMNS = [
  { name: 'before', type: 'integer' },
  { name: 'at', type: 'time-ns' },
  { name: 'value', type: 'float' },
  { name: 'later_at', type: 'time-ns' },
] as const;

describe('columns of nanoseconds', () => {
  it('keep every digit, are declared as UTC timestamps, and leave other columns alone', async () => {
    const path = join(folder, 'times.parquet');
    const at = [1_759_260_038_023_168_524n, 1_759_260_038_023_168_525n, null, 2n ** 63n - 1n];
    await writeParquet(path, COLUMNS, [
      { length: 4, values: [[1, 2, 3, 4], at, [1.5, 2.5, 3.5, null], [0n, 1n, 2n, 3n]] },
    ]);
    const file = await openParquetFile(path);
    try {
      const all = { start: 0, end: 4 };
      expect(Array.from(await file.readColumn('at', all), (value) => value ?? null)).toEqual(at);
      expect(Array.from(await file.readColumn('later_at', all))).toEqual([0n, 1n, 2n, 3n]);
      expect(Array.from(await file.readColumn('before', all))).toEqual([1n, 2n, 3n, 4n]);
      const timestamp = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' };
      expect([...file.columns.values()].map((column) => column.logical_type)).toEqual([
        undefined,
        timestamp,
        undefined,
        timestamp,
      ]);
    } finally {
      await file.close();
    }
  });

  it.each([[1_759_260_038_023], [-1n], [2n ** 63n], ['2025']])('refuse %s', async (value) => {
    const writing = writeParquet(join(folder, 'bad.parquet'), COLUMNS.slice(1, 2), [{ length: 1, values: [[value]] }]);
    await expect(writing).rejects.toThrow('is no value for the time-ns column at');
  });
});
