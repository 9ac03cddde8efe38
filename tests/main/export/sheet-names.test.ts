import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSheetNames } from '../../../main/export/sheet-names.ts';

it.each([
  ['BTC-USD', 'BTC-USD'],
  ['a/b:c?d*e[f]g\\h', 'a_b_c_d_e_f_g_h'],
  ["'quoted'", 'quoted'],
  ['', 'sheet'],
  ["'''", 'sheet'],
  ['History', 'History_2'],
  ['x'.repeat(40), 'x'.repeat(31)],
  [`${'x'.repeat(30)}😀`, 'x'.repeat(30)],
  [`${'x'.repeat(30)}'y`, 'x'.repeat(30)],
  ['a\u0000b\ud800', 'a_b_'],
])('makes of %j a name that Excel accepts', (wanted, name) => {
  expect(createSheetNames()(wanted)).toBe(name);
});

it('gives each name once, whatever its case', () => {
  const nameFor = createSheetNames();
  const long = 'y'.repeat(31);
  expect(['trades', 'trades', 'TRADES', 'trades_2', long, long].map(nameFor)).toEqual([
    'trades',
    'trades_2',
    'TRADES_3',
    'trades_2_2',
    long,
    `${'y'.repeat(29)}_2`,
  ]);
});

it('keeps the rules for any text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 50 }), { maxLength: 20 }), (texts) => {
      const nameFor = createSheetNames();
      const names = texts.map(nameFor);
      for (const name of names) {
        expect(name.length).toBeGreaterThan(0);
        expect(name.length).toBeLessThanOrEqual(31);
        expect(name).not.toMatch(/[*?:\\/[\]]|^'|'$/);
        expect(name.isWellFormed()).toBe(true);
      }
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    }),
  );
});
