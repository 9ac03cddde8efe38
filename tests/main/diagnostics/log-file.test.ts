import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLogFile } from '../../../main/diagnostics/log-file.ts';
import type { LogEntry } from '../../../main/log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const entry = (message: string): LogEntry => ({ time: '2026-01-01T00:00:00.000Z', level: 'warn', message });
const plain = (text: string) => text;

test('each entry is one line of JSON, also one with line feeds and percent signs', () => {
  const log = openLogFile(join(folder, 'logs'), { redact: plain });
  log.write(entry('100 %c of\nthe "rows"'));
  log.write(entry('second'));
  const [name = ''] = readdirSync(join(folder, 'logs'));
  const lines = readFileSync(join(folder, 'logs', name), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([entry('100 %c of\nthe "rows"'), entry('second')]);
  expect(log.tail(1)).toEqual([lines[1]]);
});

test('no secret gets into it', () => {
  const log = openLogFile(folder, { redact: (text) => text.replaceAll('secret', '[hidden]') });
  log.write(entry('the secret "secret"'));
  expect(log.tail(10).join()).not.toContain('secret');
  expect(JSON.parse(log.tail(10)[0] ?? '')).toEqual(entry('the [hidden] "[hidden]"'));
});

test('files are put aside when they are full, and only some are kept', () => {
  const log = openLogFile(folder, { redact: plain, maxBytes: 2_000, kept: 3 });
  for (let i = 0; i < 400; i += 1) log.write(entry(`line ${String(i).padStart(4, '0')}`));
  const files = readdirSync(folder);
  expect(files).toHaveLength(4);
  for (const file of files) expect(statSync(join(folder, file)).size).toBeLessThan(2_200);
  const newest = log.tail(30).map((line) => JSON.parse(line).message);
  expect(newest).toEqual(Array.from({ length: 30 }, (_, i) => `line ${String(370 + i).padStart(4, '0')}`));
});

test.runIf(process.platform !== 'win32')('only this user may read it', () => {
  const log = openLogFile(folder, { redact: plain });
  log.write(entry('x'));
  const [name = ''] = readdirSync(folder);
  expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
});

test('a directory that cannot be one loses lines, never more', () => {
  writeFileSync(join(folder, 'file'), '');
  const log = openLogFile(join(folder, 'file'), { redact: plain });
  expect(() => log.write(entry('x'))).not.toThrow();
  expect(log.tail(5)).toEqual([]);
  chmodSync(folder, 0o700);
});
