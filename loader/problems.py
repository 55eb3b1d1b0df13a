"""Problems in files, collected so that all are told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loader.records import Place


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong, and where.

    `line` and `field` count from 1; 0 where the whole file or the whole line is meant.
    """

    file: str
    line: int
    field: int
    column: str
    message: str

    def __str__(self) -> str:
        """file:line:column, the column's name, and what is wrong."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        if self.field:
            where += f":{self.field}"
        if self.column:
            where += f" ({self.column})"
        return f"{where}: {self.message}"


class NotOurs(Exception):
    """The database holds something that this program must not write into."""


class BadInput(Exception):
    """Files that cannot be loaded; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(sorted(problems))


def at(place: Place, column: str, message: str) -> Problem:
    """A problem with what a record says in one of its columns."""
    field = place.columns.index(column) + 1 if column in place.columns else 0
    return Problem(place.file, place.line, field, column, message)
