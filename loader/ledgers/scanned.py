"""Reads what `moneyloop scan` wrote: Parquet, CSV or JSON lines, into loops with their hops."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from loader.files.content import content_of
from loader.files.csv_text import rows_of_csv
from loader.files.encodings import text_of
from loader.files.source import Source, Unreadable
from loader.problems import Problem, at
from loader.records import Place
from loader.store.log import File
from moneyloop.report.cells import json_value
from moneyloop.values import names
from moneyloop.values.shown import harmless, shown
from moneyloop.values.spreadsheets import unguarded

STDIN = "-"
PARQUET = b"PAR1"
AT_ONCE = 8192  # rows

NEEDED = ("accounts", "payments", "amounts", "firsts", "lasts", "ledger")
OPTIONAL = ("types", "nths", "ids")
BETWEEN, WITHIN = "; ", "|"
"""What stands in CSV between the items of a list, and between those of a list in it."""

Item = Any
Cells = Mapping[str, Any]
"""The cells of a row by column: a text for `ledger`, for all else a list with an item a hop."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One loop as a scan tells it; each list has an item for each hop, as the file has it.

    `types`, `nths` and `ids` are empty where the scan did not tell them.
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
    take: Callable[[Scanned], None],
    problems: list[Problem],
    encoding: str | None = None,
) -> File | None:
    """Hands on the loops in a file, of which there may be millions, one by one.

    `-` is stdin, and `encoding` is of text. What is wrong goes to `problems`; None where the file
    could not be read to its end.
    """
    name = "stdin" if file == STDIN else harmless(file)
    source = Source(name, problems)
    try:
        data = content_of(None if file == STDIN else file)
        count = 0
        for place, cells in _rows(data, source, encoding):
            loop = _loop(cells, place, problems)
            if loop is not None:
                take(loop)
                count += 1
    except Unreadable as error:
        source.problem(str(error), error.line)
        return None
    return File(name, hashlib.sha256(data).hexdigest(), count)


def _rows(data: bytes, source: Source, encoding: str | None) -> Iterator[tuple[Place, Cells]]:
    if data.startswith(PARQUET):
        return _of_parquet(data, source)
    text = text_of(data, encoding)
    # Where a scan finds nothing there are no lines of JSON.
    if text.lstrip()[:1] in ("{", ""):
        return _of_json(text, source)
    return _of_csv(text, source)


def _of_parquet(data: bytes, source: Source) -> Iterator[tuple[Place, Cells]]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(pa.BufferReader(data))
        columns = _columns(tuple(file.schema_arrow.names))
        keys = [column for column in columns if column]
        wanted = [
            name for name, column in zip(file.schema_arrow.names, columns, strict=True) if column
        ]
        line = 0
        for batch in file.iter_batches(AT_ONCE, columns=wanted, use_threads=False):
            for row in zip(*(batch.column(name).to_pylist() for name in wanted), strict=True):
                line += 1
                yield Place(source.name, line, columns), dict(zip(keys, row, strict=True))
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # whatever a broken file leads the library to
        raise Unreadable(
            f"is no Parquet file that can be read ({type(error).__name__}); scan the ledger anew"
        ) from error


def _of_json(text: str, source: Source) -> Iterator[tuple[Place, Cells]]:
    # Not splitlines: to it a line also ends where JSON sees none, as at U+2028.
    for line, one in enumerate(text.split("\n"), 1):
        if not one.strip():
            continue
        try:
            # Numbers stay what the file spells.
            row = json.loads(one, parse_int=str, parse_float=str, parse_constant=str)
        except ValueError as error:
            raise Unreadable("is no line of JSON that can be read", line) from error
        if not isinstance(row, dict):
            raise Unreadable("is no object, as each line that a scan writes is one", line)
        columns = _columns(tuple(row))
        cells = {names.key(name): value for name, value in row.items()}
        yield Place(source.name, line, columns), cells


def _of_csv(text: str, source: Source) -> Iterator[tuple[Place, Cells]]:
    def header(spelled: Sequence[str], problem: Any) -> tuple[str, ...] | None:
        return _columns(tuple(spelled))

    for row in rows_of_csv(text, source, header):
        yield row.place, {name: _listed(name, cell) for name, cell in row.cells.items()}


def _listed(name: str, cell: str) -> Any:
    # Not stripped: a list of items that are not known is nothing but what stands between them.
    text = unguarded(cell)
    if name == "ledger" or not text:
        return text or None
    items = text.split(BETWEEN)
    return (
        [one.split(WITHIN) for one in items] if name == "types" else [one or None for one in items]
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def as_text(value: Any) -> str | None:
    """An item of a list as text, whatever a file has for it."""
    return value if value is None or isinstance(value, str) else str(json_value(value))


@lru_cache  # of JSON each line names its columns
def _columns(spelled: tuple[str, ...]) -> tuple[str, ...]:
    """The columns as this program calls them; empty for those that are not read.

    Raises Unreadable where one is missing.
    """
    keys = [names.key(name) for name in spelled]
    missing = [name for name in NEEDED if name not in keys]
    if len(missing) > len(NEEDED) // 2:
        raise Unreadable(
            "was not written by `moneyloop scan`; without --from-scan deals are imported, with "
            "the columns type, payer, payee and source",
            1,
        )
    if missing:
        raise Unreadable(
            f"has no column {', '.join(missing)}, as loops have that are imported; scan the ledger "
            "anew and keep all columns",
            1,
        )
    if twice := [name for name in (*NEEDED, *OPTIONAL) if keys.count(name) > 1]:
        raise Unreadable(f"names a column twice: {', '.join(twice)}", 1)
    return tuple(key if key in (*NEEDED, *OPTIONAL) else "" for key in keys)


def _loop(cells: Cells, place: Place, problems: list[Problem]) -> Scanned | None:
    def problem(column: str, message: str) -> None:
        problems.append(at(place, column, message))

    accounts, ledger = cells["accounts"], cells["ledger"]
    if not isinstance(accounts, list) or len(accounts) < 2 or None in accounts:
        problem("accounts", "holds no list of two accounts or more")
        return None
    if not isinstance(ledger, str):
        raise Unreadable(
            "names no ledger: loops that were found with --from-graph consist of deals that the "
            "graph holds already",
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
                f"holds {len(items) if isinstance(items, list) else 'no list of'} items for "
                f"{len(accounts)} accounts; of names that hold {shown(BETWEEN)} or "
                f"{shown(WITHIN)} write Parquet or JSON lines instead of CSV",
            )
            return None
        columns[column] = items
    if not all(_are_texts(types) for types in columns["types"]):
        problem("types", "holds no list of types for each hop, as a scan writes them")
        return None
    return Scanned(ledger=ledger, accounts=accounts, place=place, **columns)
