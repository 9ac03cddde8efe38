import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runExport } from '../../../main/export/export-command.ts';
import { runInspect } from '../../../main/inspect/inspect-command.ts';
import { parquetFilesOf } from '../../../main/parquet/dataset-files.ts';
import { readTrades } from '../../../main/parquet/read-trades.ts';
import { snapshotJournals } from '../../../main/recording/journal-snapshot.ts';
import { runCommand } from '../inspect/commands.ts';
import {
  createFixture,
  type Fixture,
  leaveJournal,
  makeStatistics,
  makeTrades,
  NOON_US,
  type Row,
  readFileRows,
  until,
} from './fixture.ts';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
});

afterEach(() => fixture.close());

const dataset = () => join(fixture.root, 'crypto_trades.parquet');

/** All trades of the dataset and of the journals, as another process reads them. */
async function readAll(): Promise<Row[]> {
  const newest = await snapshotJournals(fixture.root);
  const rows: Row[] = [];
  const files = existsSync(dataset()) ? await parquetFilesOf(dataset(), newest.all) : newest.all;
  for (const file of files) rows.push(...(await readFileRows(file)));
  await newest.remove();
  return rows;
}

describe('a snapshot of the journals', () => {
  it('has every trade once, in any moment of recording and sealing', async () => {
    const recorder = await fixture.open({ rotateRows: 700 });
    const trades = makeTrades(20_000);
    let sent = 0;
    const timer = setInterval(() => {
      recorder.addTrades(trades.slice(sent, sent + 50));
      sent = Math.min(trades.length, sent + 50);
    }, 2);
    await until(() => recorder.status().rowsWritten.trades > 0, 'the first rows');
    for (let i = 0; i < 25; i++) {
      const { trades: written } = recorder.status().rowsWritten;
      const rows = await readAll();
      expect(rows.length).toBeGreaterThanOrEqual(written);
      expect(rows.map((row) => row.received_time)).toEqual(trades.slice(0, rows.length).map((t) => t.receivedTimeUs));
    }
    clearInterval(timer);
    await recorder.close();
    const { all, remove } = await snapshotJournals(fixture.root);
    expect(all).toEqual([]);
    await remove();
  });

  it('has the rows of both tables, whose journals one process writes', async () => {
    const recorder = await fixture.open({ rotateRows: 700, statisticsIntervalS: 1 });
    const trades = makeTrades(1_000);
    for (let i = 0; i < 10; i++) {
      recorder.addTrades(trades.slice(100 * i, 100 * i + 100));
      recorder.addStatistics(makeStatistics(3, i), NOON_US / 1_000 + 1_000 * i);
    }
    await until(() => {
      const { trades: written, statistics } = recorder.status().rowsWritten;
      return written === 1_000 && statistics === 30;
    }, 'all rows in journals');
    const newest = await snapshotJournals(fixture.root);
    const rowsOf = async (files: readonly string[]) => (await Promise.all(files.map(readFileRows))).flat();
    expect((await readAll()).filter((row) => 'trade_id' in row)).toHaveLength(1_000);
    expect(await rowsOf(newest.files('statistics'))).toHaveLength(30);
    await newest.remove();
  });

  it('has once what a failed write made appear in two journals', async () => {
    const trades = makeTrades(40);
    await leaveJournal(fixture.root, 1, [trades.slice(0, 10), trades.slice(10, 20), trades.slice(20, 30)], 0);
    await leaveJournal(fixture.root, 2, [trades.slice(10, 20), trades.slice(20, 30), trades.slice(30)], 1);
    const rows = await readAll();
    expect(rows.map((row) => row.received_time)).toEqual(trades.map((trade) => trade.receivedTimeUs));
  });

  it('leaves the recording as it is, and nothing of its own behind', async () => {
    const path = await leaveJournal(fixture.root, 1, [makeTrades(10)]);
    const before = await readFile(path);
    const newest = await snapshotJournals(dirname(fixture.root));
    // Not the data directory of the fixture, but the folder is named parquet_data: both ways lead there.
    expect(newest.files('trades')).toHaveLength(1);
    expect(newest.files('statistics')).toHaveLength(0);
    expect(newest.datasetOf(newest.all[0] ?? '')).toBe(dataset());
    await newest.remove();
    expect(existsSync(dirname(newest.all[0] ?? ''))).toBe(false);
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(fixture.root)).toEqual(['.journal']);
  });

  it('is empty for what is no recording of ours', async () => {
    await mkdir(join(fixture.root, 'x'), { recursive: true });
    for (const path of [join(fixture.root, 'x'), '/no/such/folder']) {
      expect(await snapshotJournals(path)).toMatchObject({ all: [], problem: null });
    }
  });
});

describe('commands in another process', () => {
  it('export and inspect what was recorded a moment ago, before there is any segment', async () => {
    await leaveJournal(fixture.root, 1, [makeTrades(25)]);
    for (const input of [dirname(fixture.root), fixture.root]) {
      const to = join(dirname(fixture.root), 'out.csv');
      const exported = await runCommand(
        (args, io) => runExport([...args], io),
        '--table',
        'trades',
        '--input',
        input,
        '--to',
        to,
        '--force',
      );
      expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining('Wrote 25 rows') });
      const inspected = await runCommand(runInspect, input, '--json');
      expect(JSON.parse(inspected.stdout)).toMatchObject({ rows: 25, files: 1, path: dataset() });
    }
  });

  it('replay and recompute read it too', async () => {
    await leaveJournal(fixture.root, 1, [makeTrades(25)]);
    await mkdir(dataset());
    const newest = await snapshotJournals(dataset());
    let count = 0;
    for await (const { trades } of readTrades(dataset(), undefined, newest.files('trades'))) count += trades.length;
    expect(count).toBe(25);
    await newest.remove();
  });
});
