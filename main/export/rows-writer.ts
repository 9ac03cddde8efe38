import type { CellBlock } from './cells.ts';
import type { ExportColumn } from './export-columns.ts';
import type { ExportRequest } from './export-request.ts';

export interface WriteTask {
  readonly request: ExportRequest;
  /** The file to write; it may be left in any state when the task fails. */
  readonly path: string;
  /** A file that the task may make and must remove. */
  readonly scratchPath: string;
  readonly columns: readonly ExportColumn[];
  /** The rows; throws when the export is cancelled. */
  readonly source: AsyncIterable<CellBlock>;
  readonly signal: AbortSignal;
  /** Takes rows that were gathered by pair, before they are written. */
  gathered(rows: number): void;
  /** Takes rows that were written. */
  wrote(rows: number): void;
}

export interface WrittenRows {
  readonly sheets: readonly string[];
  /** For people, one sentence each. */
  readonly notes: readonly string[];
}

/** Writes rows into a file of one format, and flushes it to the disk. */
export type RowsWriter = (task: WriteTask) => Promise<WrittenRows>;
