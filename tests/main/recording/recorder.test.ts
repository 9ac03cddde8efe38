import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STATISTIC_NAMES } from '../../../engine/schema.ts';
import { readLedger } from '../../../main/recording/gap-ledger.ts';
import { journalDirectory, listJournals, listSegments } from '../../../main/recording/layout.ts';
import { readManifest } from '../../../main/recording/manifest.ts';
import { sha256Of } from '../../../main/recording/segment-files.ts';
import {
  createFixture,
  expectTrades,
  type Fixture,
  makeStatistics,
  makeTrades,
  NOON_US,
  readTable,
  tradeRow,
  until,
} from './fixture.ts';

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
});

afterEach(() => fixture.close());

describe('openRecorder', () => {
  it('stores every trade it was given, value by value, and leaves nothing but segments', async () => {
    const recorder = await fixture.open();
    const trades = makeTrades(2_500);
    recorder.addTrades(trades.slice(0, 10));
    recorder.addTrades(trades.slice(10));
    await recorder.close();
    await expectTrades(fixture.root, trades);
    expect(await listJournals(fixture.root)).toEqual([]);
    expect(await readdir(journalDirectory(fixture.root))).toEqual([]);
    expect((await readdir(fixture.root)).sort()).toEqual(['.journal', 'crypto_trades.parquet', 'manifest.jsonl']);
    expect(recorder.status()).toMatchObject({
      state: 'off',
      rowsWritten: { trades: 2_500 },
      sealedRows: { trades: 2_500 },
      bufferedRows: { trades: 0, statistics: 0 },
      lostRows: 0,
      unstorableValues: 0,
    });
  });

  it('makes everything readable when asked, and goes on without losing or repeating anything', async () => {
    const recorder = await fixture.open();
    const trades = makeTrades(30_000);
    let sent = 0;
    const feed = setInterval(() => {
      recorder.addTrades(trades.slice(sent, sent + 100));
      sent = Math.min(trades.length, sent + 100);
    }, 1);
    for (let i = 0; i < 5; i++) {
      recorder.addStatistics(makeStatistics(3, i), NOON_US / 1_000 + 60_000 * i);
      const before = sent;
      expect(await recorder.seal(10_000)).toBe(true);
      expect((await readTable(fixture.root, 'trades')).length).toBeGreaterThanOrEqual(before);
      expect(await readTable(fixture.root, 'statistics')).toHaveLength(3 * (i + 1));
    }
    await until(() => sent === trades.length, 'the trades to be sent');
    clearInterval(feed);
    await recorder.close();
    await expectTrades(fixture.root, trades);
    expect(await recorder.seal(10)).toBe(false);
  });

  it('waits for a seal no longer than it is told', async () => {
    const recorder = await fixture.open();
    recorder.addTrades(makeTrades(10));
    expect(await recorder.seal(0)).toBe(false);
    expect(await recorder.seal(10_000)).toBe(true);
  });

  it('takes other settings over while it records; a segment has one interval', async () => {
    const recorder = await fixture.open({ statisticsIntervalS: 60 });
    const startMs = NOON_US / 1_000;
    for (let s = 0; s < 61; s++) recorder.addStatistics(makeStatistics(1, s), startMs + 1_000 * s);
    await until(() => recorder.status().rowsWritten.statistics === 2, 'the rows to be written');
    recorder.configure({ statisticsIntervalS: 1, minFreeBytes: 1e15 });
    await until(() => recorder.status().sealedRows.statistics === 2, 'the rows to be sealed');
    for (let s = 61; s < 64; s++) recorder.addStatistics(makeStatistics(1, s), startMs + 1_000 * s);
    await until(() => recorder.status().warnings.some((text) => text.startsWith('Only ')), 'the warning');
    recorder.configure({ statisticsIntervalS: 1, minFreeBytes: 1 });
    await until(() => recorder.status().warnings.length === 0, 'the end of the warning');
    await recorder.close();
    const rows = await readTable(fixture.root, 'statistics');
    expect(rows.map((row) => ((row.time as number) - NOON_US) / 1e6)).toEqual([0, 60, 61, 62, 63]);
    const intervals: (string | undefined)[] = [];
    for (const { file } of await listSegments(fixture.root, 'statistics')) {
      const bytes = await readFile(join(fixture.root, file));
      const { key_value_metadata: texts } = parquetMetadata(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
      );
      intervals.push(texts?.find(({ key }) => key === 'statistics_interval_s')?.value);
    }
    expect(intervals).toEqual(['60', '1']);
  });

  it('stores statistics with null for what is undefined', async () => {
    const recorder = await fixture.open();
    const batch = makeStatistics(7, 10);
    recorder.addStatistics(batch, NOON_US / 1_000);
    await recorder.close();
    const rows = await readTable(fixture.root, 'statistics');
    expect(rows).toHaveLength(7);
    for (const [i, row] of rows.entries()) {
      expect(row).toMatchObject({ pair: `P${i}-USD`, time: NOON_US, last_trade_time: NOON_US + i * 1_000 });
      expect(row).toMatchObject({ partial: i % 2 === 1, partial_5m: false, after_reset: false });
      for (const name of STATISTIC_NAMES) {
        const value = batch.values[name][i] as number;
        expect(row[name]).toBe(Number.isNaN(value) ? null : value);
      }
    }
  });

  it('records statistics once per interval of wall time', async () => {
    const recorder = await fixture.open({ statisticsIntervalS: 60 });
    const startMs = NOON_US / 1_000 + 30_000;
    for (let s = 0; s <= 100; s++) recorder.addStatistics(makeStatistics(1, s), startMs + s * 1_000);
    await recorder.close();
    const times = (await readTable(fixture.root, 'statistics')).map((row) => row.time as number);
    expect(times.map((time) => (time - NOON_US) / 1_000_000)).toEqual([30, 60, 120]);
  });

  it('copies a batch whose arrays are used again at once', async () => {
    const recorder = await fixture.open();
    const batch = makeStatistics(2);
    recorder.addStatistics(batch, NOON_US / 1_000);
    batch.values.vwap.fill(-1);
    await recorder.close();
    expect((await readTable(fixture.root, 'statistics')).map((row) => row.vwap)).not.toContain(-1);
  });

  it('starts a new segment at a number of rows and at a UTC day, sorted and without overlap', async () => {
    const recorder = await fixture.open({ rotateRows: 1_000 });
    const midnightUs = Date.UTC(2026, 0, 2) * 1_000;
    const trades = makeTrades(5_000, 0, midnightUs - 2_500 * 1_003);
    for (let i = 0; i < trades.length; i += 250) {
      recorder.addTrades(trades.slice(i, i + 250));
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await recorder.close();
    const segments = await listSegments(fixture.root, 'trades');
    expect(segments.map((segment) => segment.day)).toEqual([...segments.map((segment) => segment.day)].sort());
    expect(new Set(segments.map((segment) => segment.day))).toEqual(new Set(['2026-01-01', '2026-01-02']));
    expect(segments.length).toBeGreaterThanOrEqual(3);
    await expectTrades(fixture.root, trades);
    for (const { file, day } of segments) expect(file).toContain(`/${day}/trades-${day.replaceAll('-', '')}T`);
  });

  it('seals by age while it goes on', async () => {
    const recorder = await fixture.open({ rotateAfterMs: 300 });
    recorder.addTrades(makeTrades(10));
    await until(() => recorder.status().sealedRows.trades === 10, 'the first segment');
    recorder.addTrades(makeTrades(10, 10));
    await until(() => recorder.status().sealedRows.trades === 20, 'the second segment');
    expect(recorder.status()).toMatchObject({ state: 'recording', reason: null, unsealedJournals: 0 });
    await expectTrades(fixture.root, makeTrades(20));
  });

  it('writes a checksum into the manifest and the circumstances into the segment', async () => {
    const recorder = await fixture.open();
    recorder.addGap({ fromUs: NOON_US + 1, toUs: NOON_US + 5, reason: 'connection lost', reconnects: 2 });
    recorder.addGap({ fromUs: null, toUs: NOON_US - 1, reason: 'before', reconnects: 0 });
    recorder.addTrades(makeTrades(100));
    await recorder.close();
    const [segment] = await listSegments(fixture.root, 'trades');
    if (segment === undefined) throw new Error('no segment');
    const path = join(fixture.root, segment.file);
    const entry = (await readManifest(fixture.root)).get(segment.file);
    expect(entry).toMatchObject({
      rows: 100,
      firstUs: NOON_US,
      lastUs: NOON_US + 99 * 1_003,
      sha256: await sha256Of(path),
    });
    const bytes = await readFile(path);
    expect(entry?.bytes).toBe(bytes.length);
    const pairs = parquetMetadata(new Uint8Array(bytes).buffer).key_value_metadata ?? [];
    const metadata = Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
    expect(metadata).toMatchObject({
      schema_version: '1',
      product: 'test',
      product_version: '1.2.3',
      profile: 'standard',
      feed: 'polygon',
      table: 'trades',
      rows: '100',
      first_time: '2026-01-01T12:00:00.000Z',
    });
    expect(JSON.parse(metadata.gaps ?? '')).toMatchObject([{ reason: 'connection lost', reconnects: 2 }]);
    expect(await readLedger(fixture.root)).toMatchObject([
      { fromUs: null, toUs: NOON_US - 1 },
      { fromUs: NOON_US + 1, toUs: NOON_US + 5, reason: 'connection lost', reconnects: 2 },
    ]);
  });

  it('continues numbers, and enters the time between two runs into the ledger', async () => {
    const first = await fixture.open();
    first.addTrades(makeTrades(10));
    await first.close();
    const second = await fixture.open();
    const later = makeTrades(10, 0, NOON_US + 60_000_000);
    second.addTrades(later);
    await second.recovered;
    await second.close();
    const numbers = (await listSegments(fixture.root, 'trades')).map((segment) => segment.firstNumber);
    expect(numbers).toEqual([1, 2]);
    expect(await readLedger(fixture.root)).toMatchObject([
      { fromUs: NOON_US + 9 * 1_003, toUs: NOON_US + 60_000_000, reason: 'the recorder was not running' },
    ]);
  });

  it('stores null for a time that no column can hold, keeps the row, and counts it', async () => {
    const recorder = await fixture.open();
    const [trade] = makeTrades(1);
    if (trade === undefined) throw new Error('no trade');
    recorder.addTrades([
      { ...trade, tradeTimeMs: -5 },
      { ...trade, tradeId: 'x'.repeat(70_000) },
    ]);
    await recorder.close();
    const rows = await readTable(fixture.root, 'trades');
    expect(rows).toEqual([
      { ...tradeRow(trade), trade_time: null },
      { ...tradeRow(trade), trade_id: null },
    ]);
    expect(recorder.status().unstorableValues).toBe(2);
  });

  it('leaves no folder of segments behind when nothing came', async () => {
    const recorder = await fixture.open();
    await recorder.close();
    await recorder.close();
    expect((await readdir(fixture.root)).sort()).toEqual(['.journal']);
  });

  it('merges past days by itself, and a merge that is under way does not hold up the end', async () => {
    for (const first of [0, 100, 200]) {
      const recorder = await fixture.open();
      recorder.addTrades(makeTrades(100, first));
      await recorder.close();
    }
    const clock = { nowUs: () => NOON_US + 86_400_000_000 };
    const recorder = await fixture.open({ clock, maintainEveryMs: 50 });
    const isMerged = () => fixture.messages.some((message) => /^merged 3 segments into crypto_trades/.test(message));
    await until(async () => isMerged(), 'the merge');
    expect(await listSegments(fixture.root, 'trades')).toHaveLength(1);
    await recorder.close();
    await expectTrades(fixture.root, makeTrades(300));
  });

  it('seals what it has when the disk becomes usable only at the end', async () => {
    await mkdir(dirname(fixture.root), { recursive: true });
    await writeFile(fixture.root, 'a file where the folder should be');
    const recorder = await fixture.open({ retryAfterMs: 60_000 });
    recorder.addTrades(makeTrades(10));
    expect(recorder.status().state).toBe('paused');
    await rm(fixture.root);
    await recorder.close();
    await expectTrades(fixture.root, makeTrades(10));
  });
});
