import { expect, test } from 'vitest';
import { overviewText } from '../../../renderer/recordings/row-fields.ts';

test('an overview says rows, files, the span in a zone and damaged files', () => {
  const overview = { table: 'trades', files: 1, rows: 12_345, firstMs: 0, lastMs: 60_000, damagedFiles: 0 } as const;
  expect(overviewText(overview, 'UTC')).toBe('12,345 rows in 1 file, 1970-01-01 00:00:00 to 1970-01-01 00:01:00 UTC');
  expect(overviewText({ ...overview, files: 3, firstMs: null, lastMs: null, damagedFiles: 2 }, 'UTC')).toBe(
    '12,345 rows in 3 files; 2 damaged files',
  );
});
