import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { parquetFilesOf } from '../parquet/dataset-files.ts';
import { gapsWithin, readLedger } from '../recording/gap-ledger.ts';
import { type JournalSnapshot, snapshotJournals } from '../recording/journal-snapshot.ts';
import { type InspectOptions, inspectFiles } from './inspect-files.ts';
import type { InspectReport } from './inspect-report.ts';

/**
 * Reports on a Parquet file, on a directory of Parquet files as one table, or, for a folder that holds several datasets (our
 * `parquet_data`, or the folder above it), on each of them. Throws ParquetFileError if there is no Parquet file at all.
 */
export async function* inspectPath(path: string, options: InspectOptions = {}): AsyncGenerator<InspectReport> {
  const newest = await snapshotJournals(path, options.scratchFolder);
  try {
    const groups = groupByDataset(path, await parquetFilesOf(path, newest.all), newest);
    for (const [dataset, files] of groups) {
      const report = await inspectFiles(dataset, files, options);
      yield {
        ...report,
        outages: await outagesOf(dataset, report.firstTime, report.lastTime),
        notes: [...report.notes, ...newestNotes(files, newest), ...(await quarantineNotes(dataset))],
      };
    }
  } finally {
    await newest.remove();
  }
}

function newestNotes(files: readonly string[], { all, problem }: JournalSnapshot): string[] {
  const journals = files.filter((file) => all.includes(file)).length;
  return [
    ...(journals === 0
      ? []
      : [`${journals} of the files are journals, with the newest rows, as they were at the start of this report.`]),
    ...(problem === null ? [] : [problem]),
  ];
}

/** Tables of the original system, each a file, beside each other. */
const ORIGINAL_TABLE = /^crypto_(trades|statistics)\.parquet$/;

/** A directory named `x.parquet` below the path is a dataset of its own, and so is each table of the original system. */
function groupByDataset(path: string, files: readonly string[], newest: JournalSnapshot): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const dataset = newest.datasetOf(file) ?? datasetOf(path, file);
    groups.set(dataset, [...(groups.get(dataset) ?? []), file]);
  }
  return groups;
}

function datasetOf(path: string, file: string): string {
  const top = resolve(path);
  if (ORIGINAL_TABLE.test(basename(file))) return file;
  for (let directory = dirname(resolve(file)); directory.length > top.length; directory = dirname(directory)) {
    if (directory.endsWith('.parquet')) return directory;
  }
  return path;
}

/** Outages from the ledger of the recording that the path belongs to; empty for anything else. */
async function outagesOf(
  dataset: string,
  first: string | null,
  last: string | null,
): Promise<InspectReport['outages']> {
  const root = await recordingRootOf(dataset);
  if (root === null || first === null || last === null) return [];
  return gapsWithin(await readLedger(root), Date.parse(first) * 1_000, Date.parse(last) * 1_000);
}

/** Files of a recording that the dataset does not hold any more. */
async function quarantineNotes(dataset: string): Promise<string[]> {
  const root = await recordingRootOf(dataset);
  if (root === null) return [];
  const table = basename(dataset).replace(/^crypto_|\.parquet$/g, '');
  const quarantined = (await namesIn(join(root, '.quarantine'))).filter((name) => name.startsWith(`${table}-`));
  return quarantined.length > 0 ? [`${quarantined.length} damaged files lie in ${join(root, '.quarantine')}.`] : [];
}

/** The folder `parquet_data` above a dataset or segment of ours. */
export async function recordingRootOf(path: string): Promise<string | null> {
  for (let directory = resolve(path); dirname(directory) !== directory; directory = dirname(directory)) {
    if (!ORIGINAL_TABLE.test(basename(directory))) continue;
    const root = dirname(directory);
    const isOurs = await stat(join(root, '.journal')).then(
      (info) => info.isDirectory(),
      () => false,
    );
    return isOurs ? root : null;
  }
  return null;
}

const namesIn = (directory: string): Promise<string[]> => readdir(directory).catch(() => []);
