import { mkdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLedger } from '../../../main/recording/gap-ledger.ts';
import { createJournalFile } from '../../../main/recording/journal-file.ts';
import { listJournals } from '../../../main/recording/layout.ts';
import type { Recorder } from '../../../main/recording/recorder.ts';
import {
  createFixture,
  expectTrades,
  type Fixture,
  makeStatistics,
  makeTrades,
  NOON_US,
  readTable,
  until,
} from './fixture.ts';
import { mountSmallDisk, type SmallDisk } from './tmpfs.ts';

let fixture: Fixture;
let sent = 0;

beforeEach(async () => {
  fixture = await createFixture();
  sent = 0;
});

afterEach(() => fixture.close());

/** Sends trades in small batches. */
async function send(recorder: Recorder, count: number, pauseMs = 0): Promise<void> {
  for (const end = sent + count; sent < end; sent += 100) {
    recorder.addTrades(makeTrades(Math.min(100, end - sent), sent));
    if (pauseMs > 0) await delay(pauseMs);
  }
}

const paused = (recorder: Recorder) => () => recorder.status().state === 'paused';
const recording = (recorder: Recorder) => () => recorder.status().state === 'recording';

describe('a full or read-only disk', () => {
  let disk: SmallDisk | null = null;

  beforeEach(async () => {
    disk = await mountSmallDisk('2m');
  });

  afterEach(() => disk?.unmount());

  it('pauses recording with a reason and a count, and goes on without a loss when there is space again', async (context) => {
    if (disk === null) return context.skip();
    const root = join(disk.path, 'parquet_data');
    const ballast = join(disk.path, 'ballast');
    const recorder = await fixture.open({ directory: root });
    await send(recorder, 2_000, 5);
    await writeFile(ballast, Buffer.alloc(1_500_000));
    await send(recorder, 8_000);
    await until(paused(recorder), 'the pause');
    expect(recorder.status().reason).toContain(`The disk with ${root} is full.`);
    await send(recorder, 1_000);
    await until(() => recorder.status().bufferedRows.trades > 1_000, 'buffered rows');
    await unlink(ballast);
    await until(recording(recorder), 'the end of the pause');
    await send(recorder, 1_000);
    await recorder.close();
    expect(recorder.status()).toMatchObject({ droppedRows: { trades: 0 }, lostRows: 0, sealedRows: { trades: sent } });
    await expectTrades(root, makeTrades(sent));
    expect(await listJournals(root)).toEqual([]);
  });

  it('keeps the journals when there is no room for segments, and makes them later', async (context) => {
    if (disk === null) return context.skip();
    const root = join(disk.path, 'parquet_data');
    const ballast = join(disk.path, 'ballast');
    const recorder = await fixture.open({ directory: root, rotateAfterMs: 2_000 });
    await send(recorder, 9_000);
    await until(() => recorder.status().rowsWritten.trades === 9_000, 'the journal');
    await writeFile(ballast, Buffer.alloc(3_000_000)).catch(() => undefined);
    await until(
      () => recorder.status().warnings.some((text) => text.includes('could not be made into a segment')),
      'the warning',
    );
    expect(recorder.status().unsealedJournals).toBe(1);
    await unlink(ballast);
    await until(() => recorder.status().sealedRows.trades === 9_000, 'the segment');
    await expectTrades(root, makeTrades(9_000));
  });

  it('starts on a disk that is read-only and records once it is writable', async (context) => {
    if (disk === null) return context.skip();
    await disk.remount('ro');
    const root = join(disk.path, 'parquet_data');
    const recorder = await fixture.open({ directory: root });
    await send(recorder, 500);
    expect(recorder.status()).toMatchObject({ state: 'paused', reason: expect.stringContaining('read-only') });
    await disk.remount('rw');
    await until(recording(recorder), 'recording');
    await recorder.close();
    await expectTrades(root, makeTrades(500));
  });
});

describe('a folder that goes away', () => {
  it('is made again, with everything that no segment held yet, when it was deleted', async () => {
    const recorder = await fixture.open();
    await send(recorder, 1_000);
    await until(() => recorder.status().rowsWritten.trades === 1_000, 'the journal');
    await rm(fixture.root, { recursive: true });
    await send(recorder, 500, 50);
    await until(() => recorder.status().rowsWritten.trades === 1_500 && recording(recorder)(), 'a new journal');
    await recorder.close();
    await expectTrades(fixture.root, makeTrades(1_500));
    expect(recorder.status().lostRows).toBe(0);
  });

  it('pauses while the folder above is gone too, and goes on where it was when it comes back', async () => {
    const recorder = await fixture.open();
    await send(recorder, 1_000);
    await until(() => recorder.status().rowsWritten.trades === 1_000, 'the journal');
    const parent = dirname(fixture.root);
    await rename(parent, `${parent}-away`);
    await until(paused(recorder), 'the pause');
    expect(recorder.status().reason).toContain('is gone');
    await send(recorder, 500, 20);
    await delay(300);
    expect(recorder.status()).toMatchObject({ state: 'paused', bufferedRows: { trades: 500 } });
    await rename(`${parent}-away`, parent);
    await until(recording(recorder), 'recording');
    await recorder.close();
    await expectTrades(fixture.root, makeTrades(1_500));
  });

  it('is not made anew on another disk', async () => {
    const recorder = await fixture.open();
    await send(recorder, 100);
    await until(() => recorder.status().rowsWritten.trades === 100, 'the journal');
    const parent = dirname(fixture.root);
    await rename(parent, `${parent}-away`);
    await mkdir(parent);
    await until(paused(recorder), 'the pause');
    await delay(400);
    expect(recorder.status().state).toBe('paused');
    await rm(parent, { recursive: true });
    await rename(`${parent}-away`, parent);
    await until(recording(recorder), 'recording');
    await recorder.close();
    await expectTrades(fixture.root, makeTrades(100));
  });
});

describe('a disk that does not answer', () => {
  it('counts as paused, costs statistics before trades once the buffer is full, and says in the ledger what was lost', async () => {
    let answer = () => {};
    let stuck: Promise<void> | null = null;
    const recorder = await fixture.open({
      slowAfterMs: 200,
      maxBufferedBytes: 200_000,
      statisticsIntervalS: 1,
      createJournal: async (...args) => {
        const file = await createJournalFile(...args);
        const append: typeof file.append = async (frames) => {
          await stuck;
          await file.append(frames);
        };
        return Object.create(file, { append: { value: append } });
      },
    });
    await send(recorder, 100);
    recorder.addStatistics(makeStatistics(10), NOON_US / 1_000);
    await until(() => recorder.status().rowsWritten.trades === 100, 'the journal');
    stuck = new Promise((resolve) => {
      answer = resolve;
    });
    await send(recorder, 100);
    await until(paused(recorder), 'the pause');
    expect(recorder.status().reason).toMatch(/has not answered for \d+ s/);
    for (let s = 1; s <= 40; s++) recorder.addStatistics(makeStatistics(50, s), NOON_US / 1_000 + s * 1_000);
    await send(recorder, 600, 10);
    await until(() => recorder.status().droppedRows.statistics > 0, 'statistics to be given up');
    expect(recorder.status().droppedRows.trades).toBe(0);
    await send(recorder, 6_000, 10);
    await until(() => recorder.status().droppedRows.trades > 0, 'trades to be given up');
    expect(recorder.status().bufferedBytes).toBeLessThan(300_000);
    stuck = null;
    answer();
    await until(recording(recorder), 'recording');
    await recorder.close();
    const { droppedRows } = recorder.status();
    const rows = await readTable(fixture.root, 'trades');
    expect(rows).toHaveLength(sent - droppedRows.trades);
    const kept = new Set(rows.map((row) => row.received_time));
    const gone = makeTrades(sent).filter((trade) => !kept.has(trade.receivedTimeUs));
    expect(gone).toHaveLength(droppedRows.trades);
    const [gap] = (await readLedger(fixture.root)).filter((entry) => entry.tradesDropped > 0);
    expect(gap).toMatchObject({
      tradesDropped: droppedRows.trades,
      fromUs: gone[0]?.receivedTimeUs,
      toUs: gone.at(-1)?.receivedTimeUs,
      reason: expect.stringContaining('has not answered'),
    });
  });
});
