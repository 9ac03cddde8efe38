import type { QuarantinedFile } from './check-segments.ts';
import type { RecordedTable } from './datasets.ts';
import type { RecordedGap } from './gap-ledger.ts';

/** Where the recorder says what happens; main/log.ts fits. */
export interface RecorderLog {
  readonly info: (message: string) => void;
  readonly warn: (message: string) => void;
}

export type RowCounts = Readonly<Record<RecordedTable, number>>;

/** What the status bar, the banner and /healthz show of the recorder. */
export interface RecorderStatus {
  /** `paused`: rows wait in memory until the disk takes them again. `off`: nothing is kept here. */
  readonly state: 'recording' | 'paused' | 'off';
  /** Why it is not recording and what to do, for people; null while recording. */
  readonly reason: string | null;
  /** Things that need attention though it records: little space, segments that cannot be written, quarantined files; newest last. */
  readonly warnings: readonly string[];
  /** The folder `parquet_data`. */
  readonly directory: string;
  /** Rows in memory that no file holds yet, and their size. */
  readonly bufferedRows: RowCounts;
  readonly bufferedBytes: number;
  /** Rows given up because the buffer was full, since start. */
  readonly droppedRows: RowCounts;
  /** Rows in files since start, journal or segment. */
  readonly rowsWritten: RowCounts;
  /** Rows and bytes of finished segments since start. */
  readonly sealedRows: RowCounts;
  readonly sealedBytes: number;
  /** Journals that wait to become segments. */
  readonly unsealedJournals: number;
  readonly lastSealed: { readonly file: string; readonly rows: number; readonly at: string } | null;
  /** Rows that an earlier run left in its journals and that are now in segments. */
  readonly recoveredRows: number;
  /** Rows lost to damage of journals, as far as known. */
  readonly lostRows: number;
  /** Values that no column can hold (a time before 1970) and that were stored as null. */
  readonly unstorableValues: number;
  readonly quarantined: readonly QuarantinedFile[];
  /** Space left on the disk, bytes; null = unknown. */
  readonly freeBytes: number | null;
  /** Outages since start, newest last, at most 20. */
  readonly gaps: readonly RecordedGap[];
}
