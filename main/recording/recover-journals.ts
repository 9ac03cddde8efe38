import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isTemporaryName } from '../parquet/durable-file.ts';
import { DATASETS, RECORDED_TABLES } from './datasets.ts';
import { firstFrameOf } from './journal-format.ts';
import { readStart } from './journal-rows.ts';
import { datasetDirectory, type JournalName, journalDirectory, listJournals } from './layout.ts';
import { finishMerges } from './merge-day.ts';
import { type SealRequest, sealJournal } from './seal-journal.ts';

export interface Recovery {
  /** Rows of journals that an earlier run left behind, now in segments. */
  readonly recoveredRows: number;
  /** Rows lost to damage within journals. */
  readonly damagedRows: number;
  /** What users should know, one sentence each. */
  readonly notes: readonly string[];
  /** Journals that could not be made into segments; they stay and are tried again at the next start. */
  readonly failed: readonly string[];
}

/** The first bytes of a journal, enough for its header and that of the first frame. */
const START_BYTES = 4_096;

/** Makes segments of the journals that are there, oldest first, and removes unfinished files. Run before any new journal is created. */
export async function recoverJournals(root: string, product: string, before: number): Promise<Recovery> {
  await finishMerges(root);
  await removeTemporaryFiles(root);
  let recoveredRows = 0;
  let damagedRows = 0;
  const notes: string[] = [];
  const failed: string[] = [];
  const journals = (await listJournals(root)).filter((journal) => journal.number < before);
  for (const table of RECORDED_TABLES) {
    const own = journals.filter((journal) => journal.table === table);
    const firsts: SealRequest['untilFrame'][] = [];
    for (const journal of own) firsts.push(await firstFrameIn(journal));
    for (const [i, journal] of own.entries()) {
      try {
        // Where the same writer went on: a write that failed in the middle was repeated there.
        const untilFrame = firsts.find((first, k) => k > i && first !== null && first.run === firsts[i]?.run) ?? null;
        const result = await sealJournal({ root, product, untilFrame, ...journal });
        recoveredRows += result.segment?.rows ?? 0;
        damagedRows += result.damagedRows;
        notes.push(...notesOf(journal, result));
      } catch (error) {
        failed.push(
          `${journal.path} could not be made into a segment and stays for the next start (${message(error)}).`,
        );
      }
    }
  }
  return { recoveredRows, damagedRows, notes, failed };
}

async function firstFrameIn(journal: JournalName): Promise<SealRequest['untilFrame']> {
  const start = await readStart(journal.path, START_BYTES).catch(() => null);
  const frame = start === null ? null : firstFrameOf(start);
  return frame === null ? null : { run: frame.run, number: frame.number };
}

/** What happened to the bytes of a journal that did not make it into the segment, for people. */
export function notesOf(journal: JournalName, result: Awaited<ReturnType<typeof sealJournal>>): string[] {
  const notes: string[] = [];
  if (result.tornBytes > 0) {
    const rows = result.tornRows === 0 ? '' : ` (${result.tornRows} rows)`;
    notes.push(
      `${journal.path}: an unfinished write of ${result.tornBytes} bytes${rows} was cut off at the last good frame.`,
    );
  }
  if (result.damagedBytes > 0) {
    notes.push(
      `${journal.path}: ${result.damagedBytes} bytes were damaged and ${result.damagedRows} ${journal.table} rows in them are lost; a copy is ${result.damagedCopy}.`,
    );
  }
  return notes;
}

async function removeTemporaryFiles(root: string): Promise<void> {
  await removeTemporaryFilesIn(journalDirectory(root));
  for (const table of RECORDED_TABLES) {
    const directory = datasetDirectory(root, DATASETS[table]);
    for (const day of await readdir(directory).catch(() => [])) await removeTemporaryFilesIn(join(directory, day));
  }
}

async function removeTemporaryFilesIn(directory: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    if (isTemporaryName(name)) await rm(join(directory, name), { force: true });
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
