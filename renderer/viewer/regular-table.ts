import type { CellValue } from '../format/columns.ts';

/** The parts of `regular-table` (inside Perspective's datagrid) that this page uses. */
export interface RegularTable extends HTMLElement {
  setDataListener(listener: DataListener, options: unknown): void;
  addStyleListener(listener: () => void): void;
  getMeta(cell: Element): CellMeta | undefined;
  draw(options?: { invalid_viewport?: boolean }): Promise<void>;
}

export type DataListener = (table: RegularTable, x0: number, y0: number, x1: number, y1: number) => Promise<GridData>;

/** A window of a grid: one array per visible column. */
export interface GridData {
  num_rows: number;
  column_headers: string[][];
  /** What is shown. */
  data: unknown[][];
  /** The values behind it. */
  metadata: CellValue[][];
}

export interface CellMeta {
  /** Row and first row of the window. */
  y: number;
  y0: number;
  /** The value behind the cell. */
  user?: CellValue;
  /** Groups of a split view, then the name of the column. */
  column_header?: string[];
}

/** Perspective's datagrid plugin element. */
export interface DatagridPlugin extends HTMLElement {
  readonly regular_table: RegularTable;
  clear(): Promise<void>;
  readonly model?: {
    readonly _ids?: readonly (readonly unknown[])[];
    readonly _config?: {
      readonly group_by?: readonly string[];
      readonly split_by?: readonly string[];
      readonly aggregates?: Readonly<Record<string, unknown>>;
    };
  };
}
