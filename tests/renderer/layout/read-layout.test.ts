import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultLayout, documentOf, type LayoutDocument } from '../../../renderer/layout/layout.ts';
import { readLayout, readName } from '../../../renderer/layout/read-layout.ts';
import { MULTI } from './pages.ts';

const GOOD = documentOf('multi', 'Mine', {
  ...defaultLayout(MULTI.rows),
  chartEngine: 'd3fc',
  panels: { '2': { columns: ['pair', 'vwap'], sort: [['vwap', 'desc']] } },
});
const read = (raw: unknown): LayoutDocument => {
  const result = readLayout(raw, MULTI);
  if (result.kind !== 'ok') throw new Error(result.message);
  return result.layout;
};
const messageOf = (raw: unknown): string => {
  const result = readLayout(raw, MULTI);
  return result.kind === 'ok' ? '' : result.message;
};

test('what was written is read again', () => {
  expect(read(JSON.parse(JSON.stringify(GOOD)))).toEqual(GOOD);
});

test.each([
  [null, /not a layout/],
  [[], /not a layout/],
  [{ ...GOOD, product: 'Other' }, /not a layout/],
  [{ ...GOOD, kind: 'layouts' }, /not a layout/],
  [{ ...GOOD, version: 'x' }, /version/],
  [{ ...GOOD, version: -1 }, /version/],
  [{ ...GOOD, page: 'single' }, /single-ticker page/],
  [{ ...GOOD, rows: [] }, /no panel/],
  [{ ...GOOD, rows: [{ height: 1, panels: [{ id: 'x', width: 1 }] }] }, /no panel/],
])('%j is refused with a reason', (raw, reason) => {
  expect(messageOf(raw)).toMatch(reason);
});

test('a newer version is refused as such', () => {
  const result = readLayout({ ...GOOD, version: 99 }, MULTI);
  expect(result).toMatchObject({ kind: 'newer', message: expect.stringContaining('version 99') });
});

test('panels that are named twice stand once, those that are not named are hidden, unknown ones are left out', () => {
  const layout = read({
    ...GOOD,
    rows: [
      {
        height: 2,
        panels: [
          { id: '2', width: 1 },
          { id: '2', width: 5 },
          { id: 'evil', width: 1 },
        ],
      },
      {
        height: 2,
        panels: [
          { id: '1', width: Number.NaN },
          { id: '2', width: 1 },
        ],
      },
    ],
  });
  expect(layout.rows).toEqual([
    { height: 0.5, panels: [{ id: '2', width: 1 }] },
    { height: 0.5, panels: [{ id: '1', width: 1 }] },
  ]);
  expect(layout.hidden).toEqual(['3', '4', '5', '6', '7', '8', '9']);
});

test('unknown keys, wrong types and names that reach a prototype are left out', () => {
  const raw = JSON.parse(`{
    "2": {
      "theme": "Pro Dark", "settings": true, "title": "x", "plugin": "Evil",
      "columns": ["pair", 7, null, "__proto__"],
      "sort": [["pair", "asc"], ["pair", "sideways"], "pair"],
      "filter": [["vwap", ">", 1], ["vwap", "in", ["a", {}]], ["vwap"], [1, 2, 3]],
      "aggregates": {"__proto__": "sum", "vwap": "avg", "price": {"a": 1}},
      "expressions": {"twice": "\\"vwap\\" * 2", "constructor": "1"},
      "plugin_config": {"columns": {"pair": {"column_size_override": 90, "__proto__": {"polluted": true}}}}
    },
    "__proto__": {"columns": ["pair"]},
    "unknown": {"columns": ["pair"]}
  }`);
  const layout = read({ ...GOOD, extra: 1, panels: raw });
  expect(Object.keys(layout.panels)).toEqual(['2']);
  expect(layout.panels['2']).toEqual({
    columns: ['pair', null],
    sort: [['pair', 'asc']],
    filter: [
      ['vwap', '>', 1],
      ['vwap', 'in', ['a']],
    ],
    aggregates: { vwap: 'avg' },
    expressions: { twice: '"vwap" * 2' },
    plugin_config: { columns: { pair: { column_size_override: 90 } } },
  });
  expect(layout).not.toHaveProperty('extra');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('anything at all is either read or refused, never thrown at, and never reaches a prototype', () => {
  fc.assert(
    fc.property(fc.object({ maxDepth: 5, withNullPrototype: true }), fc.anything(), (object, panels) => {
      expect(() => readLayout({ ...GOOD, ...object }, MULTI)).not.toThrow();
      expect(() => readLayout({ ...GOOD, panels: { '1': object, '2': panels }, rows: panels }, MULTI)).not.toThrow();
    }),
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('names have no control characters, no needless spaces and a bound', () => {
  expect(readName('  Risk\n\u0000desk ')).toBe('Risk desk');
  expect(readName('x'.repeat(500))).toHaveLength(60);
  expect(readName(' \t ')).toBeNull();
  expect(readName(7)).toBeNull();
});
