"""The CSV files of a knowledge folder (always with commas): columns, and rows as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from loader.files.csv import CsvText, parse_csv
from loader.files.input import InputFile
from loader.files.table import TableRow
from loader.problems import Problem
from moneyloop.values.shown import shown

Columns = tuple[tuple[str, ...], tuple[str, ...]]
"""The columns that a file must have, and those that it may have."""

FIRM_COLUMNS: Columns = (
    ("id", "name", "kind"),
    ("country", "part_of", "member_of", "lei", "cik", "wikidata", "note"),
)
ALIAS_COLUMNS: Columns = (("firm", "alias"), ())
SOURCE_COLUMNS: Columns = (
    ("id", "url", "kind"),
    ("title", "publisher", "published", "archived", "accessed", "note"),
)
DEAL_COLUMNS: Columns = (
    ("id", "type", "payer", "payee", "status"),
    ("bundle", "announced", "signed", "closed", "starts", "ends", "term", "ended", "supersedes")
    + ("instrument", "settlement", "note"),
)
FIGURE_COLUMNS: Columns = (
    ("id", "name", "kind"),
    ("about", "sums", "period", "starts", "ends", "supersedes", "note"),
)
STATEMENT_COLUMNS: Columns = (
    ("source",),
    ("deal", "figure", "amount", "currency", "dollars", "ceiling")
    + ("as_stated", "status", "locator", "note"),
)
CLAIM_COLUMNS: Columns = (
    ("id", "source", "claim", "kind"),
    ("locator", "date", "deals", "figures", "check"),
)
SHIPPED_COLUMNS: Columns = (("kind", "id"), ("source", "per", "nth"))

TABLES = {
    "firms": FIRM_COLUMNS,
    "aliases": ALIAS_COLUMNS,
    "sources": SOURCE_COLUMNS,
    "deals": DEAL_COLUMNS,
    "figures": FIGURE_COLUMNS,
    "statements": STATEMENT_COLUMNS,
    "claims": CLAIM_COLUMNS,
    "shipped": SHIPPED_COLUMNS,
}
"""The columns of each file, by the name of the file without `.csv`."""

OPTIONAL_TABLES = ("figures", "claims", "shipped")
"""The files that a folder need not have."""


def rows_of(folder: Path, name: str, problems: list[Problem]) -> list[TableRow]:
    """The rows of a table; problems with its file are added to `problems`."""
    file = folder / f"{name}.csv"
    return read_table(file, *TABLES[name], problems, is_optional=name in OPTIONAL_TABLES)


def read_table(
    path: Path,
    needed: Sequence[str],
    optional: Sequence[str],
    problems: list[Problem],
    *,
    is_optional: bool = False,
) -> list[TableRow]:
    """The rows of a CSV file in UTF-8 whose first line names its columns.

    Problems are added to `problems`; rows with the wrong number of cells are left out. An optional
    file that does not exist has no rows.
    """
    file = InputFile(str(path), problems)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        if not is_optional:
            file.problem("there is no such file; a knowledge folder needs it")
        return []
    except OSError as error:
        file.problem(f"cannot be read: {error.strerror}")
        return []
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        file.problem("is not UTF-8; save it as UTF-8", line)
        return []

    def header(spelled: Sequence[str], problem: Callable[[str], None]) -> tuple[str, ...] | None:
        columns = tuple(cell.strip().casefold() for cell in spelled)
        return columns if _are_valid(columns, needed, optional, problem) else None

    rows = parse_csv(CsvText(text), file, header)
    if rows is None:
        file.problem(f"is empty; its first line should be: {','.join([*needed, *optional])}", 1)
    return rows or []


def _are_valid(
    columns: tuple[str, ...],
    needed: Sequence[str],
    optional: Sequence[str],
    problem: Callable[[str], None],
) -> bool:
    missing = [column for column in needed if column not in columns]
    unknown = [column for column in columns if column not in (*needed, *optional)]
    twice = sorted(column for column, count in Counter(columns).items() if count > 1)
    if missing:
        problem(f"has no column {', '.join(missing)}")
    if unknown:
        known = ", ".join([*needed, *optional])
        problem(
            f"has an unknown column {', '.join(map(shown, unknown))}; "
            f"the known columns are: {known}"
        )
    if twice:
        problem(f"has duplicate columns: {', '.join(twice)}")
    return not (missing or unknown or twice)
