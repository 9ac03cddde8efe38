/** A number as JSON: null where it is undefined (NaN) or has no JSON form (an infinity). */
export function jsonNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}

/** Rows of a table as columnar JSON, `{"pair":[...],"price":[...]}`. */
export interface EncodedTable {
  readonly rows: number;
  readonly body: string;
}

/** One column: its wire name and the JSON text of its cell in a row. */
export interface CellColumn {
  readonly name: string;
  readonly cell: (row: number) => string;
}

/** Columnar JSON of `rows` rows. */
export function encodeColumns(columns: readonly CellColumn[], rows: number): EncodedTable {
  let body = '{';
  for (const { name, cell } of columns) {
    body += body.length === 1 ? `"${name}":[` : `,"${name}":[`;
    for (let row = 0; row < rows; row += 1) body += row === 0 ? cell(row) : `,${cell(row)}`;
    body += ']';
  }
  return { rows, body: `${body}}` };
}
