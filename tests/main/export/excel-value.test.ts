import { describe, expect, it } from 'vitest';
import { alteredNotes, excelValue } from '../../../main/export/excel-value.ts';

const altered = { cleaned: 0, cut: 0 };
const text = excelValue('text', altered);
const number = excelValue('number', altered);
const time = excelValue('time', altered);
const ns = (iso: string) => BigInt(Date.parse(iso)) * 1_000_000n;

describe('excelValue', () => {
  it('leaves numbers, flags and null as they are', () => {
    expect([0, -1.5, 1e300, null].map(number)).toEqual([0, -1.5, 1e300, undefined]);
    expect([true, false, null].map(excelValue('boolean', altered))).toEqual([true, false, undefined]);
  });

  it('writes as text what Excel has no number for', () => {
    expect([Infinity, -Infinity, 2n ** 53n + 1n].map(number)).toEqual(['Infinity', '-Infinity', '9007199254740993']);
  });

  it("rounds times down to milliseconds, and writes as text what lies outside Excel's calendar", () => {
    expect(time(ns('2026-01-01T00:00:00.123Z') + 999_999n)).toEqual(new Date('2026-01-01T00:00:00.123Z'));
    expect(time(ns('1900-03-01T00:00:00Z'))).toEqual(new Date('1900-03-01T00:00:00Z'));
    expect(time(ns('1900-02-28T23:59:59.999Z'))).toBe('1900-02-28T23:59:59.999Z');
    expect(time(ns('9999-12-31T23:59:59.999Z'))).toEqual(new Date('9999-12-31T23:59:59.999Z'));
    expect(time(10n ** 30n)).toBe(`${10n ** 30n} ns`);
    expect(time(null)).toBeUndefined();
  });

  it('never makes a formula', () => {
    const dangerous = ['=1+1', '+1', '-1', '@SUM(A1)', "=cmd|' /C calc'!A0"];
    expect(dangerous.map(text)).toEqual(dangerous);
  });

  it('keeps blanks at the ends, line breaks and the empty text by writing rich text', () => {
    for (const kept of [' a', 'a ', '\ta', 'a\nb', '']) expect(text(kept)).toEqual({ richText: [{ text: kept }] });
  });

  it('removes what XML cannot hold and cuts what Excel does not, and counts both', () => {
    expect(text('a\u0000b\u001f\u007f\ufffe\ud800c')).toBe('abc');
    expect(text('ü€😀\u0085z')).toBe('ü€😀\u0085z');
    expect(text('x'.repeat(40_000))).toBe('x'.repeat(32_767));
    expect(text(`${'x'.repeat(32_766)}😀`)).toBe('x'.repeat(32_766));
    expect(altered).toEqual({ cleaned: 1, cut: 2 });
    expect(alteredNotes(altered)).toHaveLength(2);
    expect(alteredNotes({ cleaned: 0, cut: 0 })).toEqual([]);
  });
});
