/** The parts of exceljs 4.4.0 that excel-file.ts uses, some private ones among them: the version is pinned. */
declare module 'exceljs/lib/stream/xlsx/workbook-writer.js' {
  interface Style {
    numFmt?: string;
    font?: { bold: boolean };
  }

  interface Cell {
    style: Style;
  }

  interface Row {
    getCell(column: number): Cell;
    commit(): void;
  }

  export interface WorksheetWriter {
    columns: readonly { width: number }[];
    autoFilter: string | { from: { row: number; column: number }; to: { row: number; column: number } } | null;
    addRow(values: readonly unknown[]): Row;
    commit(): void;
    /** Private: leads into the zip. */
    readonly stream: { readonly pipes: readonly [{ readonly _writableState: { readonly length: number } }] };
  }

  export default class WorkbookWriter {
    constructor(options: {
      stream: NodeJS.WritableStream;
      useStyles: boolean;
      useSharedStrings: boolean;
      creator: string;
      lastModifiedBy: string;
      zip: { zlib: { level: number } };
    });
    addWorksheet(name: string, options: { views: readonly { state: 'frozen'; ySplit: number }[] }): WorksheetWriter;
    commit(): Promise<void>;
    views: readonly { x: number; y: number; width: number; height: number; activeTab: number }[];
    /** Private: what is written as the names of the workbook. */
    _definedNames: { readonly model: readonly { name: string; localSheetId: number; ranges: string[] }[] };
    /** Private: the archiver. */
    readonly zip: { abort(): void; on(event: 'error', listener: (error: Error) => void): void };
  }
}
