import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runInspect } from '../../../main/inspect/inspect-command.ts';
import type { InspectReport } from '../../../main/inspect/inspect-report.ts';
import { writeParquet } from '../../../main/parquet/parquet-writer.ts';
import { addToLedger } from '../../../main/recording/gap-ledger.ts';
import { listSegments } from '../../../main/recording/layout.ts';
import { recoverJournals } from '../../../main/recording/recover-journals.ts';
import { repositoryRoot } from '../parquet/bundle.ts';
import { createFixture, type Fixture, leaveJournal, makeTrades, NOON_US } from '../recording/fixture.ts';
import { runCommand } from './commands.ts';

let fixture: Fixture;
let files: string[];

/** A dataset of trades in two segments with 100 s between them. */
beforeEach(async () => {
  fixture = await createFixture();
  await leaveJournal(fixture.root, 1, [makeTrades(1_000)]);
  await leaveJournal(fixture.root, 2, [makeTrades(500, 1_000, NOON_US + 100_000_000)]);
  await recoverJournals(fixture.root, 'test', Number.POSITIVE_INFINITY);
  files = (await listSegments(fixture.root, 'trades')).map(({ file }) => join(fixture.root, file));
});

afterEach(() => fixture.close());

const dataset = () => join(fixture.root, 'crypto_trades.parquet');

async function reportOf(path: string, ...args: string[]): Promise<InspectReport> {
  const { stdout } = await runCommand(runInspect, path, '--json', ...args);
  return JSON.parse(stdout) as InspectReport;
}

describe('inspect', () => {
  it('reports on all segments of a dataset as one table', async () => {
    const report = await reportOf(dataset());
    expect(report).toMatchObject({
      files: 2,
      rows: 1_500,
      damaged: [],
      codecs: ['GZIP'],
      writers: ['parquet.js'],
      timeColumn: 'received_time',
      firstTime: '2026-01-01T12:00:00.000Z',
      lastTime: '2026-01-01T12:01:41.503497Z',
      durationS: 101.503,
      pairColumn: 'pair',
      pairs: 4,
      order: { silences: 1, stepsBack: 0 },
    });
    expect(report.metadata).toMatchObject({ schema_version: '1', product: 'test', table: 'trades' });
    expect(report.metadata).not.toHaveProperty('rows');
    expect(report.topPairs).toEqual([
      { value: 'BTC-USD', count: 375 },
      { value: 'DOGE-USD', count: 375 },
      { value: 'ETH-EUR', count: 375 },
      { value: 'XYZ-BTC', count: 375 },
    ]);
    expect(report.firstRows).toHaveLength(5);
    expect(report.firstRows[0]).toMatchObject({
      received_time: '2026-01-01T12:00:00.000Z',
      pair: 'BTC-USD',
      trade_id: null,
    });
    expect(report.lastRows.at(-1)).toMatchObject({ trade_id: 't1499', received_time: '2026-01-01T12:01:41.503497Z' });
  });

  it('summarises every column as an independent computation does', async () => {
    const { columns } = await reportOf(dataset());
    const trades = [...makeTrades(1_000), ...makeTrades(500, 1_000)];
    const prices = trades.map((trade) => trade.price).sort((a, b) => a - b);
    const mean = prices.reduce((sum, price) => sum + price, 0) / prices.length;
    const std = Math.sqrt(prices.reduce((sum, price) => sum + (price - mean) ** 2, 0) / (prices.length - 1));
    const at = (p: number) => {
      const rank = p * (prices.length - 1);
      const low = prices[Math.floor(rank)] as number;
      return low + ((prices[Math.ceil(rank)] as number) - low) * (rank - Math.floor(rank));
    };
    const price = columns.find((column) => column.name === 'price');
    expect(price).toMatchObject({ type: 'double', nonNull: 1_500, nan: 0, min: prices[0], max: prices.at(-1) });
    expect(price?.numeric).toMatchObject({ count: 1_500, min: prices[0], max: prices.at(-1), exactQuartiles: true });
    expect(price?.numeric?.mean).toBeCloseTo(mean, 10);
    expect(price?.numeric?.std).toBeCloseTo(std, 10);
    expect([price?.numeric?.q25, price?.numeric?.median, price?.numeric?.q75]).toEqual([0.25, 0.5, 0.75].map(at));
    expect(columns.find((column) => column.name === 'trade_id')).toMatchObject({
      type: 'string',
      nonNull: 1_200,
      unique: 1_200,
    });
    expect(columns.find((column) => column.name === 'backfilled')).toMatchObject({
      type: 'boolean',
      nonNull: 0,
      min: null,
    });
  });

  it('shows it as text', async () => {
    await addToLedger(fixture.root, [
      {
        fromUs: NOON_US + 2_000_000,
        toUs: NOON_US + 99_000_000,
        reason: 'connection lost',
        reconnects: 3,
        tradesDropped: 0,
        tradesRecovered: 0,
      },
    ]);
    const { code, stdout, stderr } = await runCommand(runInspect, dataset(), '--rows', '1', '--gap', '90');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}Rows +1,500$/m);
    expect(stdout).toMatch(/^ {2}Duration +00:01:41$/m);
    expect(stdout).toMatch(/^ {2}price +double +1,500 +0 +100 +239\.42857/m);
    expect(stdout).toMatch(/^Top 4 of 4 different values of pair$/m);
    expect(stdout).toMatch(/^ {2}BTC-USD +375 +25\.00 %$/m);
    expect(stdout).toMatch(/^Longest silences \(no row for more than 90 s\): 1$/m);
    expect(stdout).toMatch(
      /^ {2}2026-01-01T12:00:02\.000Z +2026-01-01T12:01:39\.000Z +00:01:37 +connection lost +3 +0 +0$/m,
    );
  });

  it('names a damaged file, reports the rest, and ends with 1', async () => {
    const [first = '', second = ''] = files;
    await writeFile(first, (await readFile(first)).subarray(0, 5_000));
    const { code, stdout } = await runCommand(runInspect, dataset());
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}Rows +500$/m);
    expect(stdout).toMatch(
      new RegExp(`^  ${first} is not a readable Parquet file .*no row of it is in this report`, 'm'),
    );
    const bytes = await readFile(second);
    bytes.writeUInt8(bytes.readUInt8(200) ^ 8, 200);
    await writeFile(second, bytes);
    const report = await reportOf(second);
    expect(report.damaged).toEqual([
      { path: second, reason: expect.stringContaining('column received_time'), rows: 500 },
    ]);
    expect(report.columns.find((column) => column.name === 'price')?.nonNull).toBe(500);
  });

  it('reports on each dataset of a recording, and on a file alone', async () => {
    const columns = [
      { name: 'time', type: 'time-ms' },
      { name: 'vwap', type: 'float', keepNaN: true },
    ] as const;
    const statistics = join(fixture.root, 'crypto_statistics.parquet', '2026-01-01', 'x.parquet');
    await mkdir(dirname(statistics), { recursive: true });
    await writeParquet(statistics, columns, [
      {
        length: 3,
        values: [
          [1_000, 2_000, null],
          [1, Number.NaN, 3],
        ],
      },
    ]);
    const { stdout, code } = await runCommand(runInspect, dirname(fixture.root), '--json');
    expect(code).toBe(0);
    const reports = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as InspectReport);
    expect(reports.map(({ path, rows }) => [path, rows])).toEqual([
      [join(fixture.root, 'crypto_statistics.parquet'), 3],
      [dataset(), 1_500],
    ]);
    const report = await reportOf(statistics);
    expect(report.columns).toMatchObject([
      { type: 'timestamp[ms, UTC]', nonNull: 2, min: '1970-01-01T00:00:01.000Z' },
      { nonNull: 3, nan: 1, min: 1, max: 3, numeric: { count: 2, mean: 2 } },
    ]);
  });

  it('says what differs between the files of a directory', async () => {
    const folder = join(fixture.root, 'mixed');
    await mkdir(folder);
    await writeParquet(join(folder, 'a.parquet'), [{ name: 'x', type: 'float' }], [{ length: 1, values: [[1]] }]);
    await writeParquet(
      join(folder, 'b.parquet'),
      [
        { name: 'x', type: 'string' },
        { name: 'y', type: 'integer' },
      ],
      [{ length: 1, values: [['1'], [5]] }],
    );
    const report = await reportOf(folder);
    expect(report.rows).toBe(2);
    expect(report.notes).toEqual([
      expect.stringMatching(/Column x is double in other files and string in .*b\.parquet/),
      expect.stringMatching(/Column y is not in all files/),
    ]);
  });

  it('reports also on rows that are not in segments yet, and mentions files in quarantine', async () => {
    const { rows, files: fileCount } = await reportOf(dataset());
    await leaveJournal(fixture.root, 3_000, [makeTrades(10)]);
    await mkdir(join(fixture.root, '.quarantine'));
    await copyFile(files[0] ?? '', join(fixture.root, '.quarantine', 'trades-x.parquet'));
    const report = await reportOf(dataset());
    expect(report).toMatchObject({ rows: rows + 10, files: fileCount + 1, damaged: [] });
    expect(report.notes).toEqual([
      expect.stringMatching(/^1 of the files are journals, with the newest rows/),
      expect.stringMatching(/^1 damaged files lie in .*\.quarantine\.$/),
    ]);
  });

  it.each([
    [['/no/such/file'], 1, /does not exist/],
    [[], 2, /needs one PATH/],
    [['a', 'b'], 2, /needs one PATH/],
    [['x', '--rows', 'many'], 2, /--rows takes a whole number/],
    [['x', '--gap', '0'], 2, /--gap takes/],
    [['x', '--what'], 2, /Unknown option '--what'/],
  ])('refuses %j with code %d', async (args, code, words) => {
    const result = await runCommand(runInspect, ...args);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(words);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('explains itself', async () => {
    const { code, stdout } = await runCommand(runInspect, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: npm start -- inspect PATH');
  });

  const tapes = process.env.TAPES_DIR ?? join(repositoryRoot, '../shared/tapes');
  it.runIf(existsSync(tapes))("reads the original system's files", async () => {
    const report = await reportOf(tapes);
    expect(report).toMatchObject({ files: 2, rows: 11_824, damaged: [], timeColumn: 'csp_timestamp', pairs: 236 });
    expect(report.order).toMatchObject({ silences: 1, stepsBack: 0 });
  });
});
