import type { TableOverview } from '../../../preload/recordings-bridge.ts';
import { columnsOf } from '../../export/export-columns.ts';
import { EXPORT_TABLES, ExportError, type ExportTable } from '../../export/export-request.ts';
import { inputFilesOf } from '../../export/input-files.ts';
import { openParquetFile, type ParquetFile, ParquetFileError } from '../../parquet/parquet-file.ts';
import { snapshotJournals } from '../../recording/journal-snapshot.ts';

/**
 * What a path holds of each table, with what a recorder still has in its journals, from the footers of its files alone. What must be on disk
 * meanwhile is in `scratchFolder`, which the caller removes. Tables that it does not hold are left out.
 * Throws ParquetFileError or ExportError when there is no table at all.
 */
export async function surveySource(path: string, scratchFolder: string): Promise<TableOverview[]> {
  const newest = await snapshotJournals(path, scratchFolder);
  const found: TableOverview[] = [];
  let problem: Error | null = null;
  for (const table of EXPORT_TABLES) {
    try {
      const overview = await surveyTable(path, table, newest.files(table));
      if (overview.files > overview.damagedFiles) found.push(overview);
    } catch (error) {
      if (!(error instanceof ParquetFileError || error instanceof ExportError)) throw error;
      problem = error;
    }
  }
  if (found.length === 0) throw problem ?? new ParquetFileError(`${path} holds no recorded trades or statistics.`);
  return found;
}

async function surveyTable(path: string, table: ExportTable, newest: readonly string[]): Promise<TableOverview> {
  const files = await inputFilesOf(path, table, newest);
  let rows = 0;
  let firstMs: number | null = null;
  let lastMs: number | null = null;
  let damagedFiles = 0;
  for (const name of files) {
    try {
      const file = await openParquetFile(name);
      try {
        // Throws for a file of the other table, so that one file is not offered as both.
        const { timeColumn } = columnsOf(file, table);
        rows += file.rows;
        const span = spanOf(file, timeColumn);
        if (span === null) continue;
        firstMs = firstMs === null ? span.firstMs : Math.min(firstMs, span.firstMs);
        lastMs = lastMs === null ? span.lastMs : Math.max(lastMs, span.lastMs);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (!(error instanceof ParquetFileError) || files.length === 1) throw error;
      damagedFiles += 1;
    }
  }
  return { table, files: files.length, rows, firstMs, lastMs, damagedFiles };
}

/** From the metadata of our segments, else from the statistics of the row groups. */
function spanOf(file: ParquetFile, timeColumn: string | null): { firstMs: number; lastMs: number } | null {
  const texts = new Map(file.metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
  const own = { firstMs: Date.parse(texts.get('first_time') ?? ''), lastMs: Date.parse(texts.get('last_time') ?? '') };
  if (!Number.isNaN(own.firstMs) && !Number.isNaN(own.lastMs)) return own;
  if (timeColumn === null) return null;
  let firstNs: bigint | null = null;
  let lastNs: bigint | null = null;
  for (const slice of file.slices) {
    const statistics = file.statisticsOf(timeColumn, slice);
    if (typeof statistics?.min !== 'bigint' || typeof statistics.max !== 'bigint') return null;
    if (firstNs === null || statistics.min < firstNs) firstNs = statistics.min;
    if (lastNs === null || statistics.max > lastNs) lastNs = statistics.max;
  }
  if (firstNs === null || lastNs === null) return null;
  return { firstMs: Number(firstNs / 1_000_000n), lastMs: Number(lastNs / 1_000_000n) };
}
