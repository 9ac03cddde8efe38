import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runExportJob } from '../../../main/export/export-job.ts';
import { ORIGINAL_STATISTICS, requestOf, START_US, tradeRow, writeRows, writeTrades } from './fixtures.ts';

let directory: string;
const at = (name: string) => join(directory, name);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'write-csv-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function exported(input: string, table: 'trades' | 'statistics' = 'trades'): Promise<string> {
  const request = requestOf(input, at('out.csv'), { table, overwrite: true });
  await runExportJob(request, () => undefined, new AbortController().signal);
  return readFile(at('out.csv'), 'utf8');
}

/** A strict reader of RFC 4180; an unquoted empty field is null. */
function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (match === null) throw new Error(`not RFC 4180 at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    const [, quoted, plain, end] = match;
    row.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const withoutGuards = (text: string): string =>
  text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])'(?=[=+\-@＝＋－＠])/g, '');

describe('writeCsv', () => {
  it('writes names, ISO times with milliseconds, numbers with all digits, flags and empty fields for null', async () => {
    await writeTrades(at('in.parquet'), [
      tradeRow(123_987, { price: 0.1 + 0.2, size: 1e-8, volume: 1e21, exchange: null }),
      tradeRow(200_000, { pair: null, side: null }),
    ]);
    expect(await exported(at('in.parquet'))).toBe(
      [
        'received_time,trade_time,pair,price,size,volume,side,exchange,trade_id',
        '2026-01-01T00:00:00.123Z,2026-01-01T00:00:00.083Z,BTC-USD,0.30000000000000004,1e-8,1e+21,buy,,id-123987',
        '2026-01-01T00:00:00.200Z,2026-01-01T00:00:00.160Z,,100,0.5,50,,1,id-200000',
        '',
      ].join('\r\n'),
    );
  });

  it('quotes what needs it and tells an empty text from null', async () => {
    const texts = ['a,b', 'a;b', 'a\tb', 'say "hi"', 'two\r\nlines', ' blank ', '', 'ü€😀', null];
    await writeTrades(
      at('in.parquet'),
      texts.map((trade_id, i) => tradeRow(i, { trade_id })),
    );
    const rows = parseCsv(await exported(at('in.parquet')));
    expect(rows.slice(1).map((row) => row[8])).toEqual(texts);
    expect(rows.every((row) => row.length === 9)).toBe(true);
  });

  it('disarms texts that a spreadsheet would run, and only them', async () => {
    const dangerous = ['=1+1', '+1', '-1', '@A1', '\tx', '\rx', '＝1+1', "=cmd|' /C calc'!A0"];
    const harmless = ['1-1', 'a=b', "'quoted'", ' =1'];
    const texts = [...dangerous, ...harmless];
    await writeTrades(
      at('in.parquet'),
      texts.map((trade_id, i) => tradeRow(i, { trade_id, price: -1.5 })),
    );
    const rows = parseCsv(await exported(at('in.parquet'))).slice(1);
    expect(rows.map((row) => row[8])).toEqual([...dangerous.map((text) => `'${text}`), ...harmless]);
    expect(new Set(rows.map((row) => row[3]))).toEqual(new Set(['-1.5']));
  });

  it('disarms what becomes a cell of its own where semicolons or tabs separate, quotes or not', async () => {
    const texts = ['a;=1+1;', 'a;;@A1', 'a\t+1', 'a\r\n-1;', 'a; =1', 'a;b=c'];
    await writeTrades(
      at('in.parquet'),
      texts.map((trade_id, i) => tradeRow(i, { trade_id })),
    );
    const rows = parseCsv(await exported(at('in.parquet'))).slice(1);
    const disarmed = ["a;'=1+1;", "a;;'@A1", "a\t'+1", "a\r\n'-1;", 'a; =1', 'a;b=c'];
    expect(rows.map((row) => row[8])).toEqual(disarmed);
    expect((await readFile(at('out.csv'), 'utf8')).split('\r\n')[1]).toMatch(/,"a;'=1\+1;"$/);
  });

  it('leaves NaN empty and keeps infinity', async () => {
    const row = (us: number, VWA: number) => {
      return { csp_timestamp: START_US + us, pair: 'A-B', trade_count: 1, VWA, return_1min: 0, trade_time: START_US };
    };
    await writeRows(at('in.parquet'), ORIGINAL_STATISTICS, [row(0, Number.NaN), row(1, Infinity), row(2, -Infinity)]);
    const rows = parseCsv(await exported(at('in.parquet'), 'statistics'));
    expect(rows.map((cells) => cells[3])).toEqual(['VWA', null, 'Infinity', '-Infinity']);
  });

  it('gives every text back, save for the apostrophe, and every number exactly', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((s) => !s.startsWith('\ufeff'));
    const rowsOf = fc.array(fc.record({ trade_id: text, price: fc.double({ noNaN: true }) }), { maxLength: 30 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(rowsOf, async (rows) => {
        run += 1;
        const path = await writeTrades(
          at(`in${run}.parquet`),
          rows.map((row, i) => tradeRow(i, row)),
        );
        const read = parseCsv(await exported(path)).slice(1);
        expect(read.map((row) => withoutGuards(row[8] ?? ''))).toEqual(rows.map((row) => withoutGuards(row.trade_id)));
        // -0 is written as 0.
        expect(read.map((row) => Number(row[3]) + 0)).toEqual(rows.map((row) => row.price + 0));
      }),
      { numRuns: 30 },
    );
  });
});
