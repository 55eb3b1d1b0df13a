"""What every format is read into: rows that know their place and collect their own problems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from loader.problems import Problem, at
from loader.records import Place
from moneyloop.values import names
from moneyloop.values.shown import control_in, shown
from moneyloop.values.spreadsheets import unguarded

T = TypeVar("T")

Header = Callable[[Sequence[str], Callable[[str], None]], tuple[str, ...] | None]
"""Interprets the header of a file. It gets the column names as the file spells them, and a function
that takes the message of a problem. It returns the columns' canonical names in the same order, ""
for a column to leave out; or None if the file cannot be used."""


_OTHER = "?"


def other_column(index: int) -> str:
    """What the column at an index is called if its name means nothing; its cells are kept."""
    return f"{_OTHER}{index}"


def is_other(column: str) -> bool:
    """Whether a column is one whose name means nothing."""
    return column.startswith(_OTHER)


@dataclass(frozen=True, slots=True)
class Layout:
    """Finds the table in a sheet that has more than a table: titles, remarks, other sheets."""

    header: Header
    score: Callable[[Sequence[str]], int]
    """How many columns a row would name if it were the header."""
    is_complete: Callable[[Sequence[str]], bool]
    """Whether a row names all columns that a table needs."""
    is_aside: Callable[[Sequence[str], int], bool]
    """Whether the cells of a line that is too short are a remark or a total."""
    note: Callable[[str, int], None]
    """Gets what was decided, and the line (0 for the whole file)."""
    header_row: int | None = None
    """The line of the header, if the user gave it."""

    def __call__(
        self, spelled: Sequence[str], problem: Callable[[str], None]
    ) -> tuple[str, ...] | None:
        """Interprets the header, since a layout is used in place of a plain `Header`."""
        return self.header(spelled, problem)

    def find(self, rows: Sequence[Sequence[str]]) -> int:
        """The index of the header among the first rows of a sheet; 0 if none looks like one."""
        scores = [self.score(row) for row in rows]
        best = max(scores, default=0)
        return scores.index(best) if best >= LEAST_SCORE else 0

    def skipped(self, header: int) -> None:
        """Notes that the header is on this line, with something above it."""
        self.note("is the header; what is above it is left out", header)


LEAST_SCORE = 2
"""A row that names fewer columns is no header."""

HEADER_WITHIN = 40
"""How many filled rows are searched for the header."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a file: its cells by column, its place, and the list that collects its problems."""

    place: Place
    cells: dict[str, str]
    problems: list[Problem]
    guarded: bool = True
    """Whether text that a spreadsheet would run carries a guard, as in CSV and XLSX."""
    others: tuple[str, ...] = ()
    """The cells in columns that are left out."""
    from_1904: bool = False
    """Whether serial days count from 1904, as in some workbooks of Excel for the Mac."""

    def problem(self, column: str, message: str) -> None:
        """Adds a problem with the cell in a column."""
        self.problems.append(at(self.place, column, message))

    def text(self, column: str) -> str | None:
        """The cell without surrounding space and without the guard against spreadsheets.

        None if it is empty, if there is no such column, or if it contains a control character,
        which is a problem.
        """
        cell = self.cells.get(column)
        if not cell:
            return None
        text, control = _read(cell, self.guarded)
        if control:
            self._refuse(
                column, f"{shown(cell.strip())} contains {control}, which is not allowed in text"
            )
        return text

    def _refuse(self, column: str, message: str) -> None:
        # A cell may be read more than once, but only while its row is read.
        problem = at(self.place, column, message)
        if problem not in self.problems[-2 * len(self.cells) :]:
            self.problems.append(problem)

    def is_empty(self, column: str) -> bool:
        """Whether the cell has no text, not even text that is refused."""
        text, control = _read(self.cells.get(column, ""), self.guarded)
        return text is None and control is None

    def needed(self, column: str) -> str:
        """The cell, which must not be empty."""
        text = self.text(column)
        if self.is_empty(column):
            self.problem(column, "is empty; a value is needed here")
        return text or ""

    def choice(self, column: str, allowed: tuple[str, ...]) -> str | None:
        """The allowed word that the cell holds, ignoring case, `-` and `_`; None if it is empty."""
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
        """The allowed word that the cell holds, which must not be empty."""
        return (self.choice(column, allowed) or "") if self.needed(column) else ""

    def listed(self, column: str) -> tuple[str, ...]:
        """The items of a cell, which are separated by `;`."""
        items = (item.strip() for item in (self.text(column) or "").split(";"))
        return tuple(item for item in items if item)

    def parsed(self, column: str, parse: Callable[[str], T]) -> T | None:
        """The parsed cell; None if it is empty or `parse` raises a ValueError, whose message
        becomes a problem.
        """
        text = self.text(column)
        if text is None:
            return None
        try:
            return parse(text)
        except ValueError as error:
            self.problem(column, str(error))
            return None


@lru_cache(maxsize=4096)  # the cells of a row are read several times in succession
def _read(cell: str, guarded: bool) -> tuple[str | None, str | None]:
    """The text of a cell, None if it has none; and the control character for which it is refused,
    if it contains one."""
    text = cell.strip()
    if control := control_in(text):
        return None, control
    return (unguarded(text) if guarded else text) or None, None


@lru_cache
def _by_key(words: tuple[str, ...]) -> dict[str, str]:
    return {names.key(word): word for word in words}
