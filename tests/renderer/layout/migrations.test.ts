import { expect, test } from 'vitest';
import { LAYOUT_VERSION } from '../../../renderer/layout/layout.ts';
import { migrateLayout } from '../../../renderer/layout/migrations.ts';
import { takeRememberedSizes } from '../../../renderer/layout/remembered-sizes.ts';
import { MULTI, memoryStorage } from './pages.ts';

test('0 to 1: remembered sizes become rows in the own order; unusable ones become equal sizes', () => {
  const raw = {
    version: 0,
    page: 'multi',
    name: 'Default',
    sizes: { rows: [2, 1, 1], 'row-1': [0.5, 0.25, 0.25], 'row-2': 'damaged', 'row-3': [1, 1] },
  };
  expect(migrateLayout(raw, MULTI.rows)).toMatchObject({
    version: 1,
    page: 'multi',
    hidden: [],
    panels: {},
    rows: [
      {
        height: 0.5,
        panels: [
          { id: '1', width: 0.5 },
          { id: '2', width: 0.25 },
          { id: '3', width: 0.25 },
        ],
      },
      {
        height: 0.25,
        panels: [
          { id: '4', width: 1 / 3 },
          { id: '5', width: 1 / 3 },
          { id: '6', width: 1 / 3 },
        ],
      },
      {
        height: 0.25,
        panels: [
          { id: '7', width: 1 / 3 },
          { id: '8', width: 1 / 3 },
          { id: '9', width: 1 / 3 },
        ],
      },
    ],
  });
});

test('the newest version stays as it is, a newer one is named, no version is none', () => {
  const raw = { version: LAYOUT_VERSION, rows: [] };
  expect(migrateLayout(raw, MULTI.rows)).toBe(raw);
  expect(migrateLayout({ version: LAYOUT_VERSION + 1 }, MULTI.rows)).toBe(LAYOUT_VERSION + 1);
  for (const version of [undefined, 1.5, -1, '1', null]) expect(migrateLayout({ version }, MULTI.rows)).toBeNull();
});

test('sizes are taken over from the keys of old, once, and those of the other page stay', () => {
  const storage = memoryStorage({
    'mtd.layout.multi.rows': '[0.5,0.25,0.25]',
    'mtd.layout.multi.row-2': '{oops',
    'mtd.layout.single.rows': '[0.7,0.3]',
  });
  const layout = takeRememberedSizes(storage, MULTI);
  expect(layout?.rows.map((row) => row.height)).toEqual([0.5, 0.25, 0.25]);
  expect([...storage.kept.keys()]).toEqual(['mtd.layout.single.rows']);
  expect(takeRememberedSizes(storage, MULTI)).toBeNull();
});
