"""Writes loops as Parquet with its types, or as CSV or JSON lines with exact decimals; and bad
rows as CSV."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from moneyloop.report.cells import json_value, text_of
from moneyloop.scan.engines.base import BrokenLine, Engine, Table
from moneyloop.values.spreadsheets import csv_line, guarded

Batches = Iterable[pa.RecordBatch]


def write_loops(engine: Engine, loops: Table, format_name: str, out: IO[bytes]) -> None:
    """Writes the rows as parquet, csv or jsonl; for Parquet `out` must be a file with a name."""
    if format_name == "parquet":
        engine.write_parquet(loops, Path(out.name))
        return
    batches = engine.batches(loops)
    if format_name == "jsonl":
        _write_jsonl(batches, out)
    else:
        _write_csv(batches, loops.columns, out)


def write_bad_rows(
    batches: Batches, broken_lines: Sequence[BrokenLine], out: IO[bytes]
) -> Counter[str]:
    """Writes bad rows and broken lines as CSV, each with its reason.

    Returns how many there are for each reason.
    """
    columns: list[str] | None = None
    reasons = Counter(line.reason for line in broken_lines)
    for batch in batches:
        if columns is None:
            columns = [*batch.schema.names, "line", "text"]
            out.write(csv_line(columns).encode())
        for row in batch.to_pylist():
            reasons[row["reason"]] += 1
            out.write(csv_line([*map(_cell, row.values()), "", ""]).encode())
    if columns is None:
        columns = ["file", "reason", "line", "text"]
        out.write(csv_line(columns).encode())
    for line in broken_lines:
        cells = {
            "file": line.file,
            "reason": line.reason,
            "line": str(line.number),
            "text": line.text,
        }
        out.write(csv_line(_cell(cells.get(column)) for column in columns).encode())
    return reasons


def _write_csv(batches: Batches, columns: Sequence[str], out: IO[bytes]) -> None:
    out.write(csv_line(columns).encode())
    _write_lines(batches, out, lambda row: csv_line(map(_cell, row.values())))


def _write_jsonl(batches: Batches, out: IO[bytes]) -> None:
    _write_lines(batches, out, lambda row: json.dumps(json_value(row), ensure_ascii=False) + "\n")


def _write_lines(batches: Batches, out: IO[bytes], line: Callable[[dict[str, Any]], str]) -> None:
    for batch in batches:
        out.write("".join(map(line, batch.to_pylist())).encode())


def _cell(value: Any) -> str:
    # Only text can be taken for a formula; numbers keep their sign.
    text = text_of(value)
    return guarded(text) if isinstance(value, str | list) else text
