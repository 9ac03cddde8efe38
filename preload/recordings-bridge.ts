import type { DamagedFile, ExportResult, ExportTable, SheetMode } from '../main/export/export-request.ts';
import type { InspectReport } from '../main/inspect/inspect-report.ts';
import type { PageSettings } from './bridge.ts';

/** The windows that work on recordings, each a page of its own. */
export const RECORDING_WINDOWS = ['export', 'inspect', 'open'] as const;
export type RecordingWindowName = (typeof RECORDING_WINDOWS)[number];

/** Where rows come from: the application's own recording, or what the user picks in a dialog of the system. */
export const SOURCE_KINDS = ['own', 'file', 'folder'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export interface SourceView {
  readonly kind: SourceKind;
  /** For people; a page can never choose one. */
  readonly path: string;
  /** What it does not hold (yet), for people. */
  readonly note: string | null;
}

/** What a source holds of one table. */
export interface TableOverview {
  readonly table: ExportTable;
  readonly files: number;
  readonly rows: number;
  /** First and last time, Unix milliseconds; null where the files do not say. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** Files that cannot be read. */
  readonly damagedFiles: number;
}

/** Rows of a source that the user asks for. */
export interface RowChoice {
  readonly table: ExportTable;
  /** Unix microseconds, inclusive; null = from the start. */
  readonly fromUs: number | null;
  /** Unix microseconds, exclusive; null = to the end. */
  readonly untilUs: number | null;
  /** null = all. */
  readonly pairs: readonly string[] | null;
  /** Only the first rows by time; null = all. */
  readonly rows: number | null;
}

export const FILE_FORMATS = ['xlsx', 'csv', 'parquet'] as const;

export interface ExportChoice extends RowChoice {
  readonly sheets: SheetMode;
  /** Offered first in the dialog of the system; the extension of the chosen name decides. */
  readonly format: (typeof FILE_FORMATS)[number];
  readonly skipDamaged: boolean;
}

/** How a piece of work ended. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly result: T }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string; readonly isDamage: boolean };

export interface WorkProgress {
  /** For people. */
  readonly text: string;
  /** 0 to 1; null = not known. */
  readonly share: number | null;
}

/** A column of an opened table. */
export interface OpenedColumn {
  readonly name: string;
  readonly type: 'string' | 'float' | 'integer' | 'boolean' | 'time';
}

export interface OpenedRows {
  readonly columns: readonly OpenedColumn[];
  /** Rows in the time range, before pairs are filtered. */
  readonly rowsInRange: number;
}

/** Some rows; null instead of it = the end. */
export interface RowChunk {
  readonly rows: number;
  /** Columnar JSON: column name to values; times are Unix milliseconds. */
  readonly json: string;
  /** Estimate of all rows that will come. */
  readonly expectedRows: number;
}

export interface RowsEnd {
  /** The bound was reached before the end of the range. */
  readonly isCut: boolean;
  readonly notes: readonly string[];
  readonly damaged: readonly DamagedFile[];
}

/** Questions of a recordings page; which of them are answered depends on the window. */
export interface RecordingInvokes {
  'recordings:source': () => Promise<SourceView>;
  'recordings:choose-source': (kind: SourceKind) => Promise<SourceView>;
  'recordings:survey': () => Promise<Outcome<readonly TableOverview[]>>;
  'recordings:export': (choice: ExportChoice) => Promise<Outcome<ExportResult>>;
  'recordings:inspect': () => Promise<Outcome<readonly InspectReport[]>>;
  'recordings:open': (choice: RowChoice) => Promise<Outcome<OpenedRows>>;
  'recordings:next-rows': () => Promise<Outcome<RowChunk | RowsEnd>>;
  'recordings:cancel': () => Promise<void>;
  'recordings:reveal': () => Promise<void>;
}

export const PROGRESS_CHANNEL = 'recordings:progress';

/** What a recordings page may ask of the desktop shell. */
export interface RecordingsBridge {
  /** The source now. */
  source(): Promise<SourceView>;
  /** Opens the dialog of the system (not for `own`); resolves to the source then, which is the same if it was cancelled. */
  chooseSource(kind: SourceKind): Promise<SourceView>;
  /** Looks through the files of the source. */
  survey(): Promise<Outcome<readonly TableOverview[]>>;
  /** Asks for the name of the file and writes it. */
  exportRows(choice: ExportChoice): Promise<Outcome<ExportResult>>;
  inspect(): Promise<Outcome<readonly InspectReport[]>>;
  /** Finds rows, which `nextRows` then hands over. */
  openRows(choice: RowChoice): Promise<Outcome<OpenedRows>>;
  nextRows(): Promise<Outcome<RowChunk | RowsEnd>>;
  /** Ends what is running; its outcome is then `cancelled`. */
  cancel(): Promise<void>;
  /** Shows the exported file in its folder. */
  reveal(): Promise<void>;
  /** The settings that pages follow: the time zone among them. */
  settings(): Promise<PageSettings>;
  onSettings(listener: (settings: PageSettings) => void): void;
  onProgress(listener: (progress: WorkProgress) => void): void;
}
