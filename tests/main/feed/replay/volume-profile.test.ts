import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readVolumeProfile, VOLUME_BINS } from '../../../../main/feed/replay/volume-profile.ts';
import { describeTrades } from '../../../../main/parquet/read-trades.ts';
import { OWN_TYPES, ownRow, writeParquet } from '../../parquet/write-trades-fixture.ts';

const T0_US = 1_759_260_000_000_000;

function directory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'volume-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function profileOf(path: string) {
  const { files, firstNs, lastNs } = await describeTrades(path);
  return readVolumeProfile(files, Number((firstNs ?? 0n) / 1_000n), Number((lastNs ?? 0n) / 1_000n));
}

test('sums the volume of the most traded quote currency in equal parts of time, over all files', async () => {
  const dir = directory();
  for (const file of [0, 1]) {
    const rows = Array.from({ length: 1_200 }, (_, i) => {
      const second = file * 1_200 + i;
      const other = i % 3 === 0 ? { pair: 'BTC-JPY', price: 1e7 } : {};
      return ownRow(T0_US + second * 1_000_000, { price: 100, size: 2, ...other });
    });
    await writeParquet(join(dir, `${file}.parquet`), OWN_TYPES, rows, { rowGroupSize: 100 });
  }
  const profile = await profileOf(dir);
  expect(profile.current().bins).toHaveLength(VOLUME_BINS);
  await profile.done;
  const { quote, bins, read } = profile.current();
  expect([quote, read]).toEqual(['USD', 1]);
  expect(bins.reduce((sum, value) => sum + value, 0)).toBe(1_600 * 200);
  // 10 s to a bin, two thirds of the trades in dollars.
  for (const value of bins) expect(Math.abs(value - (10 * 200 * 2) / 3)).toBeLessThanOrEqual(400);
});

test('one trade alone has its bin', async () => {
  const path = join(directory(), 'one.parquet');
  await writeParquet(path, OWN_TYPES, [ownRow(T0_US, { price: 3, size: 2 })]);
  const profile = await profileOf(path);
  await profile.done;
  expect(profile.current().bins[0]).toBe(6);
});

test('a file that cannot be read is left out and counts as read', async () => {
  const dir = directory();
  await writeParquet(join(dir, 'a.parquet'), OWN_TYPES, [ownRow(T0_US, { price: 3, size: 2 })]);
  await writeParquet(join(dir, 'b.parquet'), OWN_TYPES, [ownRow(T0_US + 1e6)]);
  const { files } = await describeTrades(dir);
  writeFileSync(join(dir, 'b.parquet'), 'PAR1 nothing PAR1');
  const profile = readVolumeProfile(files, T0_US, T0_US + 1_000_000);
  await profile.done;
  expect(profile.current().read).toBe(1);
  expect(profile.current().bins[0]).toBe(6);
});
