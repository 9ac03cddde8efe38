import { describe, expect, it } from 'vitest';
import { defaultDataDir } from '../../../main/data-directory.ts';
import { EXPORT_HELP, ExportOptionError, parseExportOptions } from '../../../main/export/export-options.ts';

const BASE = ['--table', 'statistics', '--to', 'out.xlsx'];

describe('parseExportOptions', () => {
  it('has a default for everything but table and target', () => {
    expect(parseExportOptions(BASE)).toEqual({
      table: 'statistics',
      input: defaultDataDir(),
      to: 'out.xlsx',
      fromUs: null,
      untilUs: null,
      pairs: null,
      rows: null,
      sheets: 'table',
      overwrite: false,
      skipDamaged: false,
    });
  });

  it('takes all options', () => {
    const args = [
      '--table',
      'trades',
      '--to',
      'a/OUT.XLSX',
      '--input',
      'in',
      '--from',
      '2026-01-01',
      '--until',
      '1767225601',
    ];
    const more = [
      '--pairs',
      'BTC-USD, ETH-USD,,BTC-USD',
      '--rows',
      '1000',
      '--sheets',
      'pair',
      '--force',
      '--skip-damaged',
    ];
    expect(parseExportOptions([...args, ...more])).toEqual({
      table: 'trades',
      input: 'in',
      to: 'a/OUT.XLSX',
      fromUs: 1_767_225_600_000_000,
      untilUs: 1_767_225_601_000_000,
      pairs: ['BTC-USD', 'ETH-USD'],
      rows: 1_000,
      sheets: 'pair',
      overwrite: true,
      skipDamaged: true,
    });
  });

  it('reads from the data directory where there is no input', () => {
    expect(parseExportOptions([...BASE, '--data-dir', '/data'])?.input).toBe('/data');
  });

  it('answers a call for help with nothing to do', () => {
    expect(parseExportOptions(['--help', '--table', 'nonsense'])).toBeNull();
    expect(EXPORT_HELP).toContain('--skip-damaged');
  });

  it.each([
    [['--to', 'x.csv'], /^Say what to export/],
    [['--table', 'trades'], /^Say where to/],
    [['--table', 'quotes', '--to', 'x.csv'], /"quotes" is neither/],
    [['--table', 'trades', '--to', 'x.xls'], /must end in \.xlsx, \.csv or \.parquet/],
    [['--table', 'trades', '--to', 'xlsx'], /must end in/],
    [['--table', 'trades', '--to', 'x.csv', '--sheets', 'pair'], /belongs to \.xlsx/],
    [[...BASE, '--sheets', 'both'], /--sheets takes table or pair/],
    [[...BASE, '--from', 'noon'], /--from takes a time/],
    [[...BASE, '--from', '2026-01-02', '--until', '2026-01-02'], /must be later than/],
    [[...BASE, '--rows', '0'], /whole number from 1/],
    [[...BASE, '--rows', '1.5'], /whole number from 1/],
    [[...BASE, '--pairs', ','], /names of pairs/],
    [[...BASE, '--input', ''], /--input needs a path/],
    [[...BASE, '--input', 'a', '--data-dir', 'b'], /exclude each other/],
    [[...BASE, '--colour'], /--colour.*See export --help\.$/],
    [[...BASE, 'file'], /file/],
  ])('refuses %j in one sentence', (args, message) => {
    expect(() => parseExportOptions(args)).toThrow(ExportOptionError);
    expect(() => parseExportOptions(args)).toThrow(message);
  });
});
