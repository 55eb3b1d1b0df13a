"""Problems in files, collected so that all are told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneyloop.errors import MoneyloopError

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


PROBLEMS_SHOWN = 20


class NotOurs(MoneyloopError):
    """The database holds something that this program must not write into."""


class BadInput(MoneyloopError):
    """Files that cannot be loaded; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(_summary(self.problems))


def _summary(problems: Sequence[Problem]) -> str:
    """The number of problems, and a line for each of the first."""
    lines = [f"  {problem}" for problem in problems[:PROBLEMS_SHOWN]]
    left = len(problems) - len(lines)
    more = [f"  … and {left} more"] if left else []
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return "\n".join([f"{count}; nothing was written", *lines, *more])


def at(place: Place, column: str, message: str) -> Problem:
    """A problem with what a record says in one of its columns."""
    field = place.columns.index(column) + 1 if column in place.columns else 0
    return Problem(place.file, place.line, field, column, message)
