"""Opens a recording with pandas, pyarrow and DuckDB and compares it, row by row, with what was sent.

Run by `npm run drill -- hour --python PYTHON`, where PYTHON has pandas, pyarrow and duckdb; not a part of the product and not of `npm test`.

    check_recording.py watch ROOT       reads both datasets again and again while they are written, until its input ends
    check_recording.py compare ROOT SENT  compares them with SENT/trades.ndjson and SENT/statistics.ndjson

Each prints JSON lines; exit code 1 if a reading failed, rows went away, or a value differs.
"""

import json
import os
import select
import sys

import duckdb
import pandas as pd
import pyarrow.dataset as ds

TABLES = {"trades": ["trade_id"], "statistics": ["time", "pair"]}


def dataset(root, table):
    return os.path.join(root, f"crypto_{table}.parquet")


def with_pandas(path):
    return pd.read_parquet(path)


def with_pyarrow(path):
    return ds.dataset(path, format="parquet").to_table().to_pandas()


def with_duckdb(path):
    return duckdb.sql(f"FROM read_parquet('{path}/**/*.parquet')").df()


READERS = {"pandas": with_pandas, "pyarrow": with_pyarrow, "duckdb": with_duckdb}


def has_input_ended():
    return bool(select.select([sys.stdin], [], [], 0)[0]) and sys.stdin.readline() == ""


def watch(root):
    counts = {reader: {"reads": 0, "errors": 0, "shrank": 0, "rows": 0} for reader in READERS}
    while not has_input_ended():
        for reader, read in READERS.items():
            if not os.path.isdir(dataset(root, "trades")):
                continue
            count = counts[reader]
            count["reads"] += 1
            try:
                rows = len(read(dataset(root, "trades")))
                count["shrank"] += rows < count["rows"]
                count["rows"] = rows
            except Exception as error:
                count["errors"] += 1
                print(f"{reader}: {error}", file=sys.stderr)
    for reader, count in counts.items():
        print(json.dumps({"while": "writing", "reader": reader, **count}))
    return any(count["errors"] or count["shrank"] or not count["reads"] for count in counts.values())


def comparable(frame, keys, columns):
    """One order and one set of types for all readers: times as microseconds, nothing else changed."""
    frame = frame[columns].copy()
    for name in columns:
        if name.endswith("time"):
            frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
    return frame.sort_values(keys, kind="stable").reset_index(drop=True)


def sent_rows(path):
    with open(path, encoding="utf-8") as lines:
        frame = pd.DataFrame([json.loads(line) for line in lines])
    for name in frame.columns:
        if name.endswith("time"):
            frame[name] = pd.to_datetime(frame[name], unit="us", utc=True)
    return frame


def different_cells(expected, found):
    if len(expected) != len(found):
        return -1
    different = 0
    for name in expected.columns:
        a, b = expected[name], found[name]
        same = (a == b) | (a.isna() & b.isna())
        different += int((~same.fillna(False).astype(bool)).sum())
    return different


def compare(root, sent):
    failed = False
    for table, keys in TABLES.items():
        expected = sent_rows(os.path.join(sent, f"{table}.ndjson"))
        columns = list(expected.columns)
        expected = comparable(expected, keys, columns)
        for reader, read in READERS.items():
            found = read(dataset(root, table))
            different = different_cells(expected, comparable(found, keys, columns))
            in_order = bool(found["received_time" if table == "trades" else "time"].is_monotonic_increasing)
            result = {"table": table, "reader": reader, "sent": len(expected), "found": len(found)}
            print(json.dumps({**result, "columns": len(columns), "different": different, "in_order": in_order}))
            failed |= different != 0
    return failed


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    sys.exit({"watch": watch, "compare": compare}[command](*arguments))
