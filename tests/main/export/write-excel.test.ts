import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runExportJob } from '../../../main/export/export-job.ts';
import type { ExportRequest } from '../../../main/export/export-request.ts';
import {
  ORIGINAL_STATISTICS,
  OWN_STATISTICS,
  requestOf,
  START_US,
  statisticsRow,
  tradeRow,
  writeRows,
  writeTrades,
} from './fixtures.ts';
import { unzip } from './zip.ts';

let directory: string;
const at = (name: string) => join(directory, name);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'write-excel-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const run = (request: ExportRequest) => runExportJob(request, () => undefined, new AbortController().signal);

async function open(path: string): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  return workbook;
}

/** Cells of a sheet below its heading. */
function cellsOf(sheet: ExcelJS.Worksheet | undefined): unknown[][] {
  const rows: unknown[][] = [];
  sheet?.eachRow({ includeEmpty: true }, (row, number) => {
    if (number > 1) rows.push(Array.from({ length: sheet.columnCount }, (_, i) => row.getCell(i + 1).value));
  });
  return rows;
}

/** A text, whether it was stored as a plain string or as rich text. */
function textOf(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('richText' in value)) return value;
  return (value as ExcelJS.CellRichTextValue).richText.map(({ text }) => text ?? '').join('');
}

describe('writeExcel', () => {
  it('writes numbers, null, times with milliseconds, flags and text as they are', async () => {
    const rows = [
      statisticsRow(123_456, { trade_count_60s: 3, vwap: 0.1 + 0.2, return_1m: -1.5e-9, partial: true }),
      statisticsRow(1_000_000, { pair: 'ETH-USD', last_trade_time: START_US + 999_000, after_reset: false }),
    ];
    await writeRows(at('crypto_statistics.parquet/a.parquet'), OWN_STATISTICS, rows);
    const result = await run(requestOf(directory, at('out.xlsx'), { table: 'statistics' }));
    expect(result).toMatchObject({ rows: 2, sheets: ['statistics'], notes: [], damaged: [] });
    const sheet = (await open(at('out.xlsx'))).getWorksheet('statistics');
    const headings = OWN_STATISTICS.map((_, i) => sheet?.getCell(1, i + 1).value);
    expect(headings.slice(0, 4)).toEqual([
      'Pair (BASE-QUOTE)',
      'Time (UTC)',
      'Trades 60 s (trades)',
      'VWAP (quote per base)',
    ]);
    const [first = [], second = []] = cellsOf(sheet);
    const value = (row: unknown[], name: string) => row[OWN_STATISTICS.findIndex((column) => column.name === name)];
    expect(value(first, 'time')).toEqual(new Date('2026-01-01T00:00:00.123Z'));
    expect(value(first, 'vwap')).toBe(0.1 + 0.2);
    expect(value(first, 'return_1m')).toBe(-1.5e-9);
    expect(value(first, 'partial')).toBe(true);
    expect(value(first, 'last_trade_time')).toBeNull();
    expect(value(second, 'pair')).toBe('ETH-USD');
    expect(value(second, 'vwap')).toBeNull();
    expect(value(second, 'after_reset')).toBe(false);
    expect(value(second, 'last_trade_time')).toEqual(new Date('2026-01-01T00:00:00.999Z'));
  });

  it('freezes and filters the heading and takes formats and widths from the schema', async () => {
    await writeTrades(at('in.parquet'), [tradeRow(0), tradeRow(1)]);
    await run(requestOf(at('in.parquet'), at('out.xlsx')));
    const sheet = (await open(at('out.xlsx'))).getWorksheet('trades');
    expect(sheet?.views).toMatchObject([{ state: 'frozen', ySplit: 1 }]);
    expect(sheet?.autoFilter).toBe('A1:I3');
    expect(sheet?.getCell('A1').font?.bold).toBe(true);
    expect(['A2', 'C2', 'D2', 'H2'].map((cell) => sheet?.getCell(cell).numFmt)).toEqual([
      'yyyy-mm-dd hh:mm:ss.000',
      '@',
      '#,##0.00########',
      '0',
    ]);
    expect(sheet?.getColumn(1).width).toBe(24);
  });

  it('keeps every text, and none of them becomes a formula', async () => {
    const texts = [
      '=1+1',
      '+1',
      '-1',
      '@A1',
      "=cmd|' /C calc'!A0",
      ' a ',
      'a\nb',
      '',
      '<&>"\'',
      'ü€😀',
      '00123',
      '1e5',
      'TRUE',
    ];
    await writeTrades(
      at('in.parquet'),
      texts.map((trade_id, i) => tradeRow(i, { trade_id })),
    );
    await run(requestOf(at('in.parquet'), at('out.xlsx')));
    const read = cellsOf((await open(at('out.xlsx'))).getWorksheet('trades')).map((row) => textOf(row[8]));
    expect(read).toEqual(texts);
    const xml = unzip(await readFile(at('out.xlsx'))).get('xl/worksheets/sheet1.xml') ?? '';
    expect(xml).not.toMatch(/<f[ >]/);
    expect(xml).toMatch(/<c r="I2" s="\d+" t="str"><v>=1\+1<\/v><\/c>/);
    expect(xml).toContain('<t xml:space="preserve"> a </t>');
  });

  it('leaves NaN empty and writes infinity as a text, so that Excel can open the file', async () => {
    const row = (us: number, VWA: number) => ({
      csp_timestamp: START_US + us,
      pair: 'BTC-USD',
      trade_count: 1,
      VWA,
      return_1min: Number.NaN,
      trade_time: START_US,
    });
    const rows = [row(0, Number.NaN), row(1, Infinity), row(2, -Infinity), row(3, 5)];
    await writeRows(at('crypto_statistics.parquet'), ORIGINAL_STATISTICS, rows);
    await run(requestOf(directory, at('out.xlsx'), { table: 'statistics' }));
    const sheet = (await open(at('out.xlsx'))).getWorksheet('statistics');
    expect(sheet?.getCell('A1').value).toBe('csp_timestamp (UTC)');
    expect(sheet?.getCell('D1').value).toBe('VWA (quote per base)');
    expect(cellsOf(sheet).map((cells) => cells.slice(3, 5))).toEqual([
      [null, null],
      ['Infinity', null],
      ['-Infinity', null],
      [5, null],
    ]);
  });

  it('continues in a further sheet when one is full', async () => {
    await writeTrades(
      at('in.parquet'),
      Array.from({ length: 2_500 }, (_, i) => tradeRow(i)),
    );
    const result = await run(requestOf(at('in.parquet'), at('out.xlsx'), { maxSheetRows: 1_000 }));
    expect(result.sheets).toEqual(['trades', 'trades_2', 'trades_3']);
    const workbook = await open(at('out.xlsx'));
    const sheets = result.sheets.map((name) => workbook.getWorksheet(name));
    expect(sheets.map((sheet) => sheet?.rowCount)).toEqual([1_001, 1_001, 501]);
    expect(sheets.map((sheet) => sheet?.getCell('I2').value)).toEqual(['id-0', 'id-1000', 'id-2000']);
    expect(sheets.map((sheet) => sheet?.autoFilter)).toEqual(['A1:I1001', 'A1:I1001', 'A1:I501']);
    expect(sheets[2]?.views).toMatchObject([{ state: 'frozen', ySplit: 1 }]);
  });

  it('fills a sheet to the last row without opening another', async () => {
    await writeTrades(
      at('in.parquet'),
      Array.from({ length: 10 }, (_, i) => tradeRow(i)),
    );
    expect((await run(requestOf(at('in.parquet'), at('out.xlsx'), { maxSheetRows: 10 }))).sheets).toEqual(['trades']);
  });

  it('makes a sheet for each pair, in order of name, each in order of time', async () => {
    const pairs = ['ETH-USD', 'A/B', 'BTC-USD', 'btc-usd', null, '=1+1'];
    const rows = Array.from({ length: 60 }, (_, i) => tradeRow(i, { pair: pairs[i % pairs.length] }));
    await writeTrades(at('in.parquet'), rows);
    const request = requestOf(at('in.parquet'), at('out.xlsx'), { sheets: 'pair', maxSheetRows: 8 });
    const result = await run(request);
    expect(result.sheets).toEqual([
      ...['(no pair)', '(no pair)_2', '=1+1', '=1+1_2', 'A_B', 'A_B_2', 'BTC-USD', 'BTC-USD_2'],
      ...['ETH-USD', 'ETH-USD_2', 'btc-usd_3', 'btc-usd_4'],
    ]);
    const workbook = await open(at('out.xlsx'));
    const ids = (name: string) => cellsOf(workbook.getWorksheet(name)).map((cells) => cells[8]);
    expect(ids('ETH-USD')).toEqual([0, 6, 12, 18, 24, 30, 36, 42].map((i) => `id-${i}`));
    expect(ids('ETH-USD_2')).toEqual(['id-48', 'id-54']);
    expect(ids('btc-usd_3')[0]).toBe('id-3');
    expect(await readdir(directory)).toEqual(['in.parquet', 'out.xlsx']);
  });

  it('writes a heading where there are no rows', async () => {
    await writeTrades(at('in.parquet'), [tradeRow(0)]);
    for (const sheets of ['table', 'pair'] as const) {
      const request = requestOf(at('in.parquet'), at(`${sheets}.xlsx`), { pairs: ['XYZ-USD'], sheets });
      const result = await run(request);
      expect(result).toMatchObject({ rows: 0, sheets: ['trades'], notes: ['No rows of XYZ-USD were found.'] });
      expect((await open(at(`${sheets}.xlsx`))).getWorksheet('trades')?.rowCount).toBe(1);
    }
  });

  it('names the range of each filter, without which LibreOffice shows none', async () => {
    const pairs = ["IT'S-USD", 'BTC-USD'];
    await writeTrades(
      at('in.parquet'),
      [0, 1, 2].map((i) => tradeRow(i, { pair: pairs[i % 2] })),
    );
    await run(requestOf(at('in.parquet'), at('out.xlsx'), { sheets: 'pair' }));
    const book = unzip(await readFile(at('out.xlsx'))).get('xl/workbook.xml') ?? '';
    const names = [...book.matchAll(/<definedName name="_xlnm._FilterDatabase" localSheetId="(\d)">([^<]*)</g)];
    expect(names.map(([, sheet, range]) => [sheet, range?.replaceAll('&apos;', "'")])).toEqual([
      ['0', "'BTC-USD'!$A$1:$I$2"],
      ['1', "'IT''S-USD'!$A$1:$I$3"],
    ]);
    expect(book).toMatch(/<bookViews><workbookView [^>]*activeTab="0"/);
  });

  it('is a package of parts that refer to each other', async () => {
    await writeTrades(at('in.parquet'), [tradeRow(0)]);
    await run(requestOf(at('in.parquet'), at('out.xlsx'), { maxSheetRows: 1 }));
    const parts = unzip(await readFile(at('out.xlsx')));
    const relations = parts.get('xl/_rels/workbook.xml.rels') ?? '';
    for (const [, id] of (parts.get('xl/workbook.xml') ?? '').matchAll(/r:id="(\w+)"/g)) {
      const [, target = ''] = new RegExp(`Id="${id}"[^>]*Target="([^"]+)"`).exec(relations) ?? [];
      expect(parts.has(`xl/${target}`)).toBe(true);
    }
    expect(parts.get('[Content_Types].xml')).toContain('/xl/worksheets/sheet1.xml');
  });
});
