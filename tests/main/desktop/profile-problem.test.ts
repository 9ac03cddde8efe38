import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { profileProblem } from '../../../main/desktop/profile-problem.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'profile-'));
});

afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true });
});

it('finds nothing wrong with a directory that is writable, and makes one that is missing', () => {
  const missing = join(directory, 'a', 'b');
  expect([directory, missing].map(profileProblem)).toEqual([null, null]);
  expect(statSync(missing).isDirectory()).toBe(true);
});

it('names a file that is in its place', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'below')]) {
    expect(profileProblem(path)).toMatch(`cannot be kept in ${path}: a file is in its place.`);
  }
});

// Root may write everywhere.
it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('names a directory that is closed', () => {
  chmodSync(directory, 0o555);
  expect(profileProblem(directory)).toMatch('there is no permission to write there');
});
