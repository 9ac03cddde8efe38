import { expect, test } from 'vitest';
import { inspectPath } from '../../../main/inspect/inspect-path.ts';
import type { InspectReport } from '../../../main/inspect/inspect-report.ts';
import { recoverJournals } from '../../../main/recording/recover-journals.ts';
import { reportTables } from '../../../renderer/recordings/report-tables.ts';
import { createFixture, leaveJournal, makeTrades, NOON_US } from '../../main/recording/fixture.ts';

async function firstReport(path: string): Promise<InspectReport> {
  for await (const report of inspectPath(path)) return report;
  throw new Error('no report');
}

test('a report of real segments as tables: sizes, columns, numbers, pairs, silences and rows', async () => {
  const fixture = await createFixture();
  await leaveJournal(fixture.root, 1, [makeTrades(1_000)]);
  await leaveJournal(fixture.root, 2, [makeTrades(500, 1_000, NOON_US + 100_000_000)]);
  await recoverJournals(fixture.root, 'test', Number.POSITIVE_INFINITY);
  const trades = await firstReport(fixture.root);
  await fixture.close();
  const tables = new Map(reportTables(trades, 'UTC').map((table) => [table.title, table]));
  expect(tables.get('Overview')?.rows).toEqual(
    expect.arrayContaining([
      ['Files', '2'],
      ['Rows', '1,500'],
      ['Pairs', '4'],
      ['Order', 'sorted by time'],
    ]),
  );
  expect(tables.get('Columns')?.rows).toHaveLength(trades.columns.length);
  expect(tables.get('Numbers')?.rows.map(([name]) => name)).toEqual(['price', 'size', 'volume', 'exchange']);
  expect(tables.get('Top 4 pairs')?.rows[0]).toEqual(['BTC-USD', '375', '25.0%']);
  expect(tables.get('Longest silences (over 60 s)')?.rows).toHaveLength(1);
  expect(tables.get('First rows')?.rows).toHaveLength(5);
  expect(tables.has('Damaged files')).toBe(false);
  for (const { head, numeric, rows } of tables.values()) {
    expect(numeric).toHaveLength(head.length);
    for (const row of rows) expect(row).toHaveLength(head.length);
  }
});

test('damaged files, outages and estimated quartiles are said', async () => {
  const fixture = await createFixture();
  await leaveJournal(fixture.root, 1, [makeTrades(100)]);
  await recoverJournals(fixture.root, 'test', Number.POSITIVE_INFINITY);
  const report = await firstReport(fixture.root);
  await fixture.close();
  const tables = reportTables(
    {
      ...report,
      damaged: [{ path: '/x/a.parquet', reason: 'the footer is missing', rows: null }],
      outages: [{ fromUs: null, toUs: NOON_US, reason: 'lost', reconnects: 1, tradesDropped: 0, tradesRecovered: 3 }],
      columns: report.columns.map((column) =>
        column.numeric === null ? column : { ...column, numeric: { ...column.numeric, exactQuartiles: false } },
      ),
    },
    'UTC',
  );
  const rowsOf = (title: string) => tables.find((table) => table.title === title)?.rows;
  expect(rowsOf('Damaged files')).toEqual([['/x/a.parquet', 'the footer is missing', 'all']]);
  expect(rowsOf('Outages')).toEqual([['unknown', '2026-01-01 12:00:00', 'lost', '1', '0', '3']]);
  expect(rowsOf('Numbers')?.[0]?.[6]).toMatch(/^~\d/);
});

test('every time of a report is on the clocks of the zone, and says so', async () => {
  const fixture = await createFixture();
  await leaveJournal(fixture.root, 1, [makeTrades(100)]);
  await recoverJournals(fixture.root, 'test', Number.POSITIVE_INFINITY);
  const report = await firstReport(fixture.root);
  await fixture.close();
  const tables = new Map(reportTables(report, 'Asia/Tokyo').map((table) => [table.title, table]));
  const time = tables.get('Overview')?.rows.find(([name]) => name?.startsWith('Time (')) ?? [];
  expect(time[0]).toBe(`Time (${report.timeColumn}, Asia/Tokyo)`);
  expect(time[1]).toMatch(/^2026-01-01 21:00:00/);
  const first = tables.get('First rows');
  const column = first?.head.indexOf(report.timeColumn ?? '') ?? -1;
  expect(first?.rows[0]?.[column]).toMatch(/^2026-01-01 21:00:00/);
  const min = tables.get('Columns')?.rows.find(([name]) => name === report.timeColumn)?.[5];
  expect(min).toMatch(/^2026-01-01 21:00:00/);
  expect(JSON.stringify([...tables.values()].slice(1))).not.toContain('12:00:00');
});
