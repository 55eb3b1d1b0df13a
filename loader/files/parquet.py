"""Parquet, whose columns have types."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from loader.files.cells import HAS_NUL, LARGEST_CELL, TOO_LONG, text_of_day, text_of_number
from loader.files.input import InputFile, Unreadable
from loader.files.table import Header, TableRow, is_other
from loader.problems import at
from loader.records import Place
from moneyloop.values.shown import shown

LARGEST_TABLE = 50_000_000  # cells
BATCH_ROWS = 8192
INDEX = "__index_level_"  # the name that pandas gives to an unnamed index
INFINITE = "is infinite; leave the cell empty if the number is not known"


def rows_of_parquet(data: bytes, file: InputFile, header: Header) -> list[TableRow]:
    """Every row of the file. Its line is its ordinal, counted from 1. Raises Unreadable."""
    try:
        return _rows(data, file, header)
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken or hostile file makes the library raise
        raise Unreadable(
            f"is not a readable Parquet file ({type(error).__name__}); write it again"
        ) from error


def _rows(data: bytes, file: InputFile, header: Header) -> list[TableRow]:
    buffer = pa.BufferReader(data)
    schema = parquet.read_schema(buffer)
    # As dictionaries, so that a long text that occurs a million times is in memory only once.
    texts = [field.name for field in schema if _is_text(field.type)]
    table = parquet.ParquetFile(buffer, read_dictionary=texts)
    if table.metadata.num_rows * len(schema) > LARGEST_TABLE:
        raise Unreadable(
            f"has {table.metadata.num_rows:,} rows of {len(schema)} columns; split it into parts"
        )
    spelled = ["" if name.startswith(INDEX) else name for name in schema.names]
    columns = header(spelled, file.problem)
    if columns is None:
        return []
    # By index, because two columns that are left out may share a name.
    used = [index for index, column in enumerate(columns) if column and not is_other(column)]
    names = [columns[index] for index in used]
    readers = [_reader(schema.field(index)) for index in used]
    rows: list[TableRow] = []
    line = 0
    for batch in table.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
        if (line + batch.num_rows) * len(schema) > LARGEST_TABLE:
            raise Unreadable("has more rows than its metadata states")
        cells = [read(batch.column(index)) for index, read in zip(used, readers, strict=True)]
        for row in zip(*cells, strict=True):
            line += 1
            place = Place(file.name, line, columns)
            problems = [
                at(place, name, cell.message)
                for name, cell in zip(names, row, strict=True)
                if isinstance(cell, _Invalid)
            ]
            file.problems.extend(problems)
            if not problems and any(row):
                by_column = dict(zip(names, row, strict=True))
                rows.append(TableRow(place, by_column, file.problems, guarded=False))
    return rows


class _Invalid:
    """Takes the place of a cell that cannot become text."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message


Cells = Iterator[str | _Invalid] | list[str | _Invalid]


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _reader(field: pa.Field) -> Callable[[Any], Cells]:
    """A function that turns arrays of a column into text."""
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
        # Cast to days first: Python's datetime has no nanoseconds.
        return lambda array: _each(text_of_day)(array.cast(pa.date32(), safe=False))
    raise Unreadable(
        f"has a column {shown(field.name)} of type {shown(str(kind))}, which is not text, a number "
        "or a date; write it as text"
    )


def _each(convert: Callable[[Any], str | _Invalid]) -> Callable[[Any], Cells]:
    return lambda array: ["" if value is None else convert(value) for value in array.to_pylist()]


def _by_dictionary(convert: Callable[[Any], Cells]) -> Callable[[Any], Cells]:
    """Converts each value of a dictionary only once."""

    def cells(array: Any) -> Cells:
        if not pa.types.is_dictionary(array.type):
            return convert(array)
        values = list(convert(array.dictionary))
        return ["" if index is None else values[index] for index in array.indices.to_pylist()]

    return cells


def _text(value: str) -> str | _Invalid:
    if len(value) > LARGEST_CELL:
        return _Invalid(TOO_LONG)
    return _Invalid(HAS_NUL) if "\0" in value else value


def _number(value: float | Decimal) -> str | _Invalid:
    if math.isnan(value):  # what pandas writes for a missing value
        return ""
    text = text_of_number(value)
    return _Invalid(INFINITE) if text is None else text
