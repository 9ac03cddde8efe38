import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Trade } from '../../../engine/trade.ts';
import { createReadCounters, describeTrades, readTrades } from '../../../main/parquet/read-trades.ts';
import { haveTapes, TAPES } from '../../tapes.ts';
import { type FixtureRow, OWN_TYPES, ownRow, writeParquet } from './write-trades-fixture.ts';

const T0_US = 1_759_260_000_000_000;
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'read-trades-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function readAll(path: string, counters = createReadCounters()) {
  const trades: Trade[] = [];
  const receivedTimeNs: bigint[] = [];
  for await (const batch of readTrades(path, counters)) {
    expect(batch.trades.length).toBe(batch.receivedTimeNs.length);
    expect(batch.trades.length).toBeGreaterThan(0);
    trades.push(...batch.trades);
    receivedTimeNs.push(...batch.receivedTimeNs);
  }
  return { trades, receivedTimeNs, counters };
}

const writeOwn = (path: string, rows: readonly FixtureRow[], rowGroupSize = 4_096) =>
  writeParquet(path, OWN_TYPES, rows, { rowGroupSize });

describe('one file', () => {
  it('reads our own columns, every field', async () => {
    const path = join(dir, 'own.parquet');
    await writeOwn(path, [
      ownRow(T0_US + 123_456),
      ownRow(T0_US + 223_457, {
        pair: 'ETH-EUR',
        price: 6.692e-7,
        size: 1e-8,
        side: 'sell',
        exchange: 23,
        trade_id: null,
      }),
      ownRow(T0_US + 223_458, { side: 'unknown' }),
      ownRow(T0_US + 223_459, { side: null, exchange: null }),
    ]);
    const { trades, receivedTimeNs } = await readAll(path);
    expect(trades[0]).toEqual({
      pair: 'BTC-USD',
      price: 100,
      size: 0.5,
      side: 'buy',
      exchange: 1,
      tradeId: `id-${T0_US + 123_456}`,
      tradeTimeMs: T0_US / 1_000 + 83,
      vendorTimeMs: null,
      receivedTimeUs: T0_US + 123_456,
    });
    expect(trades[1]).toMatchObject({ pair: 'ETH-EUR', price: 6.692e-7, size: 1e-8, side: 'sell', exchange: 23 });
    expect(trades[1]?.tradeId).toBeNull();
    expect(trades.slice(2).map((trade) => [trade.side, trade.exchange])).toEqual([
      ['unknown', 1],
      ['unknown', 0],
    ]);
    expect(receivedTimeNs[0]).toBe(BigInt(T0_US + 123_456) * 1_000n);
  });

  it('reads the columns of the original system and takes its exchange time from `timestamp`', async () => {
    const path = join(dir, 'original.parquet');
    const types = {
      csp_timestamp: 'TIMESTAMP_MILLIS',
      pair: 'UTF8',
      price: 'DOUBLE',
      size: 'DOUBLE',
      volume: 'DOUBLE',
      timestamp: 'DOUBLE',
      trade_time: 'TIMESTAMP_MILLIS',
      sellorbuy: 'INT64',
      exchange: 'INT64',
    };
    const row = { csp_timestamp: 1_000_050, pair: 'A-USD', price: 2, size: 3, volume: 6, timestamp: 1_000_000 };
    await writeParquet(
      path,
      types,
      [1, 2, 0].map((code) => ({ ...row, trade_time: 1_000_000 + 3_600_000, sellorbuy: code, exchange: 6 })),
      { statistics: true },
    );
    const { trades } = await readAll(path);
    expect(trades.map((trade) => trade.side)).toEqual(['sell', 'buy', 'unknown']);
    expect(trades[0]).toMatchObject({
      tradeTimeMs: 1_000_000,
      receivedTimeUs: 1_000_050_000,
      exchange: 6,
      tradeId: null,
    });
  });

  it('keeps file order over many row groups and describes the file', async () => {
    const path = join(dir, 'groups.parquet');
    const rows = Array.from({ length: 10_500 }, (_, i) => ownRow(T0_US + i * 1_000, { trade_id: String(i) }));
    await writeOwn(path, rows, 1_000);
    const { trades, counters } = await readAll(path);
    expect(trades.map((trade) => trade.tradeId)).toEqual(rows.map((row) => row.trade_id));
    expect(counters).toEqual({ trades: 10_500, backfilledRows: 0, unusableRows: 0, firstProblem: null });
    expect(await describeTrades(path)).toMatchObject({
      rows: 10_500,
      firstNs: BigInt(T0_US) * 1_000n,
      lastNs: BigInt(T0_US + 10_499_000) * 1_000n,
    });
  });

  it('reads a row group longer than a slice', async () => {
    const path = join(dir, 'long.parquet');
    const rows = Array.from({ length: 17_000 }, (_, i) => ownRow(T0_US + i, { trade_id: String(i) }));
    await writeOwn(path, rows, 17_000);
    const { trades } = await readAll(path);
    expect(trades).toHaveLength(17_000);
    expect(trades.every((trade, i) => trade.tradeId === String(i) && trade.receivedTimeUs === T0_US + i)).toBe(true);
  });

  it('leaves out unusable rows, counts them and says which was the first', async () => {
    const path = join(dir, 'holes.parquet');
    const bad: FixtureRow[] = [
      { pair: null },
      { pair: '' },
      { price: null },
      { price: 0 },
      { price: -1 },
      { price: Number.POSITIVE_INFINITY },
      { size: null },
      { size: -1 },
      { received_time: null },
      { trade_time: null },
    ];
    await writeOwn(path, [
      ownRow(T0_US),
      ...bad.map((fields) => ownRow(T0_US + 1, fields)),
      ownRow(T0_US + 2, { size: 0 }),
    ]);
    const { trades, counters } = await readAll(path);
    expect(trades.map((trade) => trade.receivedTimeUs)).toEqual([T0_US, T0_US + 2]);
    expect(counters).toEqual({
      trades: 2,
      backfilledRows: 0,
      unusableRows: bad.length,
      firstProblem: `${path}, row 1: no pair`,
    });
  });

  it('passes over trades that were fetched later, counts them, and finds the last arrival before them', async () => {
    const path = join(dir, 'backfilled.parquet');
    const live = [1, 2, 3].map((us) => ownRow(T0_US + us));
    const later = [4, 5, 6].map((us) => ownRow(T0_US + us, { received_time: null, backfilled: true }));
    await writeParquet(path, { ...OWN_TYPES, backfilled: 'BOOLEAN' }, [...live, ...later], { rowGroupSize: 1 });
    const { trades, counters } = await readAll(path);
    expect(trades).toHaveLength(3);
    expect(counters).toEqual({ trades: 3, backfilledRows: 3, unusableRows: 0, firstProblem: null });
    expect(await describeTrades(path)).toMatchObject({
      firstNs: BigInt(T0_US + 1) * 1_000n,
      lastNs: BigInt(T0_US + 3) * 1_000n,
    });
  });

  it('accepts a file without rows', async () => {
    const path = join(dir, 'empty.parquet');
    await writeOwn(path, []);
    expect((await readAll(path)).trades).toEqual([]);
    expect(await describeTrades(path)).toMatchObject({ rows: 0, firstNs: null, lastNs: null });
  });
});

describe('errors name the file and the problem', () => {
  it.each([
    ['empty', Buffer.alloc(0)],
    ['only magic', Buffer.from('PAR1PAR1')],
    ['text', Buffer.from('price,size\n1,2\n'.repeat(20))],
  ])('%s: not a Parquet file', async (_, bytes) => {
    const path = join(dir, 'bad.parquet');
    writeFileSync(path, bytes);
    await expect(readAll(path)).rejects.toThrow(`${path} is not a readable Parquet file`);
    await expect(describeTrades(path)).rejects.toThrow(path);
  });

  it('a cut file, a missing file, a directory without files', async () => {
    const path = join(dir, 'cut.parquet');
    await writeOwn(path, [ownRow(T0_US)]);
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    await expect(readAll(path)).rejects.toThrow(`${path} is not a readable Parquet file`);
    await expect(readAll(join(dir, 'none.parquet'))).rejects.toThrow('none.parquet does not exist.');
    mkdirSync(join(dir, 'sub'));
    await expect(readAll(join(dir, 'sub'))).rejects.toThrow('holds no Parquet files');
  });

  it('a missing column, a time that is no timestamp', async () => {
    const path = join(dir, 'other.parquet');
    const { size: _, ...noSize } = OWN_TYPES;
    await writeParquet(path, noSize, []);
    await expect(readAll(path)).rejects.toThrow(`${path} is no file of trades: it has no column size.`);
    await writeParquet(path, { ...OWN_TYPES, received_time: 'INT64' }, []);
    await expect(readAll(path)).rejects.toThrow('column received_time must be a Parquet TIMESTAMP');
    await writeParquet(path, { a: 'DOUBLE' }, []);
    await expect(readAll(path)).rejects.toThrow('it has no column received_time or csp_timestamp');
  });

  it('a flipped bit in a gzip page', async () => {
    const path = join(dir, 'flipped.parquet');
    await writeOwn(
      path,
      Array.from({ length: 2_000 }, (_, i) => ownRow(T0_US + i, { price: 1 + Math.sin(i) ** 2 })),
    );
    const bytes = readFileSync(path);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] as number) ^ 4;
    writeFileSync(path, bytes);
    await expect(readAll(path)).rejects.toThrow(`${path} is damaged: column`);
  });
});

describe('a dataset directory', () => {
  async function dataset(files: Record<string, readonly number[]>): Promise<string> {
    for (const [name, times] of Object.entries(files)) {
      const path = join(dir, name);
      mkdirSync(join(path, '..'), { recursive: true });
      await writeOwn(
        path,
        times.map((us) => ownRow(T0_US + us, { trade_id: `${name}:${us}` })),
        3,
      );
    }
    return dir;
  }

  it('reads date folders in order and ignores dot files and foreign files', async () => {
    const path = await dataset({
      '2026-01-02/trades-3.parquet': [50, 60],
      '2026-01-01/trades-1.parquet': [10, 20],
      '2026-01-01/trades-2.parquet': [30, 40],
      '2026-01-02/.trades-4.parquet': [55],
    });
    writeFileSync(join(dir, 'notes.txt'), 'x');
    expect((await readAll(path)).trades.map((trade) => trade.receivedTimeUs - T0_US)).toEqual([10, 20, 30, 40, 50, 60]);
    expect(await describeTrades(path)).toMatchObject({
      rows: 6,
      firstNs: BigInt(T0_US + 10) * 1_000n,
      lastNs: BigInt(T0_US + 60) * 1_000n,
    });
  });

  it('merges files that overlap, keeping the order within a file and the earlier file first at equal times', async () => {
    const path = await dataset({
      'a.parquet': [10, 20, 30, 40, 50, 60, 70, 80],
      'b.parquet': [35, 40, 40, 90],
      'c.parquet': [36, 37, 100, 110],
      'd.parquet': [110, 120],
    });
    const { trades } = await readAll(path);
    expect(trades.map((trade) => trade.tradeId)).toEqual(
      ['a:10', 'a:20', 'a:30', 'b:35', 'c:36', 'c:37', 'a:40', 'b:40', 'b:40', 'a:50', 'a:60', 'a:70', 'a:80', 'b:90']
        .concat(['c:100', 'c:110', 'd:110', 'd:120'])
        .map((id) => id.replace(':', '.parquet:')),
    );
  });

  it('equals a sort by time on random overlapping files', async () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const files: Record<string, number[]> = {};
    for (let f = 0; f < 12; f++) {
      const start = Math.floor(random() * 500);
      files[`f${f}.parquet`] = Array.from({ length: 40 }, () => start + Math.floor(random() * 300)).sort(
        (a, b) => a - b,
      );
    }
    const { trades } = await readAll(await dataset(files));
    const times = trades.map((trade) => trade.receivedTimeUs - T0_US);
    expect(times).toEqual(
      Object.values(files)
        .flat()
        .sort((a, b) => a - b),
    );
  });

  it('names the damaged file of a dataset', async () => {
    const path = await dataset({ 'a.parquet': [10] });
    writeFileSync(join(dir, 'b.parquet'), 'not parquet at all');
    await expect(readAll(path)).rejects.toThrow(join(dir, 'b.parquet'));
  });
});

describe.skipIf(!haveTapes)('recorded tapes', () => {
  it.each(TAPES)('$path: every trade, nanoseconds kept, in order', async (tape) => {
    const { trades, receivedTimeNs, counters } = await readAll(tape.path);
    expect(counters).toEqual({ trades: tape.trades, backfilledRows: 0, unusableRows: 0, firstProblem: null });
    expect(new Set(trades.map((trade) => trade.pair)).size).toBe(tape.pairs);
    expect(receivedTimeNs.some((ns) => ns % 1_000n !== 0n)).toBe(true);
    expect(receivedTimeNs.every((ns, i) => i === 0 || ns > (receivedTimeNs[i - 1] as bigint))).toBe(true);
    expect(trades.every((trade, i) => BigInt(trade.receivedTimeUs) === (receivedTimeNs[i] as bigint) / 1_000n)).toBe(
      true,
    );
    expect(await describeTrades(tape.path)).toMatchObject({
      rows: tape.trades,
      firstNs: receivedTimeNs[0],
      lastNs: receivedTimeNs.at(-1),
    });
  });
});
