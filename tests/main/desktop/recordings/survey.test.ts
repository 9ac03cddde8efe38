import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { surveySource as survey } from '../../../../main/desktop/recordings/survey.ts';
import { listSegments } from '../../../../main/recording/layout.ts';
import { recoverJournals } from '../../../../main/recording/recover-journals.ts';
import { createFixture, type Fixture, leaveJournal, makeTrades, NOON_US } from '../../recording/fixture.ts';

let fixture: Fixture;
let scratch: string;

const surveySource = (path: string) => survey(path, scratch);

beforeEach(async () => {
  fixture = await createFixture();
  scratch = join(fixture.root, '.scratch');
  await mkdir(scratch, { recursive: true });
  await leaveJournal(fixture.root, 1, [makeTrades(1_000)]);
  await leaveJournal(fixture.root, 2, [makeTrades(500, 1_000, NOON_US + 100_000_000)]);
  await recoverJournals(fixture.root, 'test', Number.POSITIVE_INFINITY);
});
afterEach(() => fixture.close());

const TRADES = {
  table: 'trades',
  files: 2,
  rows: 1_500,
  firstMs: NOON_US / 1_000,
  lastMs: Math.floor((NOON_US + 100_000_000 + 1_499 * 1_003) / 1_000),
  damagedFiles: 0,
};

test('a data directory, the folder of datasets and one dataset say the same', async () => {
  for (const path of [fixture.root, join(fixture.root, 'crypto_trades.parquet')]) {
    expect(await surveySource(path)).toEqual([TRADES]);
  }
});

test('rows that are still in a journal count too', async () => {
  await leaveJournal(fixture.root, 3, [makeTrades(20, 1_500, NOON_US + 200_000_000)]);
  expect(await surveySource(fixture.root)).toMatchObject([{ table: 'trades', files: 3, rows: 1_520 }]);
});

test('a single segment', async () => {
  const [first] = await listSegments(fixture.root, 'trades');
  const found = await surveySource(join(fixture.root, first?.file ?? ''));
  expect(found).toEqual([expect.objectContaining({ table: 'trades', files: 1, rows: 1_000 })]);
});

test('damaged files are counted beside the others', async () => {
  await writeFile(join(fixture.root, 'crypto_trades.parquet', 'x.parquet'), 'PAR1 none');
  expect(await surveySource(fixture.root)).toEqual([{ ...TRADES, files: 3, damagedFiles: 1 }]);
});

test('nothing to read is an error that names the path', async () => {
  const none = join(fixture.root, 'none');
  await expect(surveySource(none)).rejects.toThrow(none);
  const damaged = join(fixture.root, 'damaged.parquet');
  await writeFile(damaged, 'PAR1 none');
  await expect(surveySource(damaged)).rejects.toThrow(damaged);
});
