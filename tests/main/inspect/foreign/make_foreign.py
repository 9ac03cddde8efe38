"""Makes the small Parquet files of this folder with other writers (pyarrow 26, DuckDB 2); not a part of `npm test`.

    python make_foreign.py    writes beside itself
"""

import datetime as dt
import os
from decimal import Decimal

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

os.chdir(os.path.dirname(os.path.abspath(__file__)))

TYPES = pa.table({
    "i8": pa.array([1, -128], pa.int8()),
    "u64": pa.array([1, 2**64 - 1], pa.uint64()),
    "f16": pa.array(np.array([1.5, np.nan], np.float16)),
    "date": pa.array([dt.date(2020, 1, 1), None]),
    "time": pa.array([dt.time(1, 2, 3), None], pa.time32("ms")),
    "ms": pa.array([dt.datetime(2020, 1, 1), None], pa.timestamp("ms", "UTC")),
    "ns": pa.array([1577836800123456789, None], pa.timestamp("ns", "UTC")),
    "bytes": pa.array([b"\x00\xff", None]),
    "fixed": pa.array([b"ab", b"cd"], pa.binary(2)),
    "flag": pa.array([True, None]),
    "money": pa.array([Decimal("1234567890123.45678"), None], pa.decimal128(18, 5)),
    "word": pa.array(["x", None]).dictionary_encode(),
})
for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
    pq.write_table(TYPES, f"types-{codec}.parquet", compression=codec, data_page_version="2.0" if codec == "zstd" else "1.0")

pq.write_table(
    pa.table({
        "list": pa.array([[1, 2], None, [], [3]]),
        "struct": pa.array([{"x": 1, "y": "a"}, None, {"x": None, "y": "b"}, {"x": 4, "y": None}]),
        "map": pa.array([[("k", 1)], [], None, [("z", None)]], pa.map_(pa.string(), pa.int64())),
        "deep": pa.array([[[1], [2, 3]], [[]], None, []]),
        "plain": pa.array([1, None, 3, 4]),
    }),
    "nested.parquet",
)
pq.write_table(
    pa.table({"t": pa.array([1577836800123456789, None], pa.timestamp("ns"))}),
    "int96.parquet",
    use_deprecated_int96_timestamps=True,
)
pq.write_table(pa.table({"a": pa.array([None] * 5, pa.float64()), "b": pa.nulls(5)}), "nulls.parquet")
pq.write_table(TYPES.slice(0, 0), "no-rows.parquet")
pq.write_table(pa.table({}), "no-columns.parquet")
pq.write_table(pa.table([pa.array([1, 2]), pa.array([3, 4])], names=["a", "a"]), "repeated-name.parquet")
pq.write_table(
    pa.table({"": pa.array([1]), "a.b": pa.array([2]), "__proto__": pa.array([3]), "x\n\x1b[31m": pa.array(["\x1b[31mred\x07"])}),
    "odd-names.parquet",
)
duckdb.sql(
    "copy (select i, interval (i) second as wait, uuid() as id, {'a': i} as st from range(3) t(i)) to 'interval.parquet' (format parquet)"
)
