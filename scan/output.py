"""Loops into a file: Parquet with its types, CSV and JSON lines with exact numbers as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from report.render.cells import plain, text_of
from values.spreadsheets import csv_line, guarded

FORMATS = ("parquet", "csv", "jsonl")

Batches = Iterable[pa.RecordBatch]

Broken = tuple[str, int, str, str]
"""A line that is no row: its file, its number, the reason and its text."""


def write(batches: Batches, schema: pa.Schema, form: str, out: IO[bytes]) -> int:
    """Writes the rows in one of FORMATS, and tells how many there were."""
    return WRITERS[form](batches, schema, out)


def write_bad_rows(batches: Batches, broken: Sequence[Broken], out: IO[bytes]) -> None:
    """Rows that are no payments, and lines that are no rows, as CSV with the reason of each."""
    names: list[str] | None = None
    for batch in batches:
        if names is None:
            names = [*batch.schema.names, "line", "text"]
            out.write(csv_line(names).encode())
        for row in batch.to_pylist():
            out.write(csv_line([*map(_cell, row.values()), "", ""]).encode())
    if names is None:
        names = ["file", "reason", "line", "text"]
        out.write(csv_line(names).encode())
    for file, line, reason, text in broken:
        cells = {"file": file, "reason": reason, "line": str(line), "text": text}
        out.write(csv_line(_cell(cells.get(name)) for name in names).encode())


def _parquet(batches: Batches, schema: pa.Schema, out: IO[bytes]) -> int:
    count = 0
    with pq.ParquetWriter(out, schema) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(schema))
            count += batch.num_rows
    return count


def _csv(batches: Batches, schema: pa.Schema, out: IO[bytes]) -> int:
    out.write(csv_line(schema.names).encode())
    return _lines(batches, out, lambda row: csv_line(map(_cell, row.values())))


def _cell(value: Any) -> str:
    # Numbers keep their sign; only text can be taken for a formula.
    text = text_of(value)
    return guarded(text) if isinstance(value, str | list) else text


def _jsonl(batches: Batches, schema: pa.Schema, out: IO[bytes]) -> int:
    return _lines(batches, out, lambda row: json.dumps(plain(row), ensure_ascii=False) + "\n")


def _lines(batches: Batches, out: IO[bytes], line: Callable[[dict[str, Any]], str]) -> int:
    count = 0
    for batch in batches:
        out.write("".join(map(line, batch.to_pylist())).encode())
        count += batch.num_rows
    return count


WRITERS: dict[str, Callable[[Batches, pa.Schema, IO[bytes]], int]] = {
    "parquet": _parquet,
    "csv": _csv,
    "jsonl": _jsonl,
}
