import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Trade } from '../../../engine/trade.ts';
import { encodeFrame, type QueuedFrame, queuedFrame } from '../../../main/recording/frame.ts';
import { createJournalFile } from '../../../main/recording/journal-file.ts';
import {
  journalDirectory,
  journalPath,
  listJournals,
  listSegments,
  manifestPath,
  quarantineDirectory,
} from '../../../main/recording/layout.ts';
import { readManifest } from '../../../main/recording/manifest.ts';
import { tradeCells } from '../../../main/recording/recorded-cells.ts';
import type { RecorderStatus } from '../../../main/recording/recorder-status.ts';
import { createFixture, expectTrades, type Fixture, makeTrades, readTable } from './fixture.ts';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
});

afterEach(() => fixture.close());

function frameOf(number: number, trades: readonly Trade[]): QueuedFrame {
  const header = { table: 'trades', run: 77, number, firstRow: 0, rows: trades.length } as const;
  return queuedFrame(encodeFrame(header, tradeCells(trades)).bytes);
}

/** A journal as a killed process leaves it: frames of 10 trades with the given numbers. */
async function leaveJournal(number: number, frameNumbers: readonly number[]): Promise<string> {
  await mkdir(journalDirectory(fixture.root), { recursive: true });
  const path = journalPath(fixture.root, 'trades', number);
  const journal = await createJournalFile(path, number, {
    productVersion: '0',
    profile: 'csp',
    statisticsIntervalS: 60,
  });
  await journal.append(frameNumbers.map((frame) => frameOf(frame, makeTrades(10, frame * 10))));
  await journal.close();
  return path;
}

/** Starts a recorder on what is there, lets it recover, and ends it. */
async function recover(): Promise<RecorderStatus> {
  const recorder = await fixture.open();
  await recorder.recovered;
  await recorder.close();
  return recorder.status();
}

/** Records trades in two segments. */
async function recordSegments(): Promise<string[]> {
  for (const first of [0, 100]) {
    const recorder = await fixture.open();
    recorder.addTrades(makeTrades(100, first));
    await recorder.close();
  }
  return (await listSegments(fixture.root, 'trades')).map(({ file }) => join(fixture.root, file));
}

describe('journals of an earlier run', () => {
  it('become segments, with the profile of that run', async () => {
    await leaveJournal(3, [0, 1]);
    await leaveJournal(4, [2]);
    const status = await recover();
    expect(status).toMatchObject({ recoveredRows: 30, lostRows: 0, warnings: [] });
    await expectTrades(fixture.root, makeTrades(30));
    expect(await listJournals(fixture.root)).toEqual([]);
    const [segment] = await listSegments(fixture.root, 'trades');
    expect(segment?.firstNumber).toBe(3);
    expect((await readFile(join(fixture.root, segment?.file ?? ''))).includes('csp')).toBe(true);
  });

  it('do not give rows twice when the process was killed before the journal was deleted', async () => {
    const path = await leaveJournal(1, [0, 1, 2]);
    await copyFile(path, `${path}.kept`);
    await recover();
    await copyFile(`${path}.kept`, path);
    await rm(manifestPath(fixture.root));
    expect(await recover()).toMatchObject({ recoveredRows: 30, quarantined: [] });
    await expectTrades(fixture.root, makeTrades(30));
    expect((await readManifest(fixture.root)).size).toBe(1);
    expect(await listJournals(fixture.root)).toEqual([]);
  });

  it('replace a segment that does not hold their rows', async () => {
    const path = await leaveJournal(1, [0, 1, 2]);
    await copyFile(path, `${path}.kept`);
    await recover();
    const [segment] = await listSegments(fixture.root, 'trades');
    await writeFile(join(fixture.root, segment?.file ?? ''), 'half a file');
    await copyFile(`${path}.kept`, path);
    await recover();
    await expectTrades(fixture.root, makeTrades(30));
    expect(await readdir(quarantineDirectory(fixture.root))).toHaveLength(1);
  });

  it('do not give rows twice when a failed write was repeated in the next journal', async () => {
    await leaveJournal(1, [0, 1, 2, 3]);
    await leaveJournal(2, [2, 3, 4]);
    expect((await recover()).recoveredRows).toBe(50);
    await expectTrades(fixture.root, makeTrades(50));
  });

  it('are cut at a torn tail, and the message says so', async () => {
    const path = await leaveJournal(1, [0, 1, 2]);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 100));
    const status = await recover();
    expect(status).toMatchObject({ recoveredRows: 20, lostRows: 0 });
    expect(status.warnings).toEqual([
      expect.stringMatching(/an unfinished write of \d+ bytes \(10 rows\) was cut off/),
    ]);
    await expectTrades(fixture.root, makeTrades(20));
  });

  it('lose only the damaged frame, count it, and are kept as a copy', async () => {
    const path = await leaveJournal(1, [0, 1, 2]);
    const bytes = await readFile(path);
    const middle = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
    await writeFile(path, bytes);
    const status = await recover();
    expect(status).toMatchObject({ recoveredRows: 20, lostRows: 10 });
    expect(status.warnings).toEqual([expect.stringContaining('10 trades rows in them are lost; a copy is')]);
    await expectTrades(fixture.root, [...makeTrades(10), ...makeTrades(10, 20)]);
    expect(await readFile(join(quarantineDirectory(fixture.root), 'trades-000001.wal'))).toEqual(bytes);
  });

  it('are sorted by arrival where they are not', async () => {
    await leaveJournal(1, [2, 5, 9]);
    const path = journalPath(fixture.root, 'trades', 2);
    const journal = await createJournalFile(path, 2, { productVersion: '0', profile: 'csp', statisticsIntervalS: 60 });
    await journal.append([
      frameOf(10, makeTrades(10, 50)),
      frameOf(11, makeTrades(10, 0)),
      frameOf(12, makeTrades(10, 20)),
    ]);
    await journal.close();
    await rm(journalPath(fixture.root, 'trades', 1));
    await recover();
    await expectTrades(fixture.root, [...makeTrades(10, 0), ...makeTrades(10, 20), ...makeTrades(10, 50)]);
  });

  it('hold nothing and go, if the process was killed before the first frame', async () => {
    await leaveJournal(1, []);
    await writeFile(journalPath(fixture.root, 'trades', 2), '');
    expect(await recover()).toMatchObject({ recoveredRows: 0, warnings: [] });
    expect(await listJournals(fixture.root)).toEqual([]);
    expect(await listSegments(fixture.root, 'trades')).toEqual([]);
  });
});

describe('files of an earlier run', () => {
  it('are removed if they are unfinished', async () => {
    const [first = ''] = await recordSegments();
    const stale = [join(journalDirectory(fixture.root), '.x.parquet.tmp'), join(dirname(first), '.y.parquet.tmp')];
    for (const path of stale) await writeFile(path, 'half');
    await recover();
    expect(await readdir(journalDirectory(fixture.root))).toEqual([]);
    expect((await readdir(dirname(first))).filter((name) => name.startsWith('.'))).toEqual([]);
    await expectTrades(fixture.root, makeTrades(200));
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9), /bytes long/],
    ['empty', () => Buffer.alloc(0), /0 bytes long/],
    [
      'damaged in a page',
      (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === 300 ? byte ^ 4 : byte))),
      /checksum/,
    ],
    [
      'damaged in the footer',
      (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i > bytes.length - 60 ? byte ^ 255 : byte))),
      /not a readable/,
    ],
  ])('go to quarantine when %s, and the rest stays readable', async (_, damage, reason) => {
    const [first = '', second = ''] = await recordSegments();
    await writeFile(first, damage(await readFile(first)));
    const status = await recover();
    expect(status.quarantined).toEqual([
      { path: expect.stringContaining('.quarantine'), reason: expect.stringMatching(reason) },
    ]);
    expect(status.warnings).toEqual([expect.stringContaining('A damaged segment was moved to')]);
    expect((await listSegments(fixture.root, 'trades')).map(({ file }) => join(fixture.root, file))).toEqual([second]);
    await expectTrades(fixture.root, makeTrades(100, 100));
    expect((await recover()).warnings).toEqual([]);
  });

  it('are named when they are gone', async () => {
    const [first = ''] = await recordSegments();
    await rm(first);
    expect((await recover()).warnings).toEqual([
      expect.stringMatching(/1 recorded segments are gone .*trades-.*-000001\.parquet/),
    ]);
  });

  it('are left alone when they are not ours', async () => {
    const [first = ''] = await recordSegments();
    const foreign = join(dirname(first), 'mine.parquet');
    await writeFile(foreign, 'not a Parquet file');
    expect((await recover()).warnings).toEqual([]);
    expect(await readFile(foreign, 'utf8')).toBe('not a Parquet file');
  });

  it('are checked anew when the manifest is lost', async () => {
    await recordSegments();
    await rm(manifestPath(fixture.root));
    expect((await recover()).warnings).toEqual([]);
    expect([...(await readManifest(fixture.root)).values()].map((entry) => entry.rows)).toEqual([100, 100]);
  });
});

it('two recorders never share a folder: the second names the first, and takes over when it ends', async () => {
  const first = await fixture.open();
  const second = await fixture.open();
  expect(second.status()).toMatchObject({
    state: 'off',
    reason: expect.stringMatching(
      new RegExp(`^Not recording: test \\(process ${process.pid}, running since .*\\) records into`),
    ),
  });
  first.addTrades(makeTrades(10));
  second.addTrades(makeTrades(10));
  await first.close();
  while (second.status().state !== 'recording') await new Promise((resolve) => setTimeout(resolve, 20));
  second.addTrades(makeTrades(10, 10));
  await second.close();
  expect(await readTable(fixture.root, 'trades')).toHaveLength(20);
  await expectTrades(fixture.root, makeTrades(20));
});
