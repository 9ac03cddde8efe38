import { expect, test } from 'vitest';
import { searchCommands } from '../../../renderer/commands/search-commands.ts';

const entries = [
  { title: 'Layout: save' },
  { title: 'File: Export to Excel...' },
  { title: 'Panel: hide 9 Volatility', keywords: 'sigma' },
  { title: 'Theme: dark', keywords: 'colour' },
];
const titles = (query: string) => searchCommands(entries, query).map(({ title }) => title);

test('nothing typed lists everything in order', () => {
  expect(titles('')).toEqual(entries.map(({ title }) => title));
});

test('every word must be there, in title or keywords, whatever its case', () => {
  expect(titles('EXCEL exp')).toEqual(['File: Export to Excel...']);
  expect(titles('colour')).toEqual(['Theme: dark']);
  expect(titles('excel dark')).toEqual([]);
});

test('beginnings come before middles', () => {
  expect(titles('l')[0]).toBe('Layout: save');
  expect(titles('hide')).toEqual(['Panel: hide 9 Volatility']);
  expect(searchCommands([{ title: 'Outlay' }, { title: 'See layers' }, { title: 'Layout' }], 'lay')).toEqual([
    { title: 'Layout' },
    { title: 'See layers' },
    { title: 'Outlay' },
  ]);
});
