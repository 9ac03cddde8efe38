import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryView } from '../../../../main/desktop/preferences/directory-view.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'multi-ticker-directory-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a directory that is not there yet has the free space of where it would be, and is not made', async () => {
  const path = join(root, 'a', 'b');
  const view = await directoryView(path);
  expect(view).toMatchObject({ path, problem: null });
  expect(view.freeBytes).toBeGreaterThan(0);
  expect((await directoryView(join(root, 'a'))).problem).toBeNull();
});

test('a file in the way is named', async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  expect((await directoryView(join(file, 'below'))).problem).toBe(`${file} is a file, not a directory.`);
});
