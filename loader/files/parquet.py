"""Parquet, whose columns have types."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from loader.files.source import Source, Unreadable
from loader.files.table import LARGEST_CELL, Header, TableRow
from loader.files.typed_cells import text_of_day, text_of_number
from loader.problems import at
from loader.records import Place
from moneyloop.values.shown import shown

LARGEST_TABLE = 50_000_000  # cells
AT_ONCE = 8192  # rows
INDEX = "__index_level_"  # what pandas calls its numbers of rows, which nobody named
NO_NUMBER = "is a number without end; leave the cell empty where it is not known"
NO_TEXT = "holds a NUL, as no text does"
TOO_LONG = f"holds more than {LARGEST_CELL:,} characters"


def rows_of_parquet(data: bytes, source: Source, header: Header) -> list[TableRow]:
    """Every row of the file; its lines are the numbers of the rows, counted from 1."""
    try:
        return _rows(data, source, header)
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken or hostile file leads the library to
        raise Unreadable(
            f"is no Parquet file that can be read ({type(error).__name__}); write it anew"
        ) from error


def _rows(data: bytes, source: Source, header: Header) -> list[TableRow]:
    buffer = pa.BufferReader(data)
    schema = parquet.read_schema(buffer)
    # Texts by their dictionary: a million times the same long text stands in memory once.
    texts = [field.name for field in schema if _is_text(field.type)]
    file = parquet.ParquetFile(buffer, read_dictionary=texts)
    if file.metadata.num_rows * len(schema) > LARGEST_TABLE:
        raise Unreadable(
            f"has {file.metadata.num_rows:,} rows of {len(schema)} columns; split it into parts"
        )
    spelled = ["" if name.startswith(INDEX) else name for name in schema.names]
    columns = header(spelled, source.problem)
    if columns is None:
        return []
    wanted = [index for index, column in enumerate(columns) if column]
    # By position: two columns that are left out may have one name.
    as_text = [_reader(schema.field(index)) for index in wanted]
    rows: list[TableRow] = []
    line = 0
    for batch in file.iter_batches(batch_size=AT_ONCE, use_threads=False):
        if (line + batch.num_rows) * len(schema) > LARGEST_TABLE:
            raise Unreadable("has more rows than it says")
        cells = [read(batch.column(index)) for index, read in zip(wanted, as_text, strict=True)]
        names = [columns[index] for index in wanted]
        for row in zip(*cells, strict=True):
            line += 1
            place = Place(source.name, line, columns)
            wrong = [
                at(place, name, cell.why)
                for name, cell in zip(names, row, strict=True)
                if isinstance(cell, _Wrong)
            ]
            source.problems.extend(wrong)
            if not wrong and any(row):
                by_column = dict(zip(names, row, strict=True))
                rows.append(TableRow(place, by_column, source.problems, guarded=False))
    return rows


class _Wrong:
    """What stands in the place of a cell that is no text."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why


Cells = Iterator[str | _Wrong] | list[str | _Wrong]


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _reader(field: pa.Field) -> Callable[[Any], Cells]:
    """How the cells of a column become text."""
    kind, types = field.type, pa.types
    if types.is_dictionary(kind):
        return _by_dictionary(_reader(pa.field(field.name, kind.value_type)))
    if _is_text(kind):
        return _by_dictionary(_each(_text))
    if types.is_null(kind):
        return _each(lambda value: "")
    if types.is_boolean(kind):
        return _each(lambda value: "true" if value else "false")
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        return _each(_number)
    if types.is_date(kind):
        return _each(text_of_day)
    if types.is_timestamp(kind):
        # Nanoseconds have no counterpart in Python; the day is all that counts.
        return lambda array: _each(text_of_day)(array.cast(pa.date32(), safe=False))
    raise Unreadable(
        f"its column {shown(field.name)} holds {shown(str(kind))}, which is no text, number or "
        "day; write it as text"
    )


def _each(as_text: Callable[[Any], str | _Wrong]) -> Callable[[Any], Cells]:
    return lambda array: ["" if value is None else as_text(value) for value in array.to_pylist()]


def _by_dictionary(as_text: Callable[[Any], Cells]) -> Callable[[Any], Cells]:
    """Turns each value of a dictionary into text once."""

    def cells(array: Any) -> Cells:
        if not pa.types.is_dictionary(array.type):
            return as_text(array)
        known = list(as_text(array.dictionary))
        return ["" if index is None else known[index] for index in array.indices.to_pylist()]

    return cells


def _text(value: str) -> str | _Wrong:
    if len(value) > LARGEST_CELL:
        return _Wrong(TOO_LONG)
    return _Wrong(NO_TEXT) if "\0" in value else value


def _number(value: float | Decimal) -> str | _Wrong:
    if math.isnan(value):  # what pandas writes where nothing is known
        return ""
    text = text_of_number(value)
    return _Wrong(NO_NUMBER) if text is None else text
