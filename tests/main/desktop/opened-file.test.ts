import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { isRecording, openedFile } from '../../../main/desktop/opened-file.ts';

const root = mkdtempSync(join(tmpdir(), 'multi-ticker-opened-'));
const file = join(root, 'some trades.parquet');
writeFileSync(file, 'x');
mkdirSync(join(root, 'crypto_trades.parquet'));
writeFileSync(join(root, 'other.txt'), 'x');
afterAll(() => rmSync(root, { recursive: true }));

it('takes an existing Parquet file as path, relative path or file: address', () => {
  expect(openedFile([file], '/')).toBe(file);
  expect(openedFile(['some trades.parquet'], root)).toBe(file);
  expect(openedFile([pathToFileURL(file).href], '/')).toBe(file);
  expect(openedFile(['crypto_trades.parquet'], root)).toBe(join(root, 'crypto_trades.parquet'));
});

it('leaves commands, options and everything else alone', () => {
  for (const args of [[], ['inspect', file], ['--replay', file], ['other.txt'], ['missing.parquet']]) {
    expect(openedFile(args, root), args.join(' ')).toBeNull();
  }
  for (const address of ['file://elsewhere/x.parquet', 'https://example.com/x.parquet', 'file:///%00.parquet']) {
    expect(openedFile([address], root), address).toBeNull();
  }
  expect(isRecording(join(root, 'other.txt'))).toBe(false);
});
