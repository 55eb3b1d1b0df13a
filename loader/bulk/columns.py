"""Reads a large table of a knowledge folder by columns."""

from __future__ import annotations

import csv
import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from loader.files.cells import LARGEST_CELL

LINE = "line"
"""The column that says on which line of the file, counted from 1, a row begins."""

ROWS_AT_ONCE = 50_000
BYTES_AT_ONCE = 1 << 24
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Columns:
    """The cells of a file as text, just as they stand in it, and the names of its own columns.

    In `cells` a column that the file does not have is empty; one more is LINE.
    """

    file: str
    names: tuple[str, ...]
    cells: Any  # pyarrow.Table


def read_columns(file: Path, needed: Sequence[str], optional: Sequence[str]) -> Columns | None:
    """The table, or None where something is wrong with the file, which `read_table` will tell."""
    try:
        with (
            file.open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as all_,
        ):
            if all_.find(b"\0") >= 0:
                return None
            # Without quotes every comma and every line feed is one.
            marks = (b'"', b"\r", b"\n\n")
            is_simple = all(all_.find(mark) < 0 for mark in marks)
            first = all_[: max(all_.find(b"\n"), 0)].removeprefix(BOM)
        if is_simple:
            names = _names(first.decode("utf-8").split(","))
            if not _right(names, needed, optional):
                return None
            cells = _at_once(file, names)
        else:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                csv.field_size_limit(LARGEST_CELL)
                reader = csv.reader(lines, strict=True)
                names = _names(next(reader))
                if not _right(names, needed, optional):
                    return None
                cells = pa.Table.from_batches(_walked(reader, names), _schema(names))
    except (OSError, ValueError, csv.Error, StopIteration, pa.ArrowInvalid):
        return None
    for name in (*needed, *optional):
        if name not in names:
            cells = cells.append_column(name, pa.repeat(pa.scalar(""), len(cells)))
    return Columns(str(file), names, cells)


def _names(spelled: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip().casefold() for cell in spelled)


def _right(names: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> bool:
    return len(set(names)) == len(names) and set(needed) <= set(names) <= {*needed, *optional}


def _schema(names: Sequence[str]) -> Any:
    return pa.schema([*((name, pa.string()) for name in names), (LINE, pa.int64())])


def _at_once(file: Path, names: Sequence[str]) -> Any:
    import pyarrow.compute as pc
    from pyarrow import csv as arrow_csv

    cells = arrow_csv.read_csv(
        file,
        arrow_csv.ReadOptions(column_names=list(names), skip_rows=1, block_size=BYTES_AT_ONCE),
        arrow_csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), null_values=[]),
    )
    longest = max(pc.max(pc.binary_length(column)).as_py() or 0 for column in cells.columns)
    if longest > LARGEST_CELL:
        raise ValueError("a cell is too long")
    lines = pa.array(range(2, len(cells) + 2), pa.int64())
    return cells.append_column(LINE, lines)


def _walked(reader: Any, names: Sequence[str]) -> Iterator[Any]:
    """The rows in batches; raises ValueError where one has not as many cells as it should."""
    rows: list[list[str]] = []
    lines: list[int] = []
    line = reader.line_num + 1
    for cells in reader:
        if cells and len(cells) != len(names):
            raise ValueError("a line has more cells or fewer than the first")
        if cells:
            rows.append(cells)
            lines.append(line)
        line = reader.line_num + 1
        if len(rows) == ROWS_AT_ONCE:
            yield _batch(rows, lines, names)
            rows, lines = [], []
    if rows:
        yield _batch(rows, lines, names)


def _batch(rows: Sequence[Sequence[str]], lines: Sequence[int], names: Sequence[str]) -> Any:
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.record_batch([*columns, pa.array(lines, pa.int64())], schema=_schema(names))
