"""Reads a large table of a knowledge folder by column."""

from __future__ import annotations

import csv
import mmap
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from loader.files.cells import LARGEST_CELL

LINE = "line"
"""The column with the line of the file, counted from 1, on which a row begins."""

BATCH_ROWS = 50_000
BLOCK_SIZE = 1 << 24  # bytes
BOM = b"\xef\xbb\xbf"
CONTROLS = tuple(
    re.compile(pattern)  # one by one, since together they take twice as long
    for pattern in (
        rb"[\0-\x09\x0b\x0c\x0e-\x1f\x7f]",
        rb"\xc2[\x80-\x9f]",
        rb"\xe2\x80[\xa8\xa9]",
    )
)
"""What `loader.files.table` may refuse, in UTF-8, except the ends of lines."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The unparsed cells of a file, and the names of the columns that it has.

    `cells` also has LINE, and an empty column for each optional one that the file does not have.
    """

    file: str
    names: tuple[str, ...]
    cells: Any  # pyarrow.Table


def read_columns(file: Path, needed: Sequence[str], optional: Sequence[str]) -> Columns | None:
    """The table, or None if the file has a problem, which `read_table` will then report."""
    try:
        with (
            file.open("rb") as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            if any(control.search(content) for control in CONTROLS):
                return None
            # Without quotes, every comma and every line feed is a separator.
            marks = (b'"', b"\r", b"\n\n")
            is_simple = all(content.find(mark) < 0 for mark in marks)
            first = content[: max(content.find(b"\n"), 0)].removeprefix(BOM)
        if is_simple:
            names = _names(first.decode("utf-8").split(","))
            if not _are_valid(names, needed, optional):
                return None
            cells = _read_simple(file, names)
        else:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                csv.field_size_limit(LARGEST_CELL)
                reader = csv.reader(lines, strict=True)
                names = _names(next(reader))
                if not _are_valid(names, needed, optional):
                    return None
                cells = pa.Table.from_batches(_read_quoted(reader, names), _schema(names))
    except (OSError, ValueError, csv.Error, StopIteration, pa.ArrowInvalid):
        return None
    for name in (*needed, *optional):
        if name not in names:
            cells = cells.append_column(name, pa.repeat(pa.scalar(""), len(cells)))
    return Columns(str(file), names, cells)


def _names(spelled: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip().casefold() for cell in spelled)


def _are_valid(names: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> bool:
    return len(set(names)) == len(names) and set(needed) <= set(names) <= {*needed, *optional}


def _schema(names: Sequence[str]) -> Any:
    return pa.schema([*((name, pa.string()) for name in names), (LINE, pa.int64())])


def _read_simple(file: Path, names: Sequence[str]) -> Any:
    import pyarrow.compute as pc
    from pyarrow import csv as arrow_csv

    cells = arrow_csv.read_csv(
        file,
        arrow_csv.ReadOptions(column_names=list(names), skip_rows=1, block_size=BLOCK_SIZE),
        arrow_csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), null_values=[]),
    )
    longest = max(pc.max(pc.binary_length(column)).as_py() or 0 for column in cells.columns)
    if longest > LARGEST_CELL:
        raise ValueError("a cell is too long")
    lines = pa.array(range(2, len(cells) + 2), pa.int64())
    return cells.append_column(LINE, lines)


def _read_quoted(reader: Any, names: Sequence[str]) -> Iterator[Any]:
    """The rows in batches. Raises ValueError if one does not have a cell for each column."""
    rows: list[list[str]] = []
    lines: list[int] = []
    line = reader.line_num + 1
    for cells in reader:
        if cells and len(cells) != len(names):
            raise ValueError("a line has more or fewer cells than the first")
        if reader.line_num > line:
            raise ValueError("a cell has several lines")
        if cells:
            rows.append(cells)
            lines.append(line)
        line = reader.line_num + 1
        if len(rows) == BATCH_ROWS:
            yield _batch(rows, lines, names)
            rows, lines = [], []
    if rows:
        yield _batch(rows, lines, names)


def _batch(rows: Sequence[Sequence[str]], lines: Sequence[int], names: Sequence[str]) -> Any:
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.record_batch([*columns, pa.array(lines, pa.int64())], schema=_schema(names))
