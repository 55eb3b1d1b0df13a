"""Separates the plain deals of a folder; everything else is read as in an ordinary load."""

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

OnStep = Callable[[str], None]
"""Is called with the name of each step as it begins."""


@dataclass(frozen=True, slots=True)
class LargeFolder:
    """A folder without problems: its plain deals, their number, and everything else.

    If the large files could not be read by column, there are no plain deals.
    """

    plain: PlainDeals | None
    plain_deals: int
    rest: Knowledge


def read_large_folder(
    folder: Path, scratch: Path, on_step: OnStep, *, line_by_line: bool
) -> LargeFolder:
    """Reads what `read_folder` reads, but keeps the plain deals separate.

    With `line_by_line` no deal is treated as plain. `scratch` is a folder for what does not fit
    into memory. Raises BadInput with all problems.
    """
    problems: list[Problem] = []
    on_step("reading")
    large = None if line_by_line else _large(folder)
    small = [name for name in TABLES if name not in LARGE]
    rows = {name: rows_of(folder, name, problems) for name in small}
    if large is None or problems:
        rows |= {name: rows_of(folder, name, problems) for name in LARGE}
        return LargeFolder(None, 0, knowledge_of(rows, problems))
    on_step("checking")
    plain = PlainDeals(*large, _numbered(rows["firms"]), _dated(rows["sources"]), scratch)
    count = plain.select(_not_plain(plain, rows))
    rows |= {name: _with_problems(plain.others(name), problems) for name in LARGE}
    # Listing a million ids takes time, so only if a row may refer to one of them.
    is_referred_to = any(rows[name] for name in ("deals", "statements", "figures", "claims"))
    other_deals = plain.ids() if is_referred_to else ()
    return LargeFolder(plain, count, knowledge_of(rows, problems, other_deals))


def _large(folder: Path) -> tuple[Columns, Columns] | None:
    deals = read_columns(folder / "deals.csv", *DEAL_COLUMNS)
    statements = read_columns(folder / "statements.csv", *STATEMENT_COLUMNS)
    return (deals, statements) if deals and statements else None


def _with_problems(rows: Sequence[TableRow], problems: list[Problem]) -> list[TableRow]:
    return [TableRow(row.place, row.cells, problems) for row in rows]


def _numbered(firms: Sequence[TableRow]) -> list[tuple[str, int]]:
    """The ids of firms with their lines; of a repeated id, which is reported later, the first."""
    numbers: dict[str, int] = {}
    for row in firms:
        numbers.setdefault(row.text("id") or "", row.place.line)
    return list(numbers.items())


def _dated(sources: Sequence[TableRow]) -> list[tuple[str, int, object]]:
    """The ids of sources with their lines and the first possible days of publication."""
    found: dict[str, tuple[str, int, object]] = {}
    for row in sources:
        source_id, published = row.text("id") or "", row.text("published")
        try:
            first = parse_period(published).first if published else None
        except DateError:
            first = None  # reported later, when the row is parsed
        found.setdefault(source_id, (source_id, row.place.line, first))
    return list(found.values())


def _not_plain(plain: PlainDeals, rows: dict[str, list[TableRow]]) -> set[str]:
    """The ids of deals to which anything but their own line and one statement refers."""
    ids: set[str] = set()
    for row in plain.unclear("deals"):
        ids |= {row.text("id") or "", *row.listed("supersedes")}
    ids |= {row.text("deal") or "" for row in plain.unclear("statements")}
    ids |= {row.text("id") or "" for name in ("figures", "shipped") for row in rows[name]}
    ids |= {deal for row in rows["claims"] for deal in row.listed("deals")}
    return ids
