import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runInspect } from '../../../main/inspect/inspect-command.ts';
import type { InspectReport } from '../../../main/inspect/inspect-report.ts';
import { writeParquet } from '../../../main/parquet/parquet-writer.ts';
import { repositoryRoot } from '../parquet/bundle.ts';
import { runCommand } from './commands.ts';

/** Made by foreign/make_foreign.py. */
const foreign = (name: string) => join(repositoryRoot, 'tests/main/inspect/foreign', `${name}.parquet`);

async function reportOf(path: string): Promise<InspectReport> {
  const { code, stdout, stderr } = await runCommand(runInspect, path, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as InspectReport;
}

const columnsOf = ({ columns }: InspectReport) =>
  Object.fromEntries(columns.map(({ name, type, nonNull, min, max }) => [name, [type, nonNull, min, max]]));

describe('files of other writers', () => {
  it.each([
    ['none', 'UNCOMPRESSED'],
    ['snappy', 'SNAPPY'],
    ['gzip', 'GZIP'],
    ['zstd', 'ZSTD'],
    ['lz4', 'LZ4_RAW'],
    ['brotli', 'BROTLI'],
  ])('reads every type, compressed with %s', async (codec, name) => {
    const report = await reportOf(foreign(`types-${codec}`));
    expect(report.codecs).toEqual([name]);
    expect(columnsOf(report)).toEqual({
      i8: ['int8', 2, -128, 1],
      u64: ['uint64', 2, 1, '18446744073709551615'],
      f16: ['float16', 2, 1.5, 1.5],
      date: ['date', 1, '2020-01-01', '2020-01-01'],
      time: ['time of day[ms]', 1, 3_723_000, 3_723_000],
      ms: ['timestamp[ms, UTC]', 1, '2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z'],
      ns: ['timestamp[ns, UTC]', 1, '2020-01-01T00:00:00.123456789Z', '2020-01-01T00:00:00.123456789Z'],
      bytes: ['binary', 1, null, null],
      fixed: ['fixed_len_byte_array', 2, null, null],
      flag: ['boolean', 1, true, true],
      money: ['decimal(18, 5)', 1, 1234567890123.4568, 1234567890123.4568],
      word: ['string', 1, 'x', 'x'],
    });
    const { stdout } = await runCommand(runInspect, foreign(`types-${codec}`));
    expect(stdout).toMatch(/^ {2}money +decimal\(18, 5\) +1 +0 +1234567890123\.4568 /m);
  });

  it('shows nested columns', async () => {
    const report = await reportOf(foreign('nested'));
    expect(columnsOf(report)).toEqual({
      list: ['list', 3, null, null],
      struct: ['struct', 3, null, null],
      map: ['map', 3, null, null],
      deep: ['list', 3, null, null],
      plain: ['int64', 3, 1, 4],
    });
    expect(report.firstRows[0]).toEqual({
      list: '[1,2]',
      struct: '{"x":1,"y":"a"}',
      map: '{"k":1}',
      deep: '[[1],[2,3]]',
      plain: 1,
    });
  });

  it('reads times of 96 bits, columns of nulls, no rows and no columns', async () => {
    expect(columnsOf(await reportOf(foreign('int96')))).toEqual({
      t: ['timestamp[ns]', 1, '2020-01-01T00:00:00.123456789Z', '2020-01-01T00:00:00.123456789Z'],
    });
    expect(columnsOf(await reportOf(foreign('nulls')))).toMatchObject({ a: ['double', 0, null, null] });
    expect(await reportOf(foreign('no-rows'))).toMatchObject({ rows: 0, firstRows: [] });
    expect(await reportOf(foreign('no-columns'))).toMatchObject({ rows: 0, columns: [] });
    for (const name of ['nulls', 'no-rows', 'no-columns'])
      expect((await runCommand(runInspect, foreign(name))).code).toBe(0);
  });

  it('says which values it does not read, without calling them damage', async () => {
    const report = await reportOf(foreign('interval'));
    expect(report.notes).toEqual([expect.stringMatching(/^Column wait of .* holds values of type interval, which/)]);
    expect(report.firstRows[1]).toMatchObject({ i: 1, wait: '(not read)', st: '{"a":1}' });
  });

  it('says that columns share a name', async () => {
    const report = await reportOf(foreign('repeated-name'));
    expect(report.notes).toEqual([expect.stringMatching(/has several columns named a/)]);
    expect(report.columns).toMatchObject([{ name: 'a', nonNull: 2 }]);
  });

  it('keeps columns with odd names, and control characters away from the terminal', async () => {
    const { stdout } = await runCommand(runInspect, foreign('odd-names'));
    expect(stdout).toMatch(/^ {2}__proto__ +int64 +1/m);
    expect(stdout).toMatch(/^ {2}x\?\?\[31m +string +1 +1 +\?\[31mred\?/m);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect((await reportOf(foreign('odd-names'))).firstRows).toEqual([
      { '': 1, 'a.b': 2, ['__proto__']: 3, 'x\n\u001b[31m': '\u001b[31mred\u0007' },
    ]);
  });
});

describe('in a folder of its own', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inspect-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reports on each table of the original system', async () => {
    const price = [{ name: 'price', type: 'float' }] as const;
    await writeParquet(join(folder, 'crypto_trades.parquet'), price, [{ length: 2, values: [[1, 2]] }]);
    await writeParquet(
      join(folder, 'crypto_statistics.parquet'),
      [{ name: 'VWA', type: 'float' }],
      [{ length: 1, values: [[1]] }],
    );
    const { stdout } = await runCommand(runInspect, folder, '--json');
    const reports = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as InspectReport);
    expect(reports.map(({ path, rows, notes }) => [basename(path), rows, notes])).toEqual([
      ['crypto_statistics.parquet', 1, []],
      ['crypto_trades.parquet', 2, []],
    ]);
  });

  it.each([
    ['empty', () => Buffer.alloc(0), /it is empty/],
    ['short', () => Buffer.from('PAR1'), /it is too short/],
    ['a text', () => Buffer.from('time,pair,price\n'.repeat(20)), /does not end as one does: cut off, encrypted, or/],
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length / 2), /does not end as one does: cut off/],
    [
      'with a footer longer than itself',
      (whole: Buffer) => Buffer.concat([whole.subarray(0, -8), Buffer.from([255, 255, 255, 127]), Buffer.from('PAR1')]),
      /its footer is damaged: /,
    ],
    [
      'without its beginning',
      (whole: Buffer) => Buffer.concat([Buffer.from('XXXX'), whole.subarray(4)]),
      /does not begin as a Parquet file does \(its rows are in this report\)/,
    ],
  ])('says what is wrong with a file that is %s', async (_, damage, words) => {
    const path = join(folder, 'x.parquet');
    await writeFile(path, damage(await readFile(foreign('types-snappy'))));
    const { code, stdout } = await runCommand(runInspect, path);
    expect(code).toBe(1);
    expect(stdout).toMatch(words);
    expect(stdout).toContain(path);
  });

  // Never an exception that reaches the user, words of the machine, or a run without end.
  it('reports on a file with any damage in its footer', async () => {
    const whole = await readFile(foreign('types-none'));
    const footer = whole.length - 8 - whole.readUInt32LE(whole.length - 8);
    for (let at = footer; at < whole.length; at += 7) {
      const path = join(folder, `${at}.parquet`);
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
      await writeFile(path, bytes);
    }
    const { code, stdout } = await runCommand(runInspect, folder);
    expect(code).toBe(1);
    expect(stdout).toMatch(/ is not a readable Parquet file \(its footer is damaged: /);
    expect(stdout).not.toMatch(/undefined|not a function|instance of|DataView/);
    expect(stdout).toMatch(/^ {2}money .* 1234567890123\.4568$/m);
    expect(stdout).not.toMatch(/^ {2}money .* NaN/m);
  });

  it('does not wait for a pipe', async () => {
    const path = join(folder, 'pipe.parquet');
    execFileSync('mkfifo', [path]);
    const { code, stdout } = await runCommand(runInspect, path);
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringContaining(`${path} cannot be opened: it is no file`),
    });
  });

  it('keeps the digits of large numbers that are alike', async () => {
    const values = Array.from({ length: 700 }, () => 12_345_678_901_234_567_000);
    await writeParquet(join(folder, 'x.parquet'), [{ name: 'x', type: 'float' }], [{ length: 700, values: [values] }]);
    const [column] = (await reportOf(join(folder, 'x.parquet'))).columns;
    expect(column?.numeric).toMatchObject({ mean: values[0], std: 0 });
  });

  it('reads a part of a row group whatever its columns are called', async () => {
    const path = join(folder, 'x.parquet');
    await writeParquet(path, [{ name: 'constructor', type: 'integer' }], [{ length: 3, values: [[1, 2, 3]] }]);
    const { stdout } = await runCommand(runInspect, path, '--rows', '1', '--json');
    expect((JSON.parse(stdout) as InspectReport).firstRows).toEqual([{ constructor: 1 }]);
  });
});
