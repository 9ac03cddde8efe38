import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATASETS, RECORDED_TABLES } from '../../../main/recording/datasets.ts';
import { type Cell, decodeFrame, encodeFrame, queuedFrame, readFrame } from '../../../main/recording/frame.ts';

const header = (table: 'trades' | 'statistics', rows: number) => ({ table, run: 4_711, number: 12, firstRow: 0, rows });

function cellsOf(type: string): fc.Arbitrary<Cell> {
  switch (type) {
    case 'string':
      return fc.option(fc.string({ unit: 'binary', maxLength: 30 }), { nil: null });
    case 'boolean':
      return fc.option(fc.boolean(), { nil: null });
    case 'float':
      return fc.option(fc.double({ noNaN: true }), { nil: null });
    default:
      return fc.option(fc.maxSafeNat(), { nil: null });
  }
}

describe('a frame', () => {
  it.each(RECORDED_TABLES)('gives back the cells of %s that went in', (table) => {
    const { columns } = DATASETS[table];
    const row = fc.tuple(...columns.map((column) => cellsOf(column.type)));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const { bytes, unstorable } = encodeFrame(header(table, rows.length), (c, r) => rows[r]?.[c] ?? null);
        const journal = Buffer.concat([Buffer.alloc(24, 7), bytes]);
        const frame = readFrame(journal, 24);
        expect(frame).toMatchObject({
          table,
          run: 4_711,
          number: 12,
          rows: rows.length,
          bytes: bytes.length,
          sound: true,
        });
        expect(bytes.length % 8).toBe(0);
        if (frame === null) return;
        const decoded: Cell[][] = columns.map(() => []);
        decodeFrame(journal, frame, decoded);
        expect(decoded).toEqual(columns.map((_, c) => rows.map((cells) => cells[c])));
        expect(unstorable).toBe(0);
      }),
    );
  });

  it('turns what a column cannot hold into null and counts it, but not an undefined number', () => {
    const names = DATASETS.trades.columns.map((column) => column.name);
    const bad: Record<string, Cell> = {
      trade_time: -1,
      exchange: 1.5,
      pair: 5,
      price: Number.NaN,
      side: 'x'.repeat(65_535),
    };
    const { bytes, unstorable } = encodeFrame(header('trades', 1), (c) => bad[names[c] ?? ''] ?? null);
    expect(unstorable).toBe(4);
    const frame = readFrame(Buffer.from(bytes), 0);
    const decoded: Cell[][] = names.map(() => []);
    if (frame !== null) decodeFrame(Buffer.from(bytes), frame, decoded);
    expect(decoded.flat()).toEqual(names.map(() => null));
  });

  it('knows the times of its rows', () => {
    const times = [5_000, 3_000, null, 9_000];
    const { columns, timeColumn } = DATASETS.statistics;
    expect(columns[timeColumn]?.name).toBe('time');
    const { bytes } = encodeFrame(header('statistics', 4), (c, r) => (c === timeColumn ? (times[r] ?? null) : 'x'));
    expect(queuedFrame(bytes)).toMatchObject({ number: 12, rows: 4, firstUs: 3_000, lastUs: 9_000 });
  });

  it('is not taken for sound after any bit of it has flipped', () => {
    const { bytes } = encodeFrame(header('trades', 3), (c, r) =>
      DATASETS.trades.columns[c]?.type === 'string' ? 'abc' : r,
    );
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(readFrame(damaged, 0)?.sound ?? false).toBe(false);
    }
  });
});
