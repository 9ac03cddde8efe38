import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRows, type RowsReader } from '../../../../main/desktop/recordings/open-rows.ts';
import { recoverJournals } from '../../../../main/recording/recover-journals.ts';
import type { RowChoice, RowsEnd } from '../../../../preload/recordings-bridge.ts';
import { createFixture, type Fixture, leaveJournal, makeTrades, NOON_US } from '../../recording/fixture.ts';

const ROWS = 20_000;
const ALL: RowChoice = { table: 'trades', fromUs: null, untilUs: null, pairs: null, rows: null };
let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture();
  await leaveJournal(fixture.root, 1, [makeTrades(ROWS)]);
  await recoverJournals(fixture.root, 'test', Number.POSITIVE_INFINITY);
});
afterAll(() => fixture.close());

const open = (choice: RowChoice) => openRows(fixture.root, choice, fixture.root);

async function readAll(reader: RowsReader) {
  const columns: Record<string, unknown[]> = {};
  const sizes: number[] = [];
  for (;;) {
    const next = await reader.next();
    if ('isCut' in next) return { columns, sizes, end: next satisfies RowsEnd };
    sizes.push(next.rows);
    for (const [name, values] of Object.entries(JSON.parse(next.json) as Record<string, unknown[]>)) {
      expect(values).toHaveLength(next.rows);
      columns[name] = [...(columns[name] ?? []), ...values];
    }
  }
}

test('all rows come in bounded chunks and in order, with their values', async () => {
  const reader = await open(ALL);
  expect(reader.opened.rowsInRange).toBe(ROWS);
  expect(reader.opened.columns).toContainEqual({ name: 'received_time', type: 'time' });
  const { columns, sizes, end } = await readAll(reader);
  expect(sizes.reduce((sum, rows) => sum + rows, 0)).toBe(ROWS);
  expect(sizes.length).toBeGreaterThan(1);
  expect(Math.max(...sizes)).toBeLessThan(25_000);
  expect(end).toEqual({ isCut: false, notes: [], damaged: [] });
  const sent = makeTrades(ROWS);
  expect(columns.pair).toEqual(sent.map(({ pair }) => pair));
  expect(columns.price).toEqual(sent.map(({ price }) => price));
  expect(columns.trade_id).toEqual(sent.map(({ tradeId }) => tradeId));
  expect(columns.received_time).toEqual(sent.map(({ receivedTimeUs }) => Math.floor(receivedTimeUs / 1_000)));
});

test.each([1, 100, 16_384, ROWS - 1])('a bound of %d rows cuts, and says so', async (rows) => {
  const { sizes, end } = await readAll(await open({ ...ALL, rows }));
  expect(sizes.reduce((sum, count) => sum + count, 0)).toBe(rows);
  expect(end.isCut).toBe(true);
});

test('a bound of exactly all rows cuts nothing', async () => {
  const { end } = await readAll(await open({ ...ALL, rows: ROWS }));
  expect(end.isCut).toBe(false);
});

test('time range and pairs are kept to; a pair that is not there is said', async () => {
  const fromUs = NOON_US + 1_000_000;
  const choice = { ...ALL, fromUs, untilUs: fromUs + 1_000_000, pairs: ['BTC-USD', 'NO-PAIR'] };
  const { columns, end } = await readAll(await open(choice));
  const sent = makeTrades(ROWS).filter(
    ({ pair, receivedTimeUs }) => pair === 'BTC-USD' && receivedTimeUs >= fromUs && receivedTimeUs < fromUs + 1_000_000,
  );
  expect(columns.trade_id).toEqual(sent.map(({ tradeId }) => tradeId));
  expect(end.notes.join()).toContain('NO-PAIR');
});

test('rows that are still in a journal come last', async () => {
  const journal = await leaveJournal(fixture.root, 2, [makeTrades(30, ROWS, NOON_US + 500_000_000)]);
  const { columns } = await readAll(await open(ALL));
  await rm(journal);
  expect(columns.pair).toHaveLength(ROWS + 30);
  expect(columns.trade_id?.slice(ROWS)).toEqual(
    makeTrades(30, ROWS, NOON_US + 500_000_000).map(({ tradeId }) => tradeId),
  );
});

test('a damaged file is left out and named', async () => {
  const damaged = join(fixture.root, 'crypto_trades.parquet', 'damaged.parquet');
  await writeFile(damaged, 'PAR1 none');
  const { columns, end } = await readAll(await open(ALL));
  await rm(damaged);
  expect(columns.pair).toHaveLength(ROWS);
  expect(end.damaged.map(({ path }) => path)).toEqual([damaged]);
});
