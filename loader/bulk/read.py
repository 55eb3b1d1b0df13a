"""Reads a folder and tells its plain deals apart; everything else is read as in any load."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from loader.bulk.columns import Columns, read_columns
from loader.bulk.plain_deals import PlainDeals
from loader.files.table import TableRow
from loader.folder.read import knowledge_of
from loader.folder.tables import DEAL_COLUMNS, STATEMENT_COLUMNS, TABLES, rows_of
from loader.problems import Problem
from loader.records import Knowledge
from moneyloop.values.dates import DateError, parse_period

LARGE = ("deals", "statements")

OnProgress = Callable[[str], None]
"""Told what is going on."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder in which nothing is wrong: its plain deals, how many they are, and all the rest.

    Where the large files could not be read by columns all is in the rest.
    """

    plain: PlainDeals | None
    plain_deals: int
    rest: Knowledge


def read_large_folder(folder: Path, scratch: Path, tell: OnProgress, *, all_usual: bool) -> Folder:
    """What `read_folder` reads, with the plain deals apart, which are none with `all_usual`.

    `scratch` is a folder for what does not fit into memory. Raises BadInput with every problem.
    """
    problems: list[Problem] = []
    tell("reading")
    large = None if all_usual else _large(folder)
    small = [name for name in TABLES if name not in LARGE]
    rows = {name: rows_of(folder, name, problems) for name in small}
    if large is None or problems:
        rows |= {name: rows_of(folder, name, problems) for name in LARGE}
        return Folder(None, 0, knowledge_of(rows, problems))
    tell("checking")
    plain = PlainDeals(*large, _numbered(rows["firms"]), _dated(rows["sources"]), scratch)
    count = plain.choose(_barred(plain, rows))
    rows |= {name: _with_problems(plain.others(name), problems) for name in LARGE}
    # A million ids are made only for those who may name them.
    named = any(rows[name] for name in ("deals", "statements", "figures"))
    return Folder(plain, count, knowledge_of(rows, problems, plain.ids() if named else ()))


def _large(folder: Path) -> tuple[Columns, Columns] | None:
    deals = read_columns(folder / "deals.csv", *DEAL_COLUMNS)
    statements = read_columns(folder / "statements.csv", *STATEMENT_COLUMNS)
    return (deals, statements) if deals and statements else None


def _with_problems(rows: Sequence[TableRow], problems: list[Problem]) -> list[TableRow]:
    return [TableRow(row.place, row.cells, problems) for row in rows]


def _numbered(firms: Sequence[TableRow]) -> list[tuple[str, int]]:
    """An id that stands twice is a problem that the usual reader tells; here the first counts."""
    numbers: dict[str, int] = {}
    for row in firms:
        numbers.setdefault(row.text("id") or "", row.place.line)
    return list(numbers.items())


def _dated(sources: Sequence[TableRow]) -> list[tuple[str, int, object]]:
    found: dict[str, tuple[str, int, object]] = {}
    for row in sources:
        source_id, published = row.text("id") or "", row.text("published")
        try:
            first = parse_period(published).first if published else None
        except DateError:
            first = None  # told by the usual reader
        found.setdefault(source_id, (source_id, row.place.line, first))
    return list(found.values())


def _barred(plain: PlainDeals, rows: dict[str, list[TableRow]]) -> set[str]:
    """The ids of deals of which something else speaks than a deal's own line and its one source."""
    barred: set[str] = set()
    for row in plain.unclear("deals"):
        barred |= {row.text("id") or "", *row.listed("supersedes")}
    barred |= {row.text("deal") or "" for row in plain.unclear("statements")}
    barred |= {row.text("id") or "" for name in ("figures", "shipped") for row in rows[name]}
    return barred
