/** What can be exported: the two recorded tables. */
export const EXPORT_TABLES = ['trades', 'statistics'] as const;
export type ExportTable = (typeof EXPORT_TABLES)[number];

/** Chosen by the extension of the target. */
export const EXPORT_FORMATS = ['xlsx', 'csv', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const SHEET_MODES = ['table', 'pair'] as const;
export type SheetMode = (typeof SHEET_MODES)[number];

/** Beyond this Excel hardly opens a file. */
export const MANY_EXCEL_ROWS = 5_000_000;

/** Plain data: it crosses to the worker and, from the dialog, to the main process. */
export interface ExportRequest {
  readonly table: ExportTable;
  /** A Parquet file, a dataset directory, or a directory that holds our datasets or those of the original system. */
  readonly input: string;
  /** Path that ends in .xlsx, .csv or .parquet. */
  readonly to: string;
  /** First time, Unix microseconds, inclusive; null = from the start. */
  readonly fromUs: number | null;
  /** End of the time range, Unix microseconds, exclusive; null = to the end. */
  readonly untilUs: number | null;
  /** Names of pairs, whatever their case; null = all. */
  readonly pairs: readonly string[] | null;
  /** Only the first rows by time; null = all. */
  readonly rows: number | null;
  /** xlsx only: one sheet for the table or one for each pair. */
  readonly sheets: SheetMode;
  /** Replace the target if there is one. */
  readonly overwrite: boolean;
  /** Leave damaged files out and say so, instead of failing. */
  readonly skipDamaged: boolean;
  /** xlsx only: rows of a sheet below its heading; default and maximum is Excel's limit. */
  readonly maxSheetRows?: number;
}

export interface ExportProgress {
  /** opening: finding the files; searching: for the wanted pairs; sorting: by time, and gathering: by pair, both on disk. */
  readonly stage: 'opening' | 'searching' | 'sorting' | 'gathering' | 'writing' | 'finishing';
  /** Rows done in this stage; while opening, files. */
  readonly done: number;
  /** Of about so many; null = not known. */
  readonly total: number | null;
  /** In this stage; while opening, files. */
  readonly rowsPerSecond: number;
  readonly remainingS: number | null;
}

/** A file of the dataset that could not be read, or not to its end. */
export interface DamagedFile {
  readonly path: string;
  readonly problem: string;
  /** Rows of the range that are missing for it; null = not known. */
  readonly rowsMissing: number | null;
}

export interface ExportResult {
  readonly path: string;
  readonly format: ExportFormat;
  readonly rows: number;
  readonly bytes: number;
  /** Names of the sheets; empty unless xlsx. */
  readonly sheets: readonly string[];
  readonly elapsedMs: number;
  /** What the user should know, one sentence each. */
  readonly notes: readonly string[];
  /** Not empty only with skipDamaged. */
  readonly damaged: readonly DamagedFile[];
}

/** Why an export did not happen, where a caller can offer a way out: `overwrite` for exists, `skipDamaged` for damaged. */
export type ExportErrorCode = 'exists' | 'damaged';

/** The export did not happen; the message is for people. No file was left. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly code: ExportErrorCode | null;

  constructor(message: string, code: ExportErrorCode | null = null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The user stopped the export. No file was left. */
export class ExportCancelledError extends Error {
  override readonly name = 'ExportCancelledError';

  constructor() {
    super('The export was cancelled; no file was written.');
  }
}

/** The format that a path asks for; throws ExportError for any other extension. */
export function formatOf(path: string): ExportFormat {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  const format = EXPORT_FORMATS.find((name) => name === extension);
  if (format === undefined) throw new ExportError(`${path} must end in .xlsx, .csv or .parquet.`);
  return format;
}
