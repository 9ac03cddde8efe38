"""Compares every cell of an exported workbook with the Parquet file that it was made from; not a part of the product and not of `npm test`.

    npm start -- export --table statistics --input FILE.parquet --to FILE.xlsx
    python check_export.py FILE.parquet FILE.xlsx     needs pyarrow and openpyxl

Prints each difference and a line of totals; exit code 1 if there is a difference or a formula.
"""

import datetime as dt
import math
import re
import sys

import openpyxl
import pyarrow.parquet as pq

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
SHOWN = 20


def is_same(sent, read):
    if sent is None or (isinstance(sent, float) and math.isnan(sent)):
        return read is None
    if isinstance(sent, dt.datetime):
        sent = sent.replace(microsecond=sent.microsecond // 1000 * 1000, tzinfo=None)
        return isinstance(read, dt.datetime) and abs((read - sent).total_seconds()) < 0.0005
    if isinstance(sent, str):
        # XML has one kind of line end; openpyxl reads an empty text as none.
        lines = NOT_IN_XML.sub("", sent).replace("\r\n", "\n").replace("\r", "\n")
        return lines == (read or "").replace("_x000D_", "\n").replace("\r", "\n")
    return type(read) in (int, float, bool) and isinstance(read, bool) == isinstance(sent, bool) and read == sent


def main(parquet, workbook):
    table = pq.read_table(parquet)
    columns = [table[name].to_pylist() for name in table.column_names]
    row = problems = 0
    for sheet in openpyxl.load_workbook(workbook, read_only=True):
        for cells in sheet.iter_rows(min_row=2):
            for j, column in enumerate(columns):
                cell = cells[j] if j < len(cells) else None
                value = None if cell is None else cell.value
                if getattr(cell, "data_type", None) != "f" and is_same(column[row], value):
                    continue
                problems += 1
                if problems <= SHOWN:
                    print(f"{sheet.title} row {row} {table.column_names[j]}: {column[row]!r} was read as {value!r}")
            row += 1
    print(f"{row} of {table.num_rows} rows, {row * len(columns)} cells, {problems} problems")
    return 0 if problems == 0 and row == table.num_rows else 1


sys.exit(main(*sys.argv[1:3]))
