"""Reads CSV into rows that know their line and collect their own problems."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from loader.problems import Problem, at
from loader.records import Place
from moneyloop.values import names
from moneyloop.values.shown import harmless, shown
from moneyloop.values.spreadsheets import unguarded

T = TypeVar("T")

Header = Callable[[Sequence[str], Callable[[str], None]], tuple[str, ...] | None]
"""What the columns of a file mean: given their names as the file spells them, and a function that
takes a problem's message, the names that the rows go by, in the same order. A column whose name is
empty is left out. None where the columns cannot be used."""

LARGEST_CELL = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class CsvText:
    """CSV as text, and the line of its file on which it starts.

    With `skips_blank` a row whose cells are all blank is none.
    """

    text: str
    delimiter: str = ","
    starts: int = 1
    skips_blank: bool = False


DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
"""What may stand between the cells of a line, and how it is called."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells by column, where it stands, and where its problems go."""

    place: Place
    cells: dict[str, str]
    problems: list[Problem]
    guarded: bool = True
    """Whether text that a spreadsheet would run has a guard before it, as in CSV and XLSX."""

    def problem(self, column: str, message: str) -> None:
        """Notes what is wrong with the cell of a column."""
        self.problems.append(at(self.place, column, message))

    def text(self, column: str) -> str | None:
        """The cell without surrounding space and without the guard against spreadsheets.

        None where it is empty or the column is absent.
        """
        cell = self.cells.get(column)
        if not cell:
            return None
        text = cell.strip()
        return (unguarded(text) if self.guarded else text) or None

    def needed(self, column: str) -> str:
        """The cell, which must not be empty."""
        text = self.text(column)
        if text is None:
            self.problem(column, "is empty; a value is needed here")
        return text or ""

    def choice(self, column: str, allowed: tuple[str, ...]) -> str | None:
        """The cell, which is empty or one of the words allowed, blind to case, `-` and `_`."""
        text = self.text(column)
        if text is None:
            return None
        word = _by_key(allowed).get(names.key(text))
        if word is None:
            self.problem(
                column, f"{shown(text)} is not known here; write one of: {', '.join(allowed)}"
            )
        return word

    def needed_choice(self, column: str, allowed: tuple[str, ...]) -> str:
        """One of the words allowed."""
        return (self.choice(column, allowed) or "") if self.needed(column) else ""

    def listed(self, column: str) -> tuple[str, ...]:
        """The cell as a list; `;` stands between its items."""
        items = (item.strip() for item in (self.text(column) or "").split(";"))
        return tuple(item for item in items if item)

    def parsed(self, column: str, parse: Callable[[str], T]) -> T | None:
        """The cell through a parser whose ValueError says what is wrong; None where empty."""
        text = self.text(column)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.problem(column, str(error))
            return None


@lru_cache
def _by_key(words: tuple[str, ...]) -> dict[str, str]:
    return {names.key(word): word for word in words}


def read_table(
    file: Path,
    needed: Sequence[str],
    optional: Sequence[str],
    problems: list[Problem],
    *,
    may_be_missing: bool = False,
) -> list[TableRow]:
    """The rows of a CSV file in UTF-8 whose first line names its columns.

    What is wrong with the file goes to `problems`, with the line; rows that cannot be read are
    left out. A file that may be missing has no rows where it is.
    """
    name = str(file)

    def problem(line: int, message: str) -> None:
        problems.append(Problem(name, line, 0, "", message))

    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        if not may_be_missing:
            problem(0, "there is no such file; a knowledge folder needs it")
        return []
    except OSError as error:
        problem(0, f"cannot be read: {error.strerror}")
        return []
    except UnicodeDecodeError as error:
        problem(error.object[: error.start].count(b"\n") + 1, "is not UTF-8; save it as UTF-8")
        return []

    def header(spelled: Sequence[str], tell: Callable[[str], None]) -> tuple[str, ...] | None:
        columns = tuple(cell.strip().casefold() for cell in spelled)
        return columns if _right_columns(columns, needed, optional, tell) else None

    rows = csv_rows(CsvText(text), name, header, problems)
    if rows is None:
        problem(1, f"is empty; its first line should be: {','.join([*needed, *optional])}")
    return rows or []


def csv_rows(
    source: CsvText, name: str, header: Header, problems: list[Problem]
) -> list[TableRow] | None:
    """The rows of CSV whose first line names its columns; None where there is no such line.

    What is wrong goes to `problems`, with the line of the file `name`; rows that cannot be read
    are left out.
    """
    text, starts = source.text, source.starts

    def problem(line: int, message: str) -> None:
        problems.append(Problem(name, line, 0, "", message))

    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + starts
        problem(line, "holds a NUL byte, as no text does; save it as CSV in UTF-8")
        return []
    csv.field_size_limit(LARGEST_CELL)
    # Not splitlines: to it a line also ends where an editor sees none, as at U+2028.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=source.delimiter, strict=True)
    rows: list[TableRow] = []
    columns: tuple[str, ...] | None = None
    line = starts
    try:
        for cells in reader:
            first_line, line = line, reader.line_num + starts
            if columns is None:
                columns = header(cells, lambda text: problem(starts, text))
                if columns is None:
                    return []
                leaves_out = "" in columns
            elif len(cells) == len(columns):
                if source.skips_blank and not any(map(str.strip, cells)):
                    continue
                by_column = dict(zip(columns, cells, strict=True))
                if leaves_out:
                    del by_column[""]
                rows.append(TableRow(Place(name, first_line, columns), by_column, problems))
            elif cells:
                count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
                named = "1 column" if len(columns) == 1 else f"{len(columns)} columns"
                problem(
                    first_line,
                    f"has {count} where the first line names {named}; "
                    f"a {DELIMITERS[source.delimiter]} inside a cell needs quotes around the cell"
                    + (f': "like{source.delimiter} this"' if source.delimiter != "\t" else ""),
                )
    except csv.Error as error:
        problem(line, f"is not CSV: {harmless(str(error))}; look for a quote that is not closed")
    return None if columns is None else rows


def _right_columns(
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
        unknown_ones = ", ".join(map(shown, unknown))
        problem(f"has an unknown column {unknown_ones}; known are: {known}")
    if twice:
        problem(f"names a column twice: {', '.join(twice)}")
    return not (missing or unknown or twice)
