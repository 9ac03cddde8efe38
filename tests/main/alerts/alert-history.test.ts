import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlertEvent } from '../../../main/alerts/alert-event.ts';
import { ALERTS_KEPT, CUT_AFTER, openAlertHistory } from '../../../main/alerts/alert-history.ts';
import { alertEvent } from './alert-events.ts';

let folder: string;
let warnings: string[];
const warn = (message: string) => void warnings.push(message);
const file = () => join(folder, 'alerts.jsonl');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alert-history-'));
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true }));

test('alerts are there again after a restart, oldest first', async () => {
  const history = await openAlertHistory(folder, warn);
  history.add([alertEvent(1), alertEvent(2)]);
  history.add([alertEvent(3)]);
  await history.flush();
  const again = await openAlertHistory(folder, warn);
  expect(again.events()).toEqual([alertEvent(1), alertEvent(2), alertEvent(3)]);
  expect(warnings).toEqual([]);
});

test('lines that are no alerts, and a line that a crash has cut, are left out', async () => {
  const noDate = JSON.stringify(alertEvent(2, { timeMs: 1e300 }));
  const cut = JSON.stringify(alertEvent(2)).slice(0, 30);
  await writeFile(file(), `${JSON.stringify(alertEvent(1))}\n{"timeMs":"x"}\n[]\n${noDate}\n${cut}`);
  const history = await openAlertHistory(folder, warn);
  expect(history.events()).toEqual([alertEvent(1)]);
  history.add([alertEvent(3)]);
  await history.flush();
  expect((await openAlertHistory(folder, warn)).events()).toEqual([alertEvent(1), alertEvent(3)]);
});

test('the file is cut while the application runs, and loses nothing that is kept', async () => {
  const history = await openAlertHistory(folder, warn);
  const all = Array.from({ length: 2 * CUT_AFTER + 100 }, (_, i) => alertEvent(i));
  for (let i = 0; i < all.length; i += 50) history.add(all.slice(i, i + 50));
  await history.flush();
  const lines = (await readFile(file(), 'utf8')).trim().split('\n');
  expect(lines.length).toBeLessThan(CUT_AFTER);
  expect(lines.slice(-ALERTS_KEPT).map((line) => JSON.parse(line))).toEqual(all.slice(-ALERTS_KEPT));
  expect(warnings).toEqual([]);
});

test('only the newest are kept, in memory and in the file', async () => {
  const many = Array.from({ length: 2 * ALERTS_KEPT + 5 }, (_, i) => alertEvent(i));
  const history = await openAlertHistory(folder, warn);
  history.add(many);
  expect(history.events()).toEqual(many.slice(-ALERTS_KEPT));
  await history.flush();
  const again = await openAlertHistory(folder, warn);
  expect(again.events()).toEqual(many.slice(-ALERTS_KEPT));
  expect((await readFile(file(), 'utf8')).trim().split('\n')).toHaveLength(ALERTS_KEPT);
});

test('a file that cannot be written is told once, and alerts are known all the same', async () => {
  const history = await openAlertHistory(join(folder, 'none', 'such'), warn);
  history.add([alertEvent(1)]);
  await history.flush();
  history.add([alertEvent(2)]);
  await history.flush();
  expect(history.events()).toHaveLength(2);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(join(folder, 'none', 'such', 'alerts.jsonl'));
});

test('without a recording they are in memory only', async () => {
  const history = await openAlertHistory(null, warn);
  history.add([alertEvent(1)]);
  await history.flush();
  expect(history.events()).toEqual([alertEvent(1)] satisfies AlertEvent[]);
  history.clear();
  expect(history.events()).toEqual([]);
});
