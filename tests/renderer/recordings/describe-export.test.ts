import { expect, test } from 'vitest';
import { describeDamages, describeExport } from '../../../renderer/recordings/describe-export.ts';

test('says what was written, and names what is missing', () => {
  expect(
    describeExport({
      path: '/x/trades.xlsx',
      format: 'xlsx',
      rows: 1_000,
      bytes: 24_000,
      sheets: ['BTC-USD', 'ETH-USD'],
      elapsedMs: 1_500,
      notes: ['No rows of XYZ were found.'],
      damaged: [
        { path: '/y/a.parquet', problem: '/y/a.parquet is damaged.', rowsMissing: 7 },
        { path: '/y/b.parquet', problem: '/y/b.parquet is damaged.', rowsMissing: null },
      ],
    }),
  ).toEqual([
    'Wrote 1,000 rows in 2 sheets (24.0 kB) in 1.5 s to',
    '/x/trades.xlsx',
    'No rows of XYZ were found.',
    '/y/a.parquet is damaged. 7 rows are missing.',
    '/y/b.parquet is damaged. Its rows are missing.',
  ]);
});

test('names the first damaged files and counts the others', () => {
  const damaged = Array.from({ length: 86 }, (_, i) => ({
    path: `/${i}`,
    problem: `/${i} is damaged.`,
    rowsMissing: 2,
  }));
  const lines = describeDamages(damaged);
  expect(lines).toHaveLength(6);
  expect(lines.slice(-2)).toEqual(['/4 is damaged. 2 rows are missing.', 'So it is with 81 more files.']);
  expect(describeDamages(damaged.slice(0, 6)).at(-1)).toBe('So it is with 1 more file.');
  expect(describeDamages(damaged.slice(0, 5))).toHaveLength(5);
});
