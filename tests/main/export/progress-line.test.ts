import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ExportProgress } from '../../../main/export/export-request.ts';
import { createProgressLine, progressText } from '../../../main/export/progress-line.ts';

const WRITING: ExportProgress = { stage: 'writing', done: 1_500, total: 60_000, rowsPerSecond: 500.4, remainingS: 117 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

function shown(isTTY: boolean) {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY });
  return { line: createProgressLine(stream), text: () => (stream.read() as string | null) ?? '' };
}

it.each([
  [WRITING, 'Writing rows: 1,500 of 60,000, 500 rows/s, 1 min 57 s left'],
  [{ ...WRITING, remainingS: 0.2 }, 'Writing rows: 1,500 of 60,000, 500 rows/s, 1 s left'],
  [{ ...WRITING, remainingS: 7_322 }, 'Writing rows: 1,500 of 60,000, 500 rows/s, 2 h 2 min left'],
  [{ ...WRITING, stage: 'opening', done: 8, total: 300 }, 'Looking through files: 8 of 300'],
  [{ ...WRITING, stage: 'sorting', remainingS: null }, 'Sorting rows: 1,500 of 60,000, 500 rows/s'],
  [{ ...WRITING, stage: 'searching', remainingS: null }, 'Searching rows: 1,500 of 60,000, 500 rows/s'],
  [{ ...WRITING, stage: 'gathering', remainingS: null }, 'Gathering rows by pair: 1,500 of 60,000, 500 rows/s'],
  [{ ...WRITING, stage: 'finishing' }, 'Finishing the file (1,500 rows)'],
] as const)('words %o', (progress, text) => {
  expect(progressText(progress)).toBe(text);
});

it('says nothing in the first second', () => {
  const { line, text } = shown(true);
  line.show(WRITING);
  vi.advanceTimersByTime(999);
  line.show(WRITING);
  line.clear();
  expect(text()).toBe('');
});

it('keeps to one line on a terminal and clears it', () => {
  const { line, text } = shown(true);
  vi.advanceTimersByTime(1_000);
  line.show(WRITING);
  line.show({ ...WRITING, stage: 'opening' });
  const [, first = '', second = ''] = text().split('\r');
  expect(second).toBe('Looking through files: 1,500 of 60,000'.padEnd(first.length));
  line.clear();
  expect(text()).toMatch(/^\r +\r$/);
});

it('writes a line every two seconds elsewhere', () => {
  const { line, text } = shown(false);
  for (let ms = 0; ms < 5_000; ms += 250) {
    vi.advanceTimersByTime(250);
    line.show(WRITING);
  }
  expect(text()).toBe(`${progressText(WRITING)}\n`.repeat(3));
});
