import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSegments } from '../../../main/recording/check-segments.ts';
import {
  journalDirectory,
  journalPath,
  listJournals,
  listSegments,
  manifestPath,
  quarantineDirectory,
} from '../../../main/recording/layout.ts';
import { readManifest } from '../../../main/recording/manifest.ts';
import { recoverJournals } from '../../../main/recording/recover-journals.ts';
import { createFixture, expectTrades, type Fixture, leaveJournal, makeTrades } from './fixture.ts';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
});

afterEach(() => fixture.close());

const tens = (frames: readonly number[]) => frames.map((frame) => makeTrades(10, frame * 10));

/** What a start does with what is there. */
async function recover() {
  const recovery = await recoverJournals(fixture.root, 'test', Number.POSITIVE_INFINITY);
  const check = await checkSegments(fixture.root);
  return { ...recovery, ...check };
}

/** Trades in two segments. */
async function recordSegments(): Promise<string[]> {
  await leaveJournal(fixture.root, 1, [makeTrades(100)]);
  await leaveJournal(fixture.root, 2, [makeTrades(100, 100)]);
  await recover();
  return (await listSegments(fixture.root, 'trades')).map(({ file }) => join(fixture.root, file));
}

describe('journals of an earlier run', () => {
  it('become segments, with the profile of that run', async () => {
    await leaveJournal(fixture.root, 3, tens([0, 1]));
    await leaveJournal(fixture.root, 4, tens([2]));
    const status = await recover();
    expect(status).toMatchObject({ recoveredRows: 30, damagedRows: 0, notes: [] });
    await expectTrades(fixture.root, makeTrades(30));
    expect(await listJournals(fixture.root)).toEqual([]);
    const [segment] = await listSegments(fixture.root, 'trades');
    expect(segment?.firstNumber).toBe(3);
    expect((await readFile(join(fixture.root, segment?.file ?? ''))).includes('csp')).toBe(true);
  });

  it('do not give rows twice when the process was killed before the journal was deleted', async () => {
    const path = await leaveJournal(fixture.root, 1, tens([0, 1, 2]));
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
    const path = await leaveJournal(fixture.root, 1, tens([0, 1, 2]));
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
    await leaveJournal(fixture.root, 1, tens([0, 1, 2, 3]), 0);
    await leaveJournal(fixture.root, 2, tens([2, 3, 4]), 2);
    expect((await recover()).recoveredRows).toBe(50);
    await expectTrades(fixture.root, makeTrades(50));
  });

  it('are cut at a torn tail, and the message says so', async () => {
    const path = await leaveJournal(fixture.root, 1, tens([0, 1, 2]));
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 100));
    const status = await recover();
    expect(status).toMatchObject({ recoveredRows: 20, damagedRows: 0 });
    expect(status.notes).toEqual([expect.stringMatching(/an unfinished write of \d+ bytes \(10 rows\) was cut off/)]);
    await expectTrades(fixture.root, makeTrades(20));
  });

  it('lose only the damaged frame, count it, and are kept as a copy', async () => {
    const path = await leaveJournal(fixture.root, 1, tens([0, 1, 2]));
    const bytes = await readFile(path);
    const middle = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
    await writeFile(path, bytes);
    const status = await recover();
    expect(status).toMatchObject({ recoveredRows: 20, damagedRows: 10 });
    expect(status.notes).toEqual([expect.stringContaining('10 trades rows in them are lost; a copy is')]);
    await expectTrades(fixture.root, [...makeTrades(10), ...makeTrades(10, 20)]);
    expect(await readFile(join(quarantineDirectory(fixture.root), 'trades-000001.wal'))).toEqual(bytes);
  });

  it('are sorted by arrival where they are not', async () => {
    await leaveJournal(fixture.root, 1, tens([5, 0, 2]));
    await recover();
    await expectTrades(fixture.root, [...makeTrades(10, 0), ...makeTrades(10, 20), ...makeTrades(10, 50)]);
  });

  it('hold nothing and go, if the process was killed before the first frame', async () => {
    await leaveJournal(fixture.root, 1, tens([]));
    await writeFile(journalPath(fixture.root, 'trades', 2), '');
    expect(await recover()).toMatchObject({ recoveredRows: 0, notes: [] });
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
    expect((await listSegments(fixture.root, 'trades')).map(({ file }) => join(fixture.root, file))).toEqual([second]);
    await expectTrades(fixture.root, makeTrades(100, 100));
    expect(await recover()).toMatchObject({ quarantined: [], missing: [] });
  });

  it('are named when they are gone', async () => {
    const [first = ''] = await recordSegments();
    await rm(first);
    expect((await recover()).missing).toEqual([expect.stringMatching(/^crypto_trades.*-000001\.parquet$/)]);
  });

  it('are left alone when they are not ours', async () => {
    const [first = ''] = await recordSegments();
    const foreign = join(dirname(first), 'mine.parquet');
    await writeFile(foreign, 'not a Parquet file');
    expect(await recover()).toMatchObject({ quarantined: [], missing: [] });
    expect(await readFile(foreign, 'utf8')).toBe('not a Parquet file');
  });

  it('are checked anew when the manifest is lost', async () => {
    await recordSegments();
    await rm(manifestPath(fixture.root));
    expect(await recover()).toMatchObject({ quarantined: [], missing: [] });
    expect([...(await readManifest(fixture.root)).values()].map((entry) => entry.rows)).toEqual([100, 100]);
  });
});

it('a recorder shows what it recovered, what it found damaged, and what is gone', async () => {
  const [first = '', second = ''] = await recordSegments();
  await writeFile(first, 'garbage');
  await rm(second);
  await leaveJournal(fixture.root, 3, [makeTrades(10, 200)]);
  const recorder = await fixture.open();
  await recorder.recovered;
  expect(recorder.status()).toMatchObject({
    state: 'recording',
    recoveredRows: 10,
    quarantined: [{ path: expect.stringContaining('.quarantine'), reason: expect.stringMatching(/bytes long/) }],
    warnings: [
      expect.stringMatching(/^A damaged segment was moved to .*: it is 7 bytes long/),
      expect.stringMatching(/^1 recorded segments are gone from .*, the first is crypto_trades/),
    ],
  });
  await recorder.close();
  await expectTrades(fixture.root, makeTrades(10, 200));
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
  await expectTrades(fixture.root, makeTrades(20));
});
