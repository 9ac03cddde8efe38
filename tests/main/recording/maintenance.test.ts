import { copyFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSegments } from '../../../main/recording/check-segments.ts';
import { listSegments } from '../../../main/recording/layout.ts';
import { maintain } from '../../../main/recording/maintenance.ts';
import { readManifest } from '../../../main/recording/manifest.ts';
import { finishMerges } from '../../../main/recording/merge-day.ts';
import { recoverJournals } from '../../../main/recording/recover-journals.ts';
import { sha256Of } from '../../../main/recording/segment-files.ts';
import { storedMetadata } from '../../../main/recording/segment-metadata.ts';
import { createFixture, expectTrades, type Fixture, leaveJournal, makeTrades, NOON_US } from './fixture.ts';

const DAY_MS = 86_400_000;
const NEXT_DAY_MS = NOON_US / 1_000 + DAY_MS;
const KEEP = { maxAgeDays: null, maxBytes: null };

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
});

afterEach(() => fixture.close());

/** Makes one segment of each list of trades. */
async function segmentsOf(...parts: ReturnType<typeof makeTrades>[]): Promise<void> {
  for (const [i, trades] of parts.entries()) await leaveJournal(fixture.root, i + 1, [trades]);
  const { failed } = await recoverJournals(fixture.root, 'test', Number.POSITIVE_INFINITY);
  expect(failed).toEqual([]);
}

const round = (options: Partial<Parameters<typeof maintain>[0]> = {}) =>
  maintain({ root: fixture.root, product: 'test', nowMs: NEXT_DAY_MS, retention: KEEP, merge: true, ...options });

const files = async () => (await listSegments(fixture.root, 'trades')).map(({ file }) => file);

describe('merging', () => {
  it('makes one file of a past day, with all rows in order, checked and in the manifest', async () => {
    await segmentsOf(makeTrades(100), makeTrades(50, 100), makeTrades(3, 150));
    expect(await round()).toEqual({ expired: [], merged: { file: expect.any(String), rows: 153, inputs: 3 } });
    const [file = '', ...rest] = await files();
    expect(rest).toEqual([]);
    expect(file).toBe('crypto_trades.parquet/2026-01-01/trades-20260101T120000Z-000001-000003.parquet');
    await expectTrades(fixture.root, makeTrades(153));
    const manifest = await readManifest(fixture.root);
    expect([...manifest.keys()]).toEqual([file]);
    expect(manifest.get(file)?.sha256).toBe(await sha256Of(join(fixture.root, file)));
    expect(await storedMetadata(join(fixture.root, file))).toMatchObject({
      rows: '153',
      merged_from: '3',
      profile: 'csp',
    });
    expect(await checkSegments(fixture.root)).toMatchObject({ quarantined: [], missing: [], rows: 153 });
    expect(await round()).toEqual({ expired: [], merged: null });
  });

  it('puts overlapping segments in order of time', async () => {
    const all = makeTrades(300);
    await segmentsOf(
      all.filter((_, i) => i % 3 === 0),
      all.filter((_, i) => i % 3 === 1 && i < 200),
      all.filter((_, i) => i % 3 === 2 || (i % 3 === 1 && i >= 200)),
    );
    await round();
    await expectTrades(fixture.root, all);
  });

  it('leaves the present day alone, its last minutes included', async () => {
    await segmentsOf(makeTrades(10), makeTrades(10, 10));
    const midnightMs = Date.UTC(2026, 0, 2);
    expect(await round({ nowMs: midnightMs + 60_000 })).toMatchObject({ merged: null });
    expect(await round({ nowMs: midnightMs + 3_600_000 })).toMatchObject({ merged: { inputs: 2 } });
  });

  it('leaves a day alone while a journal of it is not sealed, and files that are not ours always', async () => {
    await segmentsOf(makeTrades(10), makeTrades(10, 10));
    const [first = ''] = await files();
    const foreign = join(fixture.root, dirname(first), 'mine.parquet');
    await copyFile(join(fixture.root, first), foreign);
    const journal = await leaveJournal(fixture.root, 2, [makeTrades(10, 20)]);
    expect(await round()).toMatchObject({ merged: null });
    await rm(journal);
    expect(await round()).toMatchObject({ merged: { inputs: 2 } });
    expect(await readdir(dirname(foreign))).toHaveLength(2);
  });

  it('refuses an input that is not what was written, and changes nothing', async () => {
    await segmentsOf(makeTrades(10), makeTrades(10, 10));
    const [first = ''] = await files();
    const path = join(fixture.root, first);
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    await writeFile(path, bytes);
    await expect(round()).rejects.toThrow(/checksum of .* is wrong/);
    expect(await files()).toHaveLength(2);
  });

  it('is completed at the next start if it was interrupted behind the rename, and forgotten before', async () => {
    await segmentsOf(makeTrades(10), makeTrades(10, 10));
    const inputs = await files();
    for (const file of inputs)
      await copyFile(join(fixture.root, file), join(fixture.root, '.journal', file.replaceAll('/', '_')));
    const before = await readManifest(fixture.root);
    await round();
    const [output = ''] = await files();
    const intent = { output: (await readManifest(fixture.root)).get(output), inputs };
    const restore = async () => {
      for (const file of inputs)
        await copyFile(join(fixture.root, '.journal', file.replaceAll('/', '_')), join(fixture.root, file));
      const lines = [...before.values()].map((entry) => `${JSON.stringify(entry)}\n`).join('');
      await writeFile(join(fixture.root, 'manifest.jsonl'), lines);
      await writeFile(join(fixture.root, '.journal', 'merge-x.json'), JSON.stringify(intent));
    };
    await restore();
    await finishMerges(fixture.root);
    expect(await files()).toEqual([output]);
    expect([...(await readManifest(fixture.root)).keys()]).toEqual([output]);
    await expectTrades(fixture.root, makeTrades(20));

    await restore();
    await rm(join(fixture.root, output));
    await finishMerges(fixture.root);
    expect(await files()).toEqual(inputs);
    await expectTrades(fixture.root, makeTrades(20));
    expect((await readdir(join(fixture.root, '.journal'))).filter((name) => name.startsWith('merge-'))).toEqual([]);
  });
});

describe('retention', () => {
  it('deletes nothing unless told to', async () => {
    await segmentsOf(makeTrades(10));
    expect(await round({ nowMs: NEXT_DAY_MS + 1_000 * DAY_MS, merge: false })).toEqual({ expired: [], merged: null });
  });

  it('deletes by age, with the empty folder, and keeps what is younger', async () => {
    await segmentsOf(makeTrades(10), makeTrades(10, 10, NOON_US + 3 * DAY_MS * 1_000));
    const [old, young] = await files();
    const nowMs = NOON_US / 1_000 + 3.5 * DAY_MS;
    expect(await round({ nowMs, merge: false, retention: { maxAgeDays: 2, maxBytes: null } })).toMatchObject({
      expired: [old],
    });
    expect(await files()).toEqual([young]);
    expect(await readdir(join(fixture.root, 'crypto_trades.parquet'))).toEqual(['2026-01-04']);
    expect((await checkSegments(fixture.root)).missing).toEqual([]);
  });

  it('deletes the oldest beyond a size', async () => {
    await segmentsOf(makeTrades(10), makeTrades(10, 10), makeTrades(10, 20));
    const all = await files();
    const { size } = await stat(join(fixture.root, all[2] ?? ''));
    await round({ merge: false, retention: { maxAgeDays: null, maxBytes: size + 10 } });
    expect(await files()).toEqual([all[2]]);
  });

  it('never touches what was not recorded by us', async () => {
    await segmentsOf(makeTrades(10));
    const [file = ''] = await files();
    const folder = join(fixture.root, 'crypto_trades.parquet', '2020-01-01');
    await mkdir(folder);
    const foreign = [join(folder, 'mine.parquet'), join(folder, 'trades-20200101T000000Z-000900.parquet')];
    for (const path of foreign) {
      await copyFile(join(fixture.root, file), path);
      await utimes(path, 0, 0);
    }
    await round({ nowMs: NEXT_DAY_MS + 1_000 * DAY_MS, merge: false, retention: { maxAgeDays: 1, maxBytes: 0 } });
    expect((await readdir(folder)).sort()).toEqual(['mine.parquet', 'trades-20200101T000000Z-000900.parquet']);
    expect(await files()).toEqual(['crypto_trades.parquet/2020-01-01/trades-20200101T000000Z-000900.parquet']);
  });
});
