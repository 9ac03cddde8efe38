import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STATISTICS_COLUMNS } from '../../../engine/schema.ts';
import { sideOfCode } from '../../../engine/trade.ts';
import { runCompute } from '../../../main/compute/run-compute.ts';
import { openParquetFile } from '../../../main/parquet/parquet-file.ts';
import { addToLedger } from '../../../main/recording/gap-ledger.ts';
import { ORIGINAL_STATISTICS, readGolden } from '../../engine/golden.ts';
import { runEngine, SECOND } from '../../engine/run-engine.ts';
import { haveTapes, TAPES } from '../../tapes.ts';
import { type RecordedTrade, writeOriginalTrades, writeOwnTrades } from './recorded-trades.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compute-'));
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

async function compute(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _, done) {
        text[name] += String(chunk);
        done();
      },
    });
  const code = await runCompute(args, { stdout: sink('stdout'), stderr: sink('stderr') });
  return { code, ...text };
}

async function parquetRows(path: string): Promise<Record<string, unknown>[]> {
  const file = await openParquetFile(path);
  try {
    const rows: Record<string, unknown>[] = Array.from({ length: file.rows }, () => ({}));
    for (const name of file.columns.keys()) {
      for (const slice of file.slices) {
        const values = await file.readColumn(name, slice);
        for (let i = slice.start; i < slice.end; i++)
          (rows[i] as Record<string, unknown>)[name] = values[i - slice.start] ?? null;
      }
    }
    return rows;
  } finally {
    await file.close();
  }
}

async function ndjsonRows(path: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => JSON.parse(line));
}

/** 2025-09-30T19:20:38.123456789Z. */
const FIRST_NS = 1_759_260_038_123_456_789n;

/** Some minutes of two pairs, a trade every 0.7 s. */
const TRADES: readonly RecordedTrade[] = Array.from({ length: 600 }, (_, i) => ({
  receivedNs: FIRST_NS + BigInt(i) * 700_000_001n,
  pair: i % 3 === 0 ? 'ETH-EUR' : 'BTC-USD',
  price: 100 + Math.sin(i) * 5,
  size: 0.1 + (i % 7),
  side: sideOfCode(i % 3),
  tradeTimeMs: 1_759_260_038_000 + i * 700,
}));

describe('compute --profile csp', () => {
  const golden = readGolden('csp_synthetic.json') as {
    end_s: number;
    trades: [number, string, number, number, number][];
    stats: [number, string, ...(number | null)[]][];
  };
  /** A start with nanoseconds: every time of the output carries them. */
  const startNs = 1_759_260_038_023_168_524n;
  const nsOf = (us: number): bigint => startNs + BigInt(us) * 1_000n;

  beforeAll(async () => {
    await writeOriginalTrades(
      at('golden-trades.parquet'),
      golden.trades.map(([us, pair, price, size, code]) => ({
        receivedNs: nsOf(us),
        pair,
        price,
        size,
        side: sideOfCode(code),
        tradeTimeMs: us / 1_000,
      })),
    );
    await writeFile(at('golden-settings.json'), '{"resetIntervalS": 1200}');
  });

  const computeGolden = (output: string) =>
    compute(
      ...['--input', at('golden-trades.parquet'), '--output', at(output), '--profile', 'csp'],
      ...['--engine-start', String(startNs), '--settings', at('golden-settings.json')],
    );

  it('writes the rows that CSP published, at their times to the nanosecond, under the original names', async () => {
    expect(await computeGolden('golden.parquet')).toMatchObject({ code: 0, stderr: '' });
    const rows = await parquetRows(at('golden.parquet'));
    const names = ORIGINAL_STATISTICS.map(
      (name) => STATISTICS_COLUMNS.find((column) => column.name === name)?.originalName as string,
    );
    expect(rows.map((row) => [row.csp_timestamp, row.pair])).toEqual(
      golden.stats.map(([us, pair]) => [nsOf(us), pair]),
    );
    expect(rows.map((row) => names.map((name) => row[name]))).toEqual(
      golden.stats.map((row) => row.slice(2, -1).map((value) => value ?? Number.NaN)),
    );
    expect(rows.map((row) => row.timestamp)).toEqual(golden.stats.map((row) => (row.at(-1) as number) / 1e6));
    expect(rows.map((row) => row.trade_time)).toEqual(golden.stats.map((row) => BigInt(row.at(-1) as number) * 1_000n));
    expect(Object.keys(rows[0] ?? {})).toEqual(['csp_timestamp', 'pair', ...names, 'timestamp', 'trade_time']);
  });

  it('declares times as the original did: nanoseconds, UTC', async () => {
    await computeGolden('golden-types.parquet');
    const file = await openParquetFile(at('golden-types.parquet'));
    await file.close();
    for (const name of ['csp_timestamp', 'trade_time']) {
      expect(file.columns.get(name)?.logical_type).toEqual({ type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' });
    }
  });

  it('writes the same as NDJSON, undefined as null, engine time with nanoseconds', async () => {
    await computeGolden('golden.ndjson');
    const rows = await ndjsonRows(at('golden.ndjson'));
    expect(rows).toHaveLength(121);
    expect(rows[0]).toMatchObject({
      csp_timestamp: '2025-09-30T19:21:48.023168524Z',
      pair: 'EEE-USD',
      EWA60s: 1.000151407333741,
      volitality_60s: null,
      timestamp: 70,
      trade_time: '1970-01-01T00:01:10Z',
    });
  });

  it('says why there are no rows of a short recording', async () => {
    await writeOriginalTrades(at('short.parquet'), TRADES.slice(0, 100));
    const args = ['--input', at('short.parquet'), '--output', at('none.ndjson'), '--profile', 'csp'];
    const { code, stderr } = await compute(...args);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('--engine-end') });
    await compute(...args, '--engine-end', '2025-09-30T19:22:38.2Z');
    expect((await ndjsonRows(at('none.ndjson'))).map((row) => row.csp_timestamp)).toEqual([
      '2025-09-30T19:22:38.123456789Z',
    ]);
  });
});

describe('compute --profile standard', () => {
  beforeAll(async () => {
    await writeOriginalTrades(at('original.parquet'), TRADES);
    await writeOwnTrades(at('own.parquet'), TRADES);
  });

  it('writes what the engine publishes, from the first second to the one that has seen every trade', async () => {
    const { code, stdout } = await compute('--input', at('original.parquet'), '--output', at('standard.parquet'));
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Wrote \d+ rows of 2 pairs/) });
    const originS = Number(FIRST_NS / 1_000_000_000n);
    const { engine, rows } = runEngine('standard', {}, originS);
    for (const { receivedNs, ...fields } of TRADES) {
      engine.addTrade(Number(receivedNs - BigInt(originS) * 1_000_000_000n), {
        ...fields,
        exchange: 1,
        tradeId: null,
        vendorTimeMs: null,
        receivedTimeUs: 0,
      });
    }
    engine.advance(420 * SECOND + 1);
    const written = await parquetRows(at('standard.parquet'));
    expect(written).toEqual(
      rows.map((row) => ({
        ...Object.fromEntries(
          Object.entries(row.values).map(([name, value]) => [name, Number.isNaN(value) ? null : value]),
        ),
        pair: row.pair,
        time: BigInt(originS) * 1_000_000_000n + BigInt(row.timeNs),
        last_trade_time: BigInt(row.lastTradeTimeMs) * 1_000_000n,
        partial: false,
        partial_5m: false,
        after_reset: false,
      })),
    );
    expect(Object.keys(written[0] ?? {})).toEqual(STATISTICS_COLUMNS.map((column) => column.name));
  });

  it('writes the same bytes in every run', async () => {
    for (const name of ['run.parquet', 'run.ndjson']) {
      await compute('--input', at('original.parquet'), '--output', at(name));
      const first = await readFile(at(name));
      await compute('--input', at('original.parquet'), '--output', at(name));
      expect((await readFile(at(name))).equals(first)).toBe(true);
    }
  });

  it('has the same values in both formats, with all digits', async () => {
    await compute('--input', at('original.parquet'), '--output', at('both.parquet'));
    await compute('--input', at('original.parquet'), '--output', at('both.ndjson'));
    const inParquet = await parquetRows(at('both.parquet'));
    const inNdjson = await ndjsonRows(at('both.ndjson'));
    const withoutTimes = (rows: Record<string, unknown>[]) =>
      rows.map(({ time: _, last_trade_time: __, ...row }) => row);
    expect(withoutTimes(inNdjson)).toEqual(withoutTimes(inParquet));
    expect(inNdjson[1]).toMatchObject({ time: '2025-09-30T19:20:39Z', last_trade_time: '2025-09-30T19:20:38.700Z' });
  });

  it('reads our own columns and the original ones to the same result', async () => {
    const sameMicrosecond = TRADES.map((trade) => ({
      ...trade,
      receivedNs: trade.receivedNs - (trade.receivedNs % 1_000n),
    }));
    await writeOriginalTrades(at('original-us.parquet'), sameMicrosecond);
    await compute('--input', at('original-us.parquet'), '--output', at('from-original.ndjson'));
    await compute('--input', at('own.parquet'), '--output', at('from-own.ndjson'));
    expect(await readFile(at('from-own.ndjson'), 'utf8')).toBe(await readFile(at('from-original.ndjson'), 'utf8'));
  });

  it('reads a dataset of segments, and marks the rows that its recorded outages touch', async () => {
    const segments = join(at('data'), 'crypto_trades.parquet', '2025-09-30');
    await mkdir(segments, { recursive: true });
    await writeOwnTrades(join(segments, 'trades-20250930T192038Z-000001.parquet'), TRADES.slice(0, 300));
    await writeOwnTrades(join(segments, 'trades-20250930T192410Z-000002.parquet'), TRADES.slice(300));
    const gap = { reason: 'connection lost', reconnects: 1, tradesDropped: 0, tradesRecovered: 0 };
    await addToLedger(at('data'), [{ ...gap, fromUs: 1_759_260_100_000_000, toUs: 1_759_260_110_500_000 }]);
    await compute('--input', at('data'), '--output', at('gaps.ndjson'), '--publish-interval', '1');
    await compute('--input', at('own.parquet'), '--output', at('no-gaps.ndjson'));
    const rows = await ndjsonRows(at('gaps.ndjson'));
    const strip = ({ partial: _, partial_5m: __, ...row }: Record<string, unknown>) => row;
    expect(rows.map(strip)).toEqual((await ndjsonRows(at('no-gaps.ndjson'))).map(strip));
    const times = rows.filter((row) => row.partial === true).map((row) => row.time);
    expect([times[0], times.at(-1)]).toEqual(['2025-09-30T19:21:41Z', '2025-09-30T19:22:50Z']);
  });

  it('publishes at the interval that is asked for', async () => {
    await compute('--input', at('own.parquet'), '--output', at('minute.ndjson'), '--publish-interval', '60');
    const times = new Set((await ndjsonRows(at('minute.ndjson'))).map((row) => row.time));
    expect([...times]).toEqual([21, 22, 23, 24, 25, 26, 27].map((minute) => `2025-09-30T19:${minute}:00Z`));
  });

  it('uses the windows of a settings file', async () => {
    await writeFile(at('settings.json'), '{"vwapTrades": 1, "tradeWindowS": 10, "idleEvictAfterS": null}');
    await compute('--input', at('own.parquet'), '--output', at('set.ndjson'), '--settings', at('settings.json'));
    const last = (await ndjsonRows(at('set.ndjson'))).at(-1);
    expect(last).toMatchObject({ pair: 'BTC-USD', vwap: TRADES.at(-1)?.price, trade_count_60s: 10 });
  });

  it('leaves out trades outside of the engine’s life, and says so', async () => {
    const { stderr } = await compute(
      ...['--input', at('own.parquet'), '--output', at('part.ndjson')],
      ...['--engine-start', '2025-09-30T19:21:00Z', '--engine-end', '2025-09-30T19:22:00Z'],
    );
    expect(stderr).toBe('Left out 515 trades before --engine-start or after --engine-end.\n');
    const rows = await ndjsonRows(at('part.ndjson'));
    expect([rows[0]?.time, rows.at(-1)?.time]).toEqual(['2025-09-30T19:21:01Z', '2025-09-30T19:22:00Z']);
  });

  it('takes trades that are out of order at the time of the one before, and says so', async () => {
    const [first, second, third] = TRADES as [RecordedTrade, RecordedTrade, RecordedTrade];
    await writeOwnTrades(at('disorder.parquet'), [second, first, third]);
    const { code, stderr } = await compute('--input', at('disorder.parquet'), '--output', at('disorder.ndjson'));
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'Found 1 trade out of order of arrival, taken at the time of the one before.\n',
    });
  });
});

describe('what compute refuses', () => {
  beforeAll(async () => {
    await writeOwnTrades(at('good.parquet'), TRADES);
    await writeOwnTrades(at('empty.parquet'), []);
    await writeFile(at('text.parquet'), 'no parquet at all');
    await writeFile(at('bad-settings.json'), '{"tradeWindowS": 0}');
    await mkdir(at('crypto_trades.parquet'), { recursive: true });
  });

  const output = ['--output', 'OUT/refused.parquet'];
  it.each<[string[], number, string]>([
    [[], 2, 'Say which trades: --input PATH.'],
    [['--input', 'OUT/good.parquet'], 2, 'Say where to: --output FILE.parquet or FILE.ndjson.'],
    [['--input', 'OUT/good.parquet', '--output', 'OUT/x.csv'], 2, 'must end in .parquet or .ndjson'],
    [['--input', 'OUT/good.parquet', '--output', 'OUT/good.parquet'], 2, '--output is the input itself.'],
    [
      ['--input', 'OUT/good.parquet', ...output, '--profile', 'fast'],
      2,
      '--profile takes standard or csp; "fast" is neither.',
    ],
    [['--input', 'OUT/good.parquet', ...output, '--publish-interval', '0'], 2, 'from 1 to 60; "0" is not one.'],
    [['--input', 'OUT/good.parquet', ...output, '--engine-start', 'noon'], 2, '"noon" is neither.'],
    [['--input', 'OUT/good.parquet', ...output, '--speed', '2'], 2, "Unknown option '--speed'"],
    [
      ['--input', 'OUT/good.parquet', ...output, '--engine-start', '2025-10-02', '--engine-end', '2025-10-01'],
      2,
      'must be later',
    ],
    [['--input', 'OUT/absent.parquet', ...output], 1, 'absent.parquet does not exist.'],
    [['--input', 'OUT/text.parquet', ...output], 1, 'text.parquet is not a readable Parquet file'],
    [['--input', 'OUT/empty.parquet', ...output], 1, 'empty.parquet holds no trades.'],
    [['--input', 'OUT/good.parquet', '--output', 'OUT/none/x.parquet'], 1, 'is no directory.'],
    [['--input', 'OUT/good.parquet', '--output', 'OUT/crypto_trades.parquet'], 1, 'is a directory.'],
    [['--input', 'OUT/good.parquet', '--output', 'OUT/crypto_trades.parquet/x.ndjson'], 1, 'within the recording'],
    [
      ['--input', 'OUT/good.parquet', ...output, '--settings', 'OUT/bad-settings.json'],
      1,
      'tradeWindowS must be a whole number from 1 to 86400, not 0.',
    ],
    [['--input', 'OUT/good.parquet', ...output, '--settings', 'OUT/no.json'], 1, 'it does not exist'],
    [
      ['--input', 'OUT/good.parquet', ...output, '--engine-start', '2030-01-01'],
      1,
      "No trade arrived after the engine's start, 2030-01-01T00:00:00Z.",
    ],
    [
      ['--input', 'OUT/good.parquet', ...output, '--engine-start', '1759260038'],
      1,
      'a number must be Unix nanoseconds.',
    ],
  ])('%j', async (args, code, message) => {
    const result = await compute(...args.map((arg) => arg.replace('OUT', folder)));
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect((await readdir(folder)).filter((name) => name.includes('refused'))).toEqual([]);
  });

  it('nothing: --help explains and ends well', async () => {
    expect(await compute('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--engine-start TIME') });
  });
});

describe.skipIf(!haveTapes)('compute over the recorded tapes', () => {
  it.each(TAPES)('$path: every trade and pair, without a warning', async ({ path, trades, pairs }) => {
    const { code, stdout, stderr } = await compute('--input', path, '--output', at('tape.parquet'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(` rows of ${pairs} pairs to `);
    expect(stdout).toContain(` from ${trades.toLocaleString('en-US')} trades (`);
  });
});
