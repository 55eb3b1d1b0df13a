"""Problems found in files; all of them are reported together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneyloop.errors import MoneyloopError
from moneyloop.values.shown import harmless

if TYPE_CHECKING:
    from loader.records import Place


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A problem or a warning, and its position in a file.

    `line` and `field` count from 1; they are 0 if the problem concerns the whole file or line.
    """

    file: str
    line: int
    field: int
    column: str
    message: str

    def __str__(self) -> str:
        """file:line:field (column): message."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        if self.field:
            where += f":{self.field}"
        if self.column:
            where += f" ({self.column})"
        return f"{where}: {self.message}"


COMMAND_LINE = "command line"
"""Takes the place of a file name in problems with the arguments of a command."""

PROBLEMS_SHOWN = 20


class NotOurs(MoneyloopError):
    """The database holds something that this program must not overwrite."""


class BadInput(MoneyloopError):
    """Files that cannot be loaded; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(_summary(self.problems))


def _summary(problems: Sequence[Problem]) -> str:
    """The number of problems, and one line for each of the first PROBLEMS_SHOWN."""
    lines = [f"  {problem}" for problem in problems[:PROBLEMS_SHOWN]]
    left = len(problems) - len(lines)
    more = [f"  … and {left} more"] if left else []
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    return "\n".join([f"{count}; nothing was written", *lines, *more])


def at(place: Place, column: str, message: str) -> Problem:
    """A problem in one column of a record."""
    field = place.columns.index(column) + 1 if column in place.columns else 0
    return Problem(place.file, place.line, field, column, message)


class Findings:
    """The problems and warnings of one import, collected over all of its steps."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self.problems = list(problems)
        self.warnings: list[Problem] = []

    def problem(self, place: Place, column: str, message: str) -> None:
        """Adds a problem in one column of a line."""
        self.problems.append(at(place, column, harmless(message)))

    def warn(self, place: Place, column: str, message: str) -> None:
        """Adds a warning about one column of a line."""
        self.warnings.append(at(place, column, harmless(message)))

    def check(self) -> None:
        """Raises BadInput if there are problems."""
        if self.problems:
            raise BadInput(self.problems)
