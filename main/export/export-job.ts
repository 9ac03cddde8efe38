import { performance } from 'node:perf_hooks';
import { ColumnValueError } from '../parquet/column-values.ts';
import { ParquetFileError } from '../parquet/parquet-file.ts';
import { snapshotJournals } from '../recording/journal-snapshot.ts';
import type { CellBlock } from './cells.ts';
import { createProgressMeter } from './export-progress.ts';
import {
  ExportCancelledError,
  ExportError,
  type ExportFormat,
  type ExportProgress,
  type ExportRequest,
  type ExportResult,
  formatOf,
} from './export-request.ts';
import { type ExportSource, openSource } from './open-source.ts';
import type { RowsWriter } from './rows-writer.ts';
import { openTarget, temporaryId } from './target-file.ts';
import { writeCsv } from './write-csv.ts';
import { writeExcel } from './write-excel.ts';
import { writeParquetExport } from './write-parquet-export.ts';

const WRITERS: Readonly<Record<ExportFormat, RowsWriter>> = {
  xlsx: writeExcel,
  csv: writeCsv,
  parquet: writeParquetExport,
};

/**
 * Does an export in the calling thread. The file appears under its name when it is complete; on any error, and when `signal` aborts,
 * nothing is left. `id` marks its temporary files. Rejects with ExportError or ExportCancelledError.
 */
export async function runExportJob(
  request: ExportRequest,
  onProgress: (progress: ExportProgress) => void,
  signal: AbortSignal,
  id: string = temporaryId(),
): Promise<ExportResult> {
  const startedMs = performance.now();
  const format = formatOf(request.to);
  const target = await openTarget(request.to, request.input, request.overwrite, id);
  const newest = await snapshotJournals(request.input);
  try {
    let source: ExportSource | null = null;
    const meter = createProgressMeter(onProgress, {
      rows: () => source?.expectedRows() ?? 0,
      inRange: () => source?.rowsInRange ?? 0,
    });
    source = await openSource(request, signal, meter.opened, newest.files(request.table));
    const written = await WRITERS[format]({
      request,
      path: target.temporaryPath,
      scratchPath: target.scratchPath('pairs'),
      columns: source.columns,
      source: untilAborted(source.rows(target.scratchPath('sort'), meter), signal),
      signal,
      gathered: meter.gathered,
      wrote: meter.wrote,
    });
    signal.throwIfAborted();
    meter.finishing();
    const bytes = await target.complete();
    return {
      path: request.to,
      format,
      rows: meter.rows,
      bytes,
      sheets: written.sheets,
      elapsedMs: performance.now() - startedMs,
      notes: [...source.notes(), ...written.notes, ...(newest.problem === null ? [] : [newest.problem])],
      damaged: source.damaged(),
    };
  } catch (error) {
    throw forPeople(error, request.to, signal);
  } finally {
    await target.clean();
    await newest.remove();
  }
}

async function* untilAborted(blocks: AsyncIterable<CellBlock>, signal: AbortSignal) {
  for await (const block of blocks) {
    signal.throwIfAborted();
    yield block;
  }
}

function forPeople(error: unknown, path: string, signal: AbortSignal): Error {
  if (signal.aborted) return new ExportCancelledError();
  if (error instanceof ExportError) return error;
  if (error instanceof ParquetFileError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    return new ExportError(`${error.message} It was merged or deleted meanwhile; export again.`, null, {
      cause: error,
    });
  }
  if (error instanceof ParquetFileError) return new ExportError(error.message, 'damaged', { cause: error });
  const { code, message } = error as NodeJS.ErrnoException;
  const reason =
    code === 'ENOSPC'
      ? 'the disk is full'
      : error instanceof ColumnValueError
        ? `${message} .csv and .xlsx take it.`
        : message;
  return new ExportError(`${path} could not be written: ${reason.replace(/\.$/, '')}.`, null, { cause: error });
}
