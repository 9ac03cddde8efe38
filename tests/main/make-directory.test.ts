import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDirectory } from '../../main/make-directory.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'make-directory-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('makes a directory with those above it, and leaves one that is there', async () => {
  const path = join(root, 'a b', 'ü', 'c');
  await makeDirectory(path);
  await makeDirectory(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test('says that a file is in the way', async () => {
  writeFileSync(join(root, 'file'), '');
  await expect(makeDirectory(join(root, 'file'))).rejects.toThrow('EEXIST');
  await expect(makeDirectory(join(root, 'file', 'below'))).rejects.toThrow('ENOTDIR');
});

test.runIf(existsSync('/proc/self'))('gives up where the system lets nothing be made', async () => {
  await expect(makeDirectory('/proc/no such place/below')).rejects.toThrow('ENOENT');
});
