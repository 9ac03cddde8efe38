import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openParquetFile, ParquetFileError } from '../../../main/parquet/parquet-file.ts';
import { writeParquet } from '../../../main/parquet/parquet-writer.ts';
import { type RowsRequest, readRows } from '../../../main/parquet/read-rows.ts';
import { planRows, type RowPlan, type TimeRange } from '../../../main/parquet/row-plan.ts';

const COLUMNS = [
  { name: 'time', type: 'time-us' },
  { name: 'pair', type: 'string' },
  { name: 'row', type: 'integer' },
] as const;
const ALL: TimeRange = { fromNs: null, untilNs: null };

let directory: string;
const at = (name: string) => join(directory, name);
const between = (fromUs: number, untilUs: number): TimeRange => ({
  fromNs: BigInt(fromUs) * 1_000n,
  untilNs: BigInt(untilUs) * 1_000n,
});

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'read-rows-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** Rows are numbered from `first`; pairs go A, B, C, A, ... */
async function write(
  name: string,
  times: readonly (number | null)[],
  options: { first?: number; metadata?: Record<string, string>; rowGroupSize?: number } = {},
): Promise<string> {
  const { first = 0, ...writeOptions } = options;
  const values = [times, times.map((_, i) => 'ABC'[(first + i) % 3]), times.map((_, i) => first + i)];
  await writeParquet(at(name), COLUMNS, [{ length: times.length, values }], writeOptions);
  return at(name);
}

async function plan(path: string, range: TimeRange = ALL): Promise<RowPlan[]> {
  const file = await openParquetFile(path);
  try {
    return [await planRows(file, 'time', range)].filter((planned) => planned !== null);
  } finally {
    await file.close();
  }
}

/** The row numbers that are read. */
async function read(files: readonly RowPlan[], more: Partial<RowsRequest> = {}): Promise<number[]> {
  const rows: number[] = [];
  const request = { files, columns: ['row'], scratchPath: at('scratch.tmp'), ...more };
  for await (const { times, values } of readRows(request)) {
    expect(values[0]?.length).toBe(times.length);
    rows.push(...Array.from(values[0] ?? [], Number));
  }
  return rows;
}

describe('readRows', () => {
  it('takes only the rows of a time range, from included and until not', async () => {
    const path = await write('a.parquet', [10, 20, 30, 40]);
    expect(await read(await plan(path, between(20, 40)))).toEqual([1, 2]);
    expect(await read(await plan(path, { fromNs: 30_000n, untilNs: null }))).toEqual([2, 3]);
    expect(await read(await plan(path, { fromNs: null, untilNs: 20_000n }))).toEqual([0]);
    expect(await plan(path, between(41, 50))).toEqual([]);
  });

  it('merges files in order of time; of equal times the earlier file first', async () => {
    const a = await plan(await write('a.parquet', [10, 30, 30, 50]));
    const b = await plan(await write('b.parquet', [5, 30, 60], { first: 100 }));
    expect(await read([...a, ...b])).toEqual([100, 0, 1, 2, 101, 3, 102]);
    expect(await read([...b, ...a])).toEqual([100, 0, 101, 1, 2, 3, 102]);
  });

  it('sorts a file that is not in order, keeping rows of equal time in theirs', async () => {
    const files = await plan(await write('a.parquet', [30, 10, 30, 20, 10]));
    expect(files[0]?.ordered).toBe(false);
    expect(await read(files)).toEqual([1, 4, 3, 0, 2]);
    expect(await readdir(directory)).toEqual(['a.parquet']);
  });

  it('sorts more rows than it holds in memory', async () => {
    const times = Array.from({ length: 80_000 }, (_, i) => (i * 7_919) % 10_007);
    const expected = times.map((_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
    let sorted = 0;
    const onSorted = (rows: number) => {
      sorted += rows;
    };
    const read1 = await read(await plan(await write('a.parquet', times)), { onSorted });
    expect(read1).toEqual(expected);
    expect(sorted).toBe(80_000);
  });

  it('keeps a row without a time behind the row before it, and leaves it out of a time range', async () => {
    const path = await write('a.parquet', [null, 20, null, 10, null]);
    expect(await read(await plan(path))).toEqual([3, 4, 0, 1, 2]);
    expect(await read(await plan(path, between(0, 100)))).toEqual([3, 1]);
    expect(await read(await plan(await write('b.parquet', [null, null])))).toEqual([0, 1]);
  });

  it('reads many files that overlap', async () => {
    const files: RowPlan[] = [];
    for (let i = 0; i < 12; i++)
      files.push(...(await plan(await write(`${i}.parquet`, [i, 100 + i], { first: 10 * i }))));
    const rows = await read(files);
    expect(rows).toEqual([...files.map((_, i) => 10 * i), ...files.map((_, i) => 10 * i + 1)]);
    expect((await readdir(directory)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('applies a filter and counts what it looked at', async () => {
    const files = await plan(await write('a.parquet', [10, 20, 30, 40, 50, 60]), between(20, 60));
    const counted: number[][] = [];
    const filter = { column: 'pair', accepts: (value: unknown) => value === 'B' };
    const rows = await read(files, { filter, onScanned: (scanned, matching) => counted.push([scanned, matching]) });
    expect(rows).toEqual([1, 4]);
    expect(counted).toEqual([[4, 2]]);
  });

  it('gives null for a column that a file lacks', async () => {
    const files = await plan(await write('a.parquet', [10]));
    const request = { files, columns: ['none', 'pair'], scratchPath: at('scratch.tmp') };
    for await (const { values } of readRows(request))
      expect(values.map((column) => [...Array.from(column)])).toEqual([[null], ['A']]);
  });

  it('stops when the reader does, without leaving a file', async () => {
    const files = await plan(
      await write(
        'a.parquet',
        Array.from({ length: 100_000 }, (_, i) => -i + 200_000),
      ),
    );
    for await (const block of readRows({ files, columns: ['row'], scratchPath: at('scratch.tmp') })) {
      expect(block.times.length).toBeGreaterThan(0);
      break;
    }
    expect(await readdir(directory)).toEqual(['a.parquet']);
  });

  it('equals a stable sort of any files', async () => {
    let run = 0;
    const filesOf = fc.array(fc.array(fc.option(fc.nat(20)), { minLength: 1, maxLength: 40 }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(filesOf, fc.boolean(), fc.nat(20), fc.nat(20), async (files, whole, from, length) => {
        run += 1;
        const range = whole ? ALL : between(from, from + length);
        const plans: RowPlan[] = [];
        const expected: { time: number; row: number }[] = [];
        for (const [i, times] of files.entries()) {
          const first = i * 100;
          plans.push(...(await plan(await write(`${run}-${i}.parquet`, times, { first, rowGroupSize: 7 }), range)));
          let before = times.find((time) => time !== null) ?? 0;
          for (const [row, time] of times.entries()) {
            before = time ?? before;
            if (!whole && (time === null || time < from || time >= from + length)) continue;
            expected.push({ time: before, row: first + row });
          }
        }
        expected.sort((a, b) => a.time - b.time || a.row - b.row);
        expect(await read(plans)).toEqual(expected.map(({ row }) => row));
      }),
      { numRuns: 60 },
    );
  });
});

describe('recorded segments', () => {
  const metadata = {
    schema_version: '1',
    first_time: '1970-01-01T00:00:00.010Z',
    last_time: '1970-01-01T00:00:00.040Z',
  };

  it('are left out or taken whole by the time range in their metadata', async () => {
    const path = await write('a.parquet', [10_500, 20_000, 40_999], { metadata });
    expect(await plan(path, between(41_000, 50_000))).toEqual([]);
    expect(await plan(path, between(0, 10_000))).toEqual([]);
    expect(await read(await plan(path, between(0, 41_000)))).toEqual([0, 1, 2]);
    expect(await read(await plan(path, between(10_501, 40_999)))).toEqual([1]);
    expect(await read(await plan(path))).toEqual([0, 1, 2]);
  });

  it('are called damaged when they are not in order', async () => {
    const path = await write('a.parquet', [20_000, 10_500], { metadata });
    await expect(read(await plan(path))).rejects.toThrow(/a\.parquet is damaged: .*order of time/);
  });
});

describe('damaged files', () => {
  /** Flips bits in the middle of the file, where the pages of the second row group are. */
  async function damage(path: string): Promise<void> {
    const bytes = await readFile(path);
    for (let i = 0; i < 400; i++)
      bytes.writeUInt8(bytes.readUInt8(bytes.length / 2 + i - 200) ^ 0xff, bytes.length / 2 + i - 200);
    await writeFile(path, bytes);
  }

  it('fail the reading, or are reported with what is missing of them', async () => {
    const times = Array.from({ length: 9_000 }, (_, i) => i * 10);
    const metadata = {
      schema_version: '1',
      first_time: '1970-01-01T00:00:00.000Z',
      last_time: '1970-01-01T00:00:00.090Z',
    };
    const path = await write('a.parquet', times, { rowGroupSize: 3_000, metadata });
    const other = await plan(await write('b.parquet', [1, 89_999], { first: 10_000 }));
    await damage(path);
    const files = [...(await plan(path)), ...other];
    await expect(read(files)).rejects.toThrow(ParquetFileError);
    const missing: [string, number][] = [];
    const rows = await read(files, { onDamaged: (name, _, count) => missing.push([name, count]) });
    expect(missing).toEqual([[path, 6_000]]);
    expect(rows).toEqual([0, 10_000, ...times.slice(1, 3_000).map((_, i) => i + 1), 10_001]);
  });
});
