import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parquetFilesOf } from '../../../main/parquet/dataset-files.ts';
import { ParquetFileError } from '../../../main/parquet/parquet-file.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dataset-files-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function filesAmong(...names: string[]): Promise<string[]> {
  for (const name of names) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), '');
  }
  return (await parquetFilesOf(directory)).map((path) => relative(directory, path));
}

it('lists Parquet files of all folders by name, and nothing that is unfinished or foreign', async () => {
  const files = await filesAmong('b/1.parquet', 'a.parquet', 'b/.2.parquet.tmp', '.hidden/3.parquet', 'b/notes.txt');
  expect(files).toEqual(['a.parquet', join('b', '1.parquet')]);
});

it('leaves out segments that lie beside the one they were merged into', async () => {
  const merged = join('2026-01-31', 'trades-20260131T000000Z-000002-000004.parquet');
  const kept = [
    merged,
    join('2026-01-31', 'statistics-20260131T000000Z-000003.parquet'),
    join('2026-01-31', 'trades-20260131T080000Z-000005.parquet'),
    join('2026-02-01', 'trades-20260201T000000Z-000003.parquet'),
  ];
  const parts = [2, 3, 4].map((number) => join('2026-01-31', `trades-20260131T0${number}0000Z-00000${number}.parquet`));
  expect((await filesAmong(...kept, ...parts)).sort()).toEqual([...kept].sort());
});

it('takes a file as it is, and says what is absent or empty', async () => {
  await writeFile(join(directory, 'any.name'), '');
  expect(await parquetFilesOf(join(directory, 'any.name'))).toEqual([join(directory, 'any.name')]);
  await expect(parquetFilesOf(join(directory, 'none'))).rejects.toThrow(/none does not exist\.$/);
  await expect(parquetFilesOf(directory)).rejects.toThrow(ParquetFileError);
});

it('follows links to files and folders, but not in a circle', async () => {
  await filesAmong('elsewhere/2026-01-31/1.parquet', 'data/2.parquet');
  const data = join(directory, 'data');
  await symlink(join(directory, 'elsewhere'), join(data, 'crypto_trades.parquet'));
  await symlink(data, join(data, 'again'));
  await symlink(join(data, '2.parquet'), join(data, '3.parquet'));
  await symlink('nowhere', join(data, '4.parquet'));
  expect((await parquetFilesOf(data)).map((path) => relative(data, path))).toEqual([
    '2.parquet',
    '3.parquet',
    '4.parquet',
    join('crypto_trades.parquet', '2026-01-31', '1.parquet'),
  ]);
});

it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'lists a folder that it may not read, so that it is not overlooked',
  async () => {
    await filesAmong('1.parquet', 'closed/2.parquet');
    await chmod(join(directory, 'closed'), 0);
    try {
      const files = await parquetFilesOf(directory);
      expect(files.map((path) => relative(directory, path))).toEqual(['1.parquet', 'closed']);
    } finally {
      await chmod(join(directory, 'closed'), 0o755);
    }
  },
);
