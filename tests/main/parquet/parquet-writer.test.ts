import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  blocksOfRows,
  type ColumnBlock,
  ColumnValueError,
  type ParquetColumn,
} from '../../../main/parquet/column-values.ts';
import { openParquetFile } from '../../../main/parquet/parquet-file.ts';
import { type ParquetCodec, writeParquet } from '../../../main/parquet/parquet-writer.ts';
import { verifySegment } from '../../../main/parquet/verify-segment.ts';

const COLUMNS: readonly ParquetColumn[] = [
  { name: 'text', type: 'string' },
  { name: 'number', type: 'float' },
  { name: 'raw_number', type: 'float', keepNaN: true },
  { name: 'whole', type: 'integer' },
  { name: 'flag', type: 'boolean' },
  { name: 'ms', type: 'time-ms' },
  { name: 'us', type: 'time-us' },
];

let directory: string;
const at = (name: string) => join(directory, name);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquet-writer-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function readAll(path: string): Promise<unknown[][]> {
  const file = await openParquetFile(path);
  try {
    const columns: unknown[][] = [];
    for (const name of file.columns.keys()) {
      const values: unknown[] = [];
      for (const slice of file.slices) values.push(...Array.from(await file.readColumn(name, slice), (v) => v ?? null));
      columns.push(values);
    }
    return columns;
  } finally {
    await file.close();
  }
}

const EDGE_ROWS = [
  { text: '', number: -0, raw_number: Number.NaN, whole: Number.MAX_SAFE_INTEGER, flag: true, ms: 0, us: 0 },
  {
    text: 'é😀\0',
    number: 5e-324,
    raw_number: -Infinity,
    whole: -1,
    flag: false,
    ms: 1_767_225_600_123,
    us: 1_767_225_600_123_457,
  },
  { text: null, number: Number.NaN, raw_number: null, whole: null, flag: null, ms: null, us: null },
  { text: 'x'.repeat(100_000), number: 1e308, raw_number: 0.1, whole: 5, flag: true, ms: 1, us: 1 },
];

describe('writeParquet', () => {
  it.each<ParquetCodec>(['GZIP', 'SNAPPY', 'UNCOMPRESSED'])(
    'stores every kind of value with codec %s',
    async (codec) => {
      await writeParquet(at('edge.parquet'), COLUMNS, blocksOfRows(COLUMNS, EDGE_ROWS), { codec });
      const [text, number, raw, whole, flag, ms, us] = await readAll(at('edge.parquet'));
      expect(text).toEqual(['', 'é😀\0', null, 'x'.repeat(100_000)]);
      expect(number).toEqual([-0, 5e-324, null, 1e308]);
      expect(raw).toEqual([Number.NaN, -Infinity, null, 0.1]);
      expect(whole).toEqual([9_007_199_254_740_991n, -1n, null, 5n]);
      expect(flag).toEqual([true, false, null, true]);
      expect(ms).toEqual([0n, 1_767_225_600_123_000_000n, null, 1_000_000n]);
      expect(us).toEqual([0n, 1_767_225_600_123_457_000n, null, 1_000n]);
    },
  );

  it('reads back equal for any rows, blocks and row groups', async () => {
    const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });
    const row = fc.tuple(
      nullable(fc.string({ unit: 'binary' })),
      nullable(fc.double()),
      nullable(fc.double()),
      nullable(fc.maxSafeInteger()),
      nullable(fc.boolean()),
      nullable(fc.nat()),
      nullable(fc.maxSafeNat()),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { maxLength: 40 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 50 }),
        async (parts, rowGroupSize) => {
          const blocks: ColumnBlock[] = parts.map((rows) => ({
            length: rows.length,
            values: COLUMNS.map((_, i) => rows.map((cells) => cells[i])),
          }));
          const written = await writeParquet(at('any.parquet'), COLUMNS, blocks, { rowGroupSize });
          expect(written.rows).toBe(parts.flat().length);
          expect(await verifySegment(at('any.parquet'), COLUMNS, blocks)).toBe(written.rows);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reports rows, size and checksum of the file, and makes equal bytes from equal rows', async () => {
    const first = await writeParquet(at('a.parquet'), COLUMNS, blocksOfRows(COLUMNS, EDGE_ROWS, 1), {
      metadata: { k: 'v' },
    });
    const second = await writeParquet(at('b.parquet'), COLUMNS, blocksOfRows(COLUMNS, EDGE_ROWS, 3), {
      metadata: { k: 'v' },
    });
    const bytes = await readFile(at('a.parquet'));
    expect(first).toEqual({ rows: 4, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    expect(second).toEqual(first);
  });

  it('splits rows into row groups of at most the given size', async () => {
    const rows = Array.from({ length: 25 }, (_, i) => ({ ...EDGE_ROWS[2], whole: i }));
    await writeParquet(at('groups.parquet'), COLUMNS, blocksOfRows(COLUMNS, rows, 7), { rowGroupSize: 10 });
    const file = await openParquetFile(at('groups.parquet'));
    expect(file.slices).toEqual([
      { start: 0, end: 10 },
      { start: 10, end: 20 },
      { start: 20, end: 25 },
    ]);
    await file.close();
  });

  it.each([
    ['text', 5],
    ['text', undefined],
    ['number', '12abc'],
    ['number', 10n],
    ['whole', 1.9],
    ['whole', 2 ** 53],
    ['flag', 'false'],
    ['flag', 1],
    ['ms', new Date(Number.NaN)],
    ['ms', '2026-01-01'],
    ['ms', -1],
    ['us', 0.5],
    ['us', Number.NaN],
  ])('refuses %s = %s by name and leaves nothing behind', async (column, value) => {
    await writeFile(at('old.parquet'), 'old');
    const rows = [EDGE_ROWS[0], { ...EDGE_ROWS[1], [column]: value }].map((row) => ({ ...row }));
    const writing = writeParquet(at('old.parquet'), COLUMNS, blocksOfRows(COLUMNS, rows));
    await expect(writing).rejects.toThrow(ColumnValueError);
    await expect(writing).rejects.toThrow(new RegExp(`^Row 1: .* column ${column}\\.$`));
    expect(await readdir(directory)).toEqual(['old.parquet']);
    expect(await readFile(at('old.parquet'), 'utf8')).toBe('old');
  });

  it('keeps what others recorded: any name, any whole number and time of 64 bits', async () => {
    const names = ['a.b', 'x,y', 'VWA (60 s)', '日本', '=1+1', '7', 'constructor', 'p'.repeat(200)];
    const odd = names.map((name): ParquetColumn => ({ name, type: 'time-ns', isForeign: true }));
    const columns: ParquetColumn[] = [
      { name: 'whole', type: 'integer', isForeign: true },
      { name: 'us', type: 'time-us', isForeign: true },
      ...odd,
    ];
    const wholes = [2n ** 63n - 1n, -(2n ** 63n), -5, null];
    const times = [-1, 253_402_300_799_999_999n, 0, null];
    const ns = [-1n, 2n ** 63n - 1n, 0n, null];
    await writeParquet(at('foreign.parquet'), columns, [{ length: 4, values: [wholes, times, ...odd.map(() => ns)] }]);
    const file = await openParquetFile(at('foreign.parquet'));
    const read = async (name: string) =>
      Array.from(await file.readColumn(name, { start: 0, end: 4 }), (value) => value ?? null);
    expect(await read('whole')).toEqual([2n ** 63n - 1n, -(2n ** 63n), -5n, null]);
    expect(await read('us')).toEqual([-1_000n, 253_402_300_799_999_999_000n, 0n, null]);
    for (const name of names) expect(await read(name)).toEqual(ns);
    await file.close();
    const beyond = [{ length: 1, values: [[2n ** 63n], [0], ...odd.map(() => [0n])] }];
    await expect(writeParquet(at('beyond.parquet'), columns, beyond)).rejects.toThrow(ColumnValueError);
    const unnamed = writeParquet(at('x.parquet'), [{ name: '__proto__', type: 'float' }], []);
    await expect(unnamed).rejects.toThrow(/no name for a Parquet column/);
  });

  it('leaves nothing behind when its source fails after rows were written', async () => {
    async function* failing() {
      yield* blocksOfRows(
        COLUMNS,
        Array.from({ length: 20 }, () => ({ ...EDGE_ROWS[1] })),
      );
      throw new Error('the source broke');
    }
    await expect(writeParquet(at('new.parquet'), COLUMNS, failing(), { rowGroupSize: 5 })).rejects.toThrow(
      'the source broke',
    );
    expect(await readdir(directory)).toEqual([]);
  });

  it('rejects for a folder that does not exist', async () => {
    await expect(writeParquet(at('none/x.parquet'), COLUMNS, [])).rejects.toThrow(/ENOENT/);
  });

  it('writes a readable file without rows', async () => {
    await writeParquet(at('empty.parquet'), COLUMNS, []);
    const file = await openParquetFile(at('empty.parquet'));
    expect(file.rows).toBe(0);
    expect([...file.columns.keys()]).toEqual(COLUMNS.map((column) => column.name));
    await file.close();
  });
});
