import type { RecordedGap } from '../recording/gap-ledger.ts';
import type { ColumnSummary } from './column-summary.ts';
import type { TimeOrder } from './silences.ts';
import type { ValueCount } from './value-counts.ts';

/** Something that cannot be read. */
export interface Damage {
  readonly path: string;
  readonly reason: string;
  /** Rows of the file that are not in the report because of it; null = all, and their number is not known. */
  readonly rows: number | null;
}

/** Values of one row by column, as they are shown. */
export type ShownRow = Readonly<Record<string, string | number | boolean | null>>;

/** What a Parquet file or a dataset of many holds. */
export interface InspectReport {
  readonly path: string;
  readonly files: number;
  readonly damaged: readonly Damage[];
  readonly rows: number;
  readonly rowGroups: number;
  readonly bytesOnDisk: number;
  /** The values as columns: 8 bytes per number and time, 1 per boolean, text as UTF-8 with 4 bytes for its length. */
  readonly bytesInMemory: number;
  readonly codecs: readonly string[];
  readonly writers: readonly string[];
  /** Key-value texts that all files agree on, without schemas of other tools. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly columns: readonly ColumnSummary[];
  /** The column that gives the time range; null if no column is a time. */
  readonly timeColumn: string | null;
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  readonly durationS: number | null;
  /** Stretches without a row in `timeColumn`, longer than this many seconds. */
  readonly silenceS: number;
  readonly order: TimeOrder | null;
  /** Outages from the ledger beside the dataset, within the time range. */
  readonly outages: readonly RecordedGap[];
  /** The column that names pairs; null if there is none. */
  readonly pairColumn: string | null;
  readonly pairs: number | null;
  readonly topPairs: readonly ValueCount[];
  readonly firstRows: readonly ShownRow[];
  readonly lastRows: readonly ShownRow[];
  /** What a reader should know, e.g. files whose columns differ. */
  readonly notes: readonly string[];
}
