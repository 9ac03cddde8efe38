import { expect, it } from 'vitest';
import type { ExportChoice, TableOverview } from '../../../preload/recordings-bridge.ts';
import { excelHint } from '../../../renderer/recordings/excel-hint.ts';

const CHOICE: ExportChoice = {
  table: 'trades',
  fromUs: null,
  untilUs: null,
  pairs: null,
  rows: null,
  sheets: 'table',
  format: 'xlsx',
  skipDamaged: false,
};
const overview = (rows: number): TableOverview => {
  return { table: 'trades', files: 1, rows, firstMs: null, lastMs: null, damagedFiles: 0 };
};

it('warns of a workbook with more rows than Excel handles well', () => {
  expect(excelHint(CHOICE, overview(5_000_001))).toMatch(/^5.000.001 rows are more than Excel handles well; /);
});

it.each<[string, Partial<ExportChoice>, number]>([
  ['few rows', {}, 5_000_000],
  ['a limit', { rows: 1_000 }, 6_000_000],
  ['another format', { format: 'csv' }, 6_000_000],
  ['pairs, of which nobody knows the rows', { pairs: ['BTC-USD'] }, 6_000_000],
  ['a time range', { fromUs: 1 }, 6_000_000],
])('is silent for %s', (_, choice, rows) => {
  expect(excelHint({ ...CHOICE, ...choice }, overview(rows))).toBeNull();
  expect(excelHint(CHOICE, undefined)).toBeNull();
});
