"""Loops into a file: Parquet with its types, CSV and JSON lines with exact numbers as text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from moneyloop.report.cells import json_value, text_of
from moneyloop.scan.engine import Engine, Table
from moneyloop.values.spreadsheets import csv_line, guarded

Batches = Iterable[pa.RecordBatch]

Broken = tuple[str, int, str, str]
"""A line that is no row: its file, its number, the reason and its text."""


def write(engine: Engine, loops: Table, form: str, out: IO[bytes]) -> None:
    """Writes the rows as parquet, csv or jsonl; Parquet into a file that has a name."""
    if form == "parquet":
        engine.write_parquet(loops, Path(out.name))
        return
    writer = {"csv": _csv, "jsonl": _jsonl}[form]
    writer(engine.batches(loops), loops.columns, out)


def write_bad_rows(batches: Batches, broken: Sequence[Broken], out: IO[bytes]) -> Counter[str]:
    """Rows that are no payments, and lines that are no rows, as CSV with the reason of each.

    Returns how many there are for each reason.
    """
    names: list[str] | None = None
    reasons = Counter(reason for _file, _line, reason, _text in broken)
    for batch in batches:
        if names is None:
            names = [*batch.schema.names, "line", "text"]
            out.write(csv_line(names).encode())
        for row in batch.to_pylist():
            reasons[row["reason"]] += 1
            out.write(csv_line([*map(_cell, row.values()), "", ""]).encode())
    if names is None:
        names = ["file", "reason", "line", "text"]
        out.write(csv_line(names).encode())
    for file, line, reason, text in broken:
        cells = {"file": file, "reason": reason, "line": str(line), "text": text}
        out.write(csv_line(_cell(cells.get(name)) for name in names).encode())
    return reasons


def _csv(batches: Batches, columns: Sequence[str], out: IO[bytes]) -> None:
    out.write(csv_line(columns).encode())
    _lines(batches, out, lambda row: csv_line(map(_cell, row.values())))


def _cell(value: Any) -> str:
    # Numbers keep their sign; only text can be taken for a formula.
    text = text_of(value)
    return guarded(text) if isinstance(value, str | list) else text


def _jsonl(batches: Batches, columns: Sequence[str], out: IO[bytes]) -> None:
    _lines(batches, out, lambda row: json.dumps(json_value(row), ensure_ascii=False) + "\n")


def _lines(batches: Batches, out: IO[bytes], line: Callable[[dict[str, Any]], str]) -> None:
    for batch in batches:
        out.write("".join(map(line, batch.to_pylist())).encode())
