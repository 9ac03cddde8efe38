import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runExportJob } from '../../../main/export/export-job.ts';
import {
  ExportCancelledError,
  ExportError,
  type ExportProgress,
  type ExportRequest,
} from '../../../main/export/export-request.ts';
import { openSource } from '../../../main/export/open-source.ts';
import { haveTapes, TAPES } from '../../tapes.ts';
import { OWN_STATISTICS, requestOf, START_US, statisticsRow, tradeRow, writeRows, writeTrades } from './fixtures.ts';

const FORMATS = ['xlsx', 'csv', 'parquet'] as const;
let directory: string;
const at = (name: string) => join(directory, name);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'export-job-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const run = (request: ExportRequest) => runExportJob(request, () => undefined, new AbortController().signal);

/** The trade ids of an exported CSV file. */
async function idsIn(path: string): Promise<string[]> {
  const [heading = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\r\n');
  const column = heading.split(',').indexOf('trade_id');
  return lines.map((line) => line.split(',')[column] ?? '');
}

const ids = (...numbers: number[]) => numbers.map((us) => `id-${us}`);

describe('runExportJob', () => {
  it('selects by time, pair and number of rows, in order of time over all files', async () => {
    await writeTrades(at('in/b.parquet'), [tradeRow(1), tradeRow(3, { pair: 'ETH-USD' }), tradeRow(9)]);
    await writeTrades(at('in/a.parquet'), [tradeRow(2), tradeRow(4), tradeRow(8, { pair: 'ETH-USD' })]);
    const selected = async (overrides: Partial<ExportRequest>) => {
      const request = requestOf(at('in'), at('out.csv'), { overwrite: true, ...overrides });
      const { rows } = await run(request);
      const found = await idsIn(at('out.csv'));
      expect(found).toHaveLength(rows);
      return found;
    };
    expect(await selected({})).toEqual(ids(1, 2, 3, 4, 8, 9));
    expect(await selected({ fromUs: START_US + 2, untilUs: START_US + 8 })).toEqual(ids(2, 3, 4));
    expect(await selected({ pairs: ['eth-usd'] })).toEqual(ids(3, 8));
    expect(await selected({ rows: 2 })).toEqual(ids(1, 2));
    expect(await selected({ rows: 100 })).toEqual(ids(1, 2, 3, 4, 8, 9));
    expect(await selected({ fromUs: START_US + 2, pairs: ['BTC-USD'], rows: 2 })).toEqual(ids(2, 4));
  });

  it('finds a table in a data directory, in ours and in that of the original system', async () => {
    await writeTrades(at('ours/parquet_data/crypto_trades.parquet/2026-01-01/t.parquet'), [tradeRow(1)]);
    await writeTrades(at('original/crypto_trades.parquet'), [tradeRow(2)]);
    for (const [input, id] of [
      ['ours', 'id-1'],
      ['ours/parquet_data', 'id-1'],
      ['ours/parquet_data/crypto_trades.parquet', 'id-1'],
      ['original', 'id-2'],
      ['original/crypto_trades.parquet', 'id-2'],
    ] as const) {
      await run(requestOf(at(input), at('out.csv'), { overwrite: true }));
      expect(await idsIn(at('out.csv'))).toEqual([id]);
    }
    const statistics = requestOf(at('ours'), at('none.csv'), { table: 'statistics' });
    await expect(run(statistics)).rejects.toThrow(/holds no recorded statistics/);
  });

  it.skipIf(!haveTapes)('exports files of the original system', async () => {
    const [tape] = TAPES;
    const result = await run(requestOf(tape?.path ?? '', at('out.csv'), { rows: 1_000 }));
    expect(result.rows).toBe(1_000);
    const lines = (await readFile(at('out.csv'), 'utf8')).split('\r\n');
    expect(lines[0]).toBe('csp_timestamp,pair,price,size,volume,timestamp,trade_time,sellorbuy,exchange');
    const times = lines.slice(1, -1).map((line) => line.slice(0, 24));
    expect(times).toEqual([...times].sort());
  });

  it('exports columns that only some files have', async () => {
    const columns = OWN_STATISTICS.slice(0, 4);
    await writeRows(at('in/a.parquet'), columns, [statisticsRow(1, { vwap: 5 })]);
    await writeRows(at('in/b.parquet'), OWN_STATISTICS, [statisticsRow(2, { vwap: 6, buy_pressure: 0.5 })]);
    await run(requestOf(at('in'), at('out.csv'), { table: 'statistics' }));
    const lines = (await readFile(at('out.csv'), 'utf8'))
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    const column = lines[0]?.indexOf('buy_pressure') ?? -1;
    expect(lines.map((line) => line[column])).toEqual(['buy_pressure', '', '0.5']);
  });

  it('reports progress towards the number of rows, and what it wrote', async () => {
    await writeTrades(
      at('in.parquet'),
      Array.from({ length: 30_000 }, (_, i) => tradeRow(i)),
    );
    const seen: ExportProgress[] = [];
    const request = requestOf(at('in.parquet'), at('out.xlsx'));
    const result = await runExportJob(request, (progress) => seen.push(progress), new AbortController().signal);
    expect(seen.at(-1)).toMatchObject({ stage: 'finishing', done: 30_000, total: 30_000 });
    for (const { done, total } of seen.filter(({ stage }) => stage === 'writing')) {
      expect(done).toBeLessThanOrEqual(total ?? 0);
    }
    expect(result).toMatchObject({ path: at('out.xlsx'), format: 'xlsx', rows: 30_000 });
    expect(result.bytes).toBe((await stat(at('out.xlsx'))).size);
  });
});

describe('cancelling', () => {
  it.each(FORMATS)('leaves no %s file and no open file', async (format) => {
    await writeTrades(
      at('in.parquet'),
      Array.from({ length: 60_000 }, (_, i) => tradeRow(i)),
      { rowGroupSize: 5_000 },
    );
    const controller = new AbortController();
    const before = await openFiles();
    const done = runExportJob(requestOf(at('in.parquet'), at(`out.${format}`)), () => undefined, controller.signal);
    const watch = setInterval(() => {
      if (temporarySizes().some((size) => size > 0)) controller.abort();
    }, 1);
    await expect(done).rejects.toThrow(ExportCancelledError);
    clearInterval(watch);
    expect(await readdir(directory)).toEqual(['in.parquet']);
    expect(await openFiles()).toEqual(before);
  });

  it.each([
    ['no row matches', { pairs: ['X-Y'] }, false],
    ['rows are sorted', {}, true],
  ])('does not wait while %s', async (_, overrides, isShuffled) => {
    const order = (i: number) => (isShuffled ? (i * 7_919) % 60_000 : i);
    await writeTrades(
      at('in.parquet'),
      Array.from({ length: 60_000 }, (_, i) => tradeRow(order(i))),
    );
    const controller = new AbortController();
    let looked = 0;
    const source = await openSource(
      requestOf(at('in.parquet'), at('out.csv'), overrides),
      controller.signal,
      () => undefined,
    );
    const rows = source.rows(at('scratch'), {
      searched(count) {
        looked += count;
        controller.abort(new ExportCancelledError());
      },
    });
    if (isShuffled) controller.abort(new ExportCancelledError());
    await expect(rows.next()).rejects.toThrow(ExportCancelledError);
    expect(looked).toBeLessThan(20_000);
    expect(await readdir(directory)).toEqual(['in.parquet']);
  });

  it('leaves nothing of what was sorted on disk', async () => {
    await writeTrades(
      at('in.parquet'),
      Array.from({ length: 40_000 }, (_, i) => tradeRow(100_000 - i)),
    );
    const controller = new AbortController();
    const request = requestOf(at('in.parquet'), at('out.xlsx'), { sheets: 'pair' });
    const done = runExportJob(request, () => undefined, controller.signal);
    const watch = setInterval(async () => {
      if ((await readdir(directory)).some((name) => name.endsWith('.pairs.tmp'))) controller.abort();
    }, 5);
    await expect(done).rejects.toThrow(ExportCancelledError);
    clearInterval(watch);
    expect(await readdir(directory)).toEqual(['in.parquet']);
  });

  const temporarySizes = () =>
    readdirSync(directory)
      .filter((name) => name.endsWith('.tmp'))
      .map((name) => statSync(at(name)).size);

  /** Numbers of this process's open files, where the system lists them. */
  async function openFiles(): Promise<string[]> {
    return (await readdir('/proc/self/fd').catch(() => [])).sort();
  }
});

describe('targets', () => {
  it('are never replaced unasked', async () => {
    await writeTrades(at('in.parquet'), [tradeRow(1)]);
    await writeFile(at('out.csv'), 'mine');
    const request = requestOf(at('in.parquet'), at('out.csv'));
    await expect(run(request)).rejects.toMatchObject({ name: 'ExportError', code: 'exists' });
    expect(await readFile(at('out.csv'), 'utf8')).toBe('mine');
    await run({ ...request, overwrite: true });
    expect(await idsIn(at('out.csv'))).toEqual(['id-1']);
  });

  it('keep what they held when a replacement fails', async () => {
    await writeFile(at('in.parquet'), 'no Parquet file');
    await writeFile(at('out.csv'), 'mine');
    const request = requestOf(at('in.parquet'), at('out.csv'), { overwrite: true });
    await expect(run(request)).rejects.toThrow(/in\.parquet is not a readable Parquet file/);
    expect(await readFile(at('out.csv'), 'utf8')).toBe('mine');
    expect((await readdir(directory)).sort()).toEqual(['in.parquet', 'out.csv']);
  });

  it.each(FORMATS)('that cannot be written are named (%s)', async (format) => {
    await writeTrades(at('in.parquet'), [tradeRow(1)]);
    await writeFile(at('file'), '');
    await mkdir(at(`folder.${format}`));
    const to = (path: string) => run(requestOf(at('in.parquet'), path, { overwrite: true }));
    await expect(to(at(`absent/out.${format}`))).rejects.toThrow(/the folder .*absent does not exist/);
    await expect(to(at(`file/out.${format}`))).rejects.toThrow(/file is no folder/);
    await expect(to(at(`folder.${format}`))).rejects.toThrow(/is a directory/);
    await expect(to(at(`${'n'.repeat(245)}.${format}`))).rejects.toThrow(/its name is too long/);
    expect((await readdir(directory)).sort()).toEqual(['file', `folder.${format}`, 'in.parquet']);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('need permission', async () => {
    await writeTrades(at('in.parquet'), [tradeRow(1)]);
    await mkdir(at('closed'));
    await chmod(at('closed'), 0o500);
    await expect(run(requestOf(at('in.parquet'), at('closed/out.csv')))).rejects.toThrow(/no permission to write/);
  });

  it('must not lie within a recording or replace it', async () => {
    await writeTrades(at('crypto_trades.parquet/a.parquet'), [tradeRow(1)]);
    const inside = requestOf(directory, at('crypto_trades.parquet/out.parquet'));
    await expect(run(inside)).rejects.toThrow(/would lie within the recording/);
    await writeTrades(at('single.parquet'), [tradeRow(1)]);
    const itself = requestOf(at('single.parquet'), at('single.parquet'), { overwrite: true });
    await expect(run(itself)).rejects.toThrow(/is the recording itself/);
    expect(await readdir(at('crypto_trades.parquet'))).toEqual(['a.parquet']);
  });

  it('must not replace a file of the recording, by whatever way it is named', async () => {
    await mkdir(at('data'));
    // The layout of the original system: each table is a file.
    await writeTrades(at('data/parquet_data/crypto_trades.parquet'), [tradeRow(1)]);
    await writeRows(at('data/parquet_data/crypto_statistics.parquet'), OWN_STATISTICS, [statisticsRow(1)]);
    const before = await readFile(at('data/parquet_data/crypto_trades.parquet'));
    await symlink(at('data/parquet_data'), at('link'));
    for (const name of ['data/parquet_data/crypto_trades.parquet', 'link/crypto_trades.parquet']) {
      for (const table of ['trades', 'statistics'] as const) {
        const request = requestOf(at('data'), at(name), { table, overwrite: true });
        await expect(run(request)).rejects.toThrow(/is the recording itself/);
      }
    }
    await mkdir(at('crypto_trades.parquet'));
    await symlink(at('crypto_trades.parquet'), at('other-name'));
    await expect(run(requestOf(at('data'), at('other-name/out.csv')))).rejects.toThrow(
      /would lie within the recording/,
    );
    expect(await readFile(at('data/parquet_data/crypto_trades.parquet'))).toEqual(before);
  });

  it('are cleared of what a killed export left, but not of what a running one writes', async () => {
    await writeTrades(at('in.parquet'), [tradeRow(1)]);
    const ended = execFile(process.execPath, ['-e', '']);
    const deadPid = ended.pid;
    await new Promise((resolve) => ended.once('exit', resolve));
    await writeFile(at(`.out.csv.${deadPid}-12345678.tmp`), 'left');
    await writeFile(at(`.out.csv.${deadPid}-12345678.sort.tmp`), 'left');
    await writeFile(at(`.out.csv.${process.ppid}-12345678.tmp`), 'in use');
    await writeFile(at(`.other.csv.${deadPid}-12345678.tmp`), 'of another target');
    await run(requestOf(at('in.parquet'), at('out.csv')));
    expect((await readdir(directory)).sort()).toEqual([
      `.other.csv.${deadPid}-12345678.tmp`,
      `.out.csv.${process.ppid}-12345678.tmp`,
      'in.parquet',
      'out.csv',
    ]);
  });
});

describe('a full disk', () => {
  const mounted = async (): Promise<boolean> => {
    await mkdir(at('disk'));
    const mount = promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', at('disk')]);
    return mount.then(
      () => true,
      () => false,
    );
  };

  it.for(FORMATS)('ends the export with a clear message and no file (%s)', async (format, { skip }) => {
    // Many different digits, so that no format makes it small.
    const rows = Array.from({ length: 30_000 }, (_, i) => tradeRow(i, { price: Math.sqrt(i + 1), size: Math.cbrt(i) }));
    await writeTrades(at('in.parquet'), rows);
    if (!(await mounted())) skip('mounting a small disk is not permitted here');
    try {
      const done = run(requestOf(at('in.parquet'), at(`disk/out.${format}`)));
      await expect(done).rejects.toThrow(/out\.\w+ could not be written: the disk is full\.$/);
      expect(await readdir(at('disk'))).toEqual([]);
    } finally {
      await promisify(execFile)('umount', [at('disk')]);
    }
  });
});

describe('input', () => {
  const failure = async (request: ExportRequest): Promise<unknown> => run(request).catch((error: unknown) => error);

  it('of the wrong kind is named, with what it is', async () => {
    await writeTrades(at('trades.parquet'), [tradeRow(1)]);
    await writeRows(at('statistics.parquet'), OWN_STATISTICS, [statisticsRow(1)]);
    const asStatistics = requestOf(at('trades.parquet'), at('out.csv'), { table: 'statistics' });
    expect(await failure(asStatistics)).toMatchObject({
      message: `${at('trades.parquet')} holds no statistics: it has no column vwap or VWA. It holds trades.`,
    });
    const asTrades = requestOf(at('statistics.parquet'), at('out.csv'));
    expect(await failure(asTrades)).toMatchObject({
      message: `${at('statistics.parquet')} holds no trades: it has no column price. It holds statistics.`,
    });
  });

  it('that is absent or empty is named', async () => {
    expect(await failure(requestOf(at('none'), at('out.csv')))).toMatchObject({
      message: `${at('none')} does not exist; record something there, or choose another input.`,
    });
    await mkdir(at('crypto_trades.parquet'));
    expect(await failure(requestOf(directory, at('out.csv')))).toMatchObject({
      message: `${at('crypto_trades.parquet')} holds no Parquet files (*.parquet).`,
    });
  });

  it('with damaged files fails naming each, or leaves them out and says so', async () => {
    await writeTrades(at('in/a.parquet'), [tradeRow(1)]);
    await writeFile(at('in/b.parquet'), 'PAR1 and nothing else');
    await writeTrades(at('in/c.parquet'), [tradeRow(3)]);
    await writeFile(at('in/d.parquet'), '');
    const request = requestOf(at('in'), at('out.csv'));
    const error = await failure(request);
    expect(error).toBeInstanceOf(ExportError);
    expect(error).toMatchObject({ code: 'damaged', message: expect.stringMatching(/b\.parquet .*\n.*d\.parquet /) });
    expect(await readdir(directory)).toEqual(['in']);
    const result = await run({ ...request, skipDamaged: true });
    expect(result.damaged.map(({ path, rowsMissing }) => [path, rowsMissing])).toEqual([
      [at('in/b.parquet'), null],
      [at('in/d.parquet'), null],
    ]);
    expect(await idsIn(at('out.csv'))).toEqual(ids(1, 3));
  });

  it('without a row says why', async () => {
    const notes = async (overrides: Partial<ExportRequest>) =>
      (await run(requestOf(at('in.parquet'), at('out.csv'), { overwrite: true, ...overrides }))).notes;
    await writeTrades(at('in.parquet'), [tradeRow(1)]);
    expect(await notes({})).toEqual([]);
    expect(await notes({ fromUs: START_US + 10 })).toEqual(['No row lies in the time range.']);
    expect(await notes({ pairs: ['X-Y'] })).toEqual(['No rows of X-Y were found.']);
    await writeTrades(at('in.parquet'), []);
    expect(await notes({ fromUs: START_US })).toEqual(['No trades are recorded there.']);
    await mkdir(at('empty'));
    // Nothing is damaged, and nothing could be left out.
    expect(await failure(requestOf(at('empty'), at('none.csv')))).toMatchObject({ code: null });
  });

  it('that is damaged within fails, or is exported up to the damage', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => tradeRow(i));
    await writeTrades(at('in.parquet'), rows, { rowGroupSize: 1_000 });
    const bytes = await readFile(at('in.parquet'));
    // The last row group: prices, which are not needed to find the rows.
    const at80 = Math.floor(bytes.length * 0.8);
    bytes.fill(0xa5, at80, at80 + 200);
    await writeFile(at('in.parquet'), bytes);
    const request = requestOf(at('in.parquet'), at('out.csv'));
    expect(await failure(request)).toMatchObject({
      code: 'damaged',
      message: expect.stringContaining(at('in.parquet')),
    });
    expect(await readdir(directory)).toEqual(['in.parquet']);
    const result = await run({ ...request, skipDamaged: true });
    expect(result.damaged).toMatchObject([{ path: at('in.parquet'), rowsMissing: 1_000 }]);
    expect(await idsIn(at('out.csv'))).toEqual(rows.slice(0, 2_000).map(({ trade_id }) => trade_id));
  });

  it('with contradicting columns is refused', async () => {
    await writeTrades(at('in/a.parquet'), [tradeRow(1)]);
    const columns = [
      { name: 'received_time', type: 'time-us' },
      { name: 'pair', type: 'string' },
      { name: 'price', type: 'string' },
      { name: 'size', type: 'float' },
    ] as const;
    await writeRows(at('in/b.parquet'), columns, [tradeRow(2, { price: 'many' })]);
    expect(await failure(requestOf(at('in'), at('out.csv')))).toMatchObject({
      message: expect.stringMatching(/Column price is number in .*a\.parquet but text in .*b\.parquet/),
    });
  });
});
