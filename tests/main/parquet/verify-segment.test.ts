import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ColumnBlock, ParquetColumn } from '../../../main/parquet/column-values.ts';
import { ParquetFileError } from '../../../main/parquet/parquet-file.ts';
import { writeParquet } from '../../../main/parquet/parquet-writer.ts';
import { SegmentMismatchError, verifySegment } from '../../../main/parquet/verify-segment.ts';

const COLUMNS: readonly ParquetColumn[] = [
  { name: 'pair', type: 'string' },
  { name: 'price', type: 'float' },
];
const ROWS = 1_000;
const block = (change?: (i: number) => number | null): ColumnBlock => ({
  length: ROWS,
  values: [
    Array.from({ length: ROWS }, (_, i) => `PAIR-${i % 7}`),
    Array.from({ length: ROWS }, (_, i) => (change === undefined ? i / 3 : change(i))),
  ],
});

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'verify-segment-'));
  path = join(directory, 'segment.parquet');
  await writeParquet(path, COLUMNS, [block()], { rowGroupSize: 300 });
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('verifySegment', () => {
  it('accepts the rows that were written, however they are cut into blocks', async () => {
    const { values } = block();
    const cut = (start: number, end: number) => ({
      length: end - start,
      values: values.map((column) => Array.from(column).slice(start, end)),
    });
    expect(await verifySegment(path, COLUMNS, [cut(0, 299), cut(299, 301), cut(301, ROWS)])).toBe(ROWS);
  });

  it.each([
    ['another value', (i: number) => (i === 777 ? 259.00000000000006 : i / 3)],
    ['a null', (i: number) => (i === 777 ? null : i / 3)],
  ])('names the first row and column with %s', async (_, change) => {
    const verifying = verifySegment(path, COLUMNS, [block(change)]);
    await expect(verifying).rejects.toThrow(SegmentMismatchError);
    await expect(verifying).rejects.toThrow(/row 777, column price: .* was written, 259 is there/);
  });

  it('tells -0 from 0', async () => {
    await expect(verifySegment(path, COLUMNS, [block((i) => (i === 0 ? -0 : i / 3))])).rejects.toThrow(
      /row 0, column price/,
    );
  });

  it('finds rows that are missing and rows too many', async () => {
    await expect(verifySegment(path, COLUMNS, [block(), block()])).rejects.toThrow(
      /holds 1000 rows; more were written/,
    );
    await expect(verifySegment(path, COLUMNS, [])).rejects.toThrow(/holds 1000 rows; 0 were written/);
  });

  it('finds other columns', async () => {
    await expect(verifySegment(path, [...COLUMNS].reverse(), [block()])).rejects.toThrow(
      /columns pair, price instead of/,
    );
  });

  it('finds a damaged page and a file without footer', async () => {
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(200) ^ 0x10, 200);
    await writeFile(path, bytes);
    await expect(verifySegment(path, COLUMNS, [block()])).rejects.toThrow(ParquetFileError);
    await writeFile(path, bytes.subarray(0, bytes.length - 1));
    await expect(verifySegment(path, COLUMNS, [block()])).rejects.toThrow(/not a readable Parquet file/);
  });
});
