import { expect, test } from 'vitest';
import { readExportChoice, readRowChoice, readSourceKind } from '../../../../main/desktop/recordings/read-choice.ts';

const CHOICE = { table: 'trades', fromUs: null, untilUs: null, pairs: null, rows: null };
const EXPORT = { ...CHOICE, sheets: 'pair', format: 'xlsx', skipDamaged: false };

test('a choice is taken over field by field; what else the page sends is dropped', () => {
  expect(readRowChoice({ ...CHOICE, input: '/etc', to: '/etc/passwd' })).toEqual(CHOICE);
  expect(readExportChoice({ ...EXPORT, overwrite: true, input: '/etc' })).toEqual(EXPORT);
  const narrow = { ...CHOICE, fromUs: 1, untilUs: 2, pairs: ['BTC-USD'], rows: 1_000 };
  expect(readRowChoice(narrow)).toEqual(narrow);
});

test.each([
  null,
  'trades',
  {},
  { ...CHOICE, table: 'passwords' },
  { ...CHOICE, fromUs: '1' },
  { ...CHOICE, fromUs: -1 },
  { ...CHOICE, fromUs: 1.5 },
  { ...CHOICE, untilUs: 1e300 },
  { ...CHOICE, fromUs: 2, untilUs: 2 },
  { ...CHOICE, pairs: [] },
  { ...CHOICE, pairs: [1] },
  { ...CHOICE, pairs: ['x'.repeat(65)] },
  { ...CHOICE, pairs: 'BTC-USD' },
  { ...CHOICE, rows: 0 },
  { ...CHOICE, rows: Number.POSITIVE_INFINITY },
])('%j is refused', (choice) => {
  expect(() => readRowChoice(choice)).toThrow(/^refused/);
});

test('unknown sheets, formats and sources are refused', () => {
  expect(() => readExportChoice({ ...EXPORT, sheets: 'many' })).toThrow('refused: sheets');
  expect(() => readExportChoice({ ...EXPORT, format: 'exe' })).toThrow('refused: format');
  expect(readSourceKind('own')).toBe('own');
  for (const kind of ['/etc/passwd', 'toString', null, 0]) {
    expect(() => readSourceKind(kind)).toThrow('refused: source');
  }
});
