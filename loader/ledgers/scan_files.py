"""Reads the loops in files that `moneyloop scan` wrote: Parquet, CSV or JSON Lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from loader.files.csv import rows_of_csv
from loader.files.encodings import text_of
from loader.files.input import InputFile, Unreadable, read_bytes
from loader.problems import Problem, at
from loader.records import Place
from loader.store.change_log import File
from moneyloop.report.cells import json_value
from moneyloop.values import names
from moneyloop.values.shown import harmless, shown
from moneyloop.values.spreadsheets import unguarded

STDIN = "-"
PARQUET = b"PAR1"
BATCH_ROWS = 8192

NEEDED = ("accounts", "payments", "amounts", "firsts", "lasts", "ledger")
OPTIONAL = ("types", "nths", "ids")
SEPARATOR, INNER_SEPARATOR = "; ", "|"
"""The separators in CSV: between the items of a list, and of a list within a list."""

Item = Any
Cells = Mapping[str, Any]
"""The cells of a row by column: a text for `ledger`, otherwise a list with an item per hop."""


@dataclass(frozen=True, slots=True)
class ScannedLoop:
    """A loop as a scan wrote it. Each list has an item per hop, unparsed.

    `types`, `nths` and `ids` are empty if the scan did not write them.
    """

    ledger: str
    accounts: Sequence[str]
    payments: Sequence[Item]
    amounts: Sequence[Item]
    firsts: Sequence[Item]
    lasts: Sequence[Item]
    types: Sequence[Sequence[str]]
    nths: Sequence[Item]
    ids: Sequence[Item]
    place: Place


def read(
    file: str,
    take: Callable[[ScannedLoop], None],
    problems: list[Problem],
    encoding: str | None = None,
) -> File | None:
    """Passes the loops in a file to `take` one by one, because there may be millions.

    `-` is stdin; `encoding` applies to text. Problems are added to `problems`. None if the file
    could not be read to its end.
    """
    input_file = InputFile("stdin" if file == STDIN else harmless(file), problems)
    try:
        data = read_bytes(None if file == STDIN else file)
        count = 0
        for place, cells in _rows(data, input_file, encoding):
            loop = _loop(cells, place, problems)
            if loop is not None:
                take(loop)
                count += 1
    except Unreadable as error:
        input_file.problem(str(error), error.line)
        return None
    return File(input_file.name, hashlib.sha256(data).hexdigest(), count)


def _rows(data: bytes, file: InputFile, encoding: str | None) -> Iterator[tuple[Place, Cells]]:
    if data.startswith(PARQUET):
        return _of_parquet(data, file)
    text = text_of(data, encoding)
    # A scan that found nothing writes JSON Lines without a line.
    if text.lstrip()[:1] in ("{", ""):
        return _of_json(text, file)
    return _of_csv(text, file)


def _of_parquet(data: bytes, file: InputFile) -> Iterator[tuple[Place, Cells]]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(pa.BufferReader(data))
        columns = _columns(tuple(table.schema_arrow.names))
        keys = [column for column in columns if column]
        used = [
            name for name, column in zip(table.schema_arrow.names, columns, strict=True) if column
        ]
        line = 0
        for batch in table.iter_batches(BATCH_ROWS, columns=used, use_threads=False):
            for row in zip(*(batch.column(name).to_pylist() for name in used), strict=True):
                line += 1
                yield Place(file.name, line, columns), dict(zip(keys, row, strict=True))
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise Unreadable(
            f"is not a readable Parquet file ({type(error).__name__}); scan the ledger again"
        ) from error


def _of_json(text: str, file: InputFile) -> Iterator[tuple[Place, Cells]]:
    # Not splitlines, which also ends lines within JSON strings, as at U+2028.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            # Numbers stay as the file spells them.
            row = json.loads(line, parse_int=str, parse_float=str, parse_constant=str)
        except ValueError as error:
            raise Unreadable("is not readable JSON", number) from error
        if not isinstance(row, dict):
            raise Unreadable("is not a JSON object, as every line of a scan should be", number)
        columns = _columns(tuple(row))
        cells = {names.key(name): value for name, value in row.items()}
        yield Place(file.name, number, columns), cells


def _of_csv(text: str, file: InputFile) -> Iterator[tuple[Place, Cells]]:
    def header(spelled: Sequence[str], problem: Any) -> tuple[str, ...] | None:
        return _columns(tuple(spelled))

    for row in rows_of_csv(text, file, header):
        yield row.place, {name: _listed(name, cell) for name, cell in row.cells.items()}


def _listed(name: str, cell: str) -> Any:
    # Not stripped: a list of unknown items consists of separators only.
    text = unguarded(cell)
    if name == "ledger" or not text:
        return text or None
    items = text.split(SEPARATOR)
    return (
        [item.split(INNER_SEPARATOR) for item in items]
        if name == "types"
        else [item or None for item in items]
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def as_text(value: Any) -> str | None:
    """An item of a list as text, whatever its type in the file."""
    return value if value is None or isinstance(value, str) else str(json_value(value))


@lru_cache  # each line of JSON names its columns
def _columns(spelled: tuple[str, ...]) -> tuple[str, ...]:
    """The canonical names of the columns, "" for those that are not read.

    Raises Unreadable if one is missing.
    """
    keys = [names.key(name) for name in spelled]
    missing = [name for name in NEEDED if name not in keys]
    if len(missing) > len(NEEDED) // 2:
        raise Unreadable(
            "was not written by `moneyloop scan`; to import deals, which have the columns type, "
            "payer, payee and source, omit --from-scan",
            1,
        )
    if missing:
        raise Unreadable(
            f"has no column {', '.join(missing)}, which an import of loops needs; scan the ledger "
            "again and keep all columns",
            1,
        )
    if twice := [name for name in (*NEEDED, *OPTIONAL) if keys.count(name) > 1]:
        raise Unreadable(f"has duplicate columns: {', '.join(twice)}", 1)
    return tuple(key if key in (*NEEDED, *OPTIONAL) else "" for key in keys)


def _loop(cells: Cells, place: Place, problems: list[Problem]) -> ScannedLoop | None:
    def problem(column: str, message: str) -> None:
        problems.append(at(place, column, message))

    accounts, ledger = cells["accounts"], cells["ledger"]
    if not isinstance(accounts, list) or len(accounts) < 2 or None in accounts:
        problem("accounts", "is not a list of two or more accounts")
        return None
    if not isinstance(ledger, str):
        raise Unreadable(
            "names no ledger: loops found with --from-graph consist of deals that are already in "
            "the graph",
            place.line,
        )
    columns = {}
    for column in (*NEEDED[1:-1], *OPTIONAL):
        items = cells.get(column) or []
        if column in NEEDED and not items:
            items = [None] * len(accounts)
        if items and (not isinstance(items, list) or len(items) != len(accounts)):
            problem(
                column,
                f"has {len(items) if isinstance(items, list) else 'no list of'} items for "
                f"{len(accounts)} accounts; if names contain {shown(SEPARATOR)} or "
                f"{shown(INNER_SEPARATOR)}, write Parquet or JSON Lines instead of CSV",
            )
            return None
        columns[column] = items
    if not all(_are_texts(types) for types in columns["types"]):
        problem("types", "should have a list of types for each hop")
        return None
    return ScannedLoop(ledger=ledger, accounts=accounts, place=place, **columns)
