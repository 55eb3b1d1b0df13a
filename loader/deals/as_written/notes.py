"""What was understood in files, to be checked by a person: one note for many equal cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from loader.problems import Problem
from moneyloop.values.shown import harmless


@dataclass(slots=True)
class _Counted:
    first: Problem
    count: int = 1


class Notes:
    """Collects notes; of equal ones in the same file the first is kept, with their number."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], _Counted] = {}

    def add(self, file: str, line: int, column: str, message: str) -> None:
        """Adds a note about a cell, a line, or (with line 0) a file."""
        key = (file, column, message)
        if counted := self._found.get(key):
            counted.count += 1
        else:
            self._found[key] = _Counted(Problem(file, line, 0, column, harmless(message)))

    def all(self) -> Iterator[Problem]:
        """The notes in the order in which they were first added."""
        for counted in self._found.values():
            first, others = counted.first, counted.count - 1
            more = f" ({others:,} more like it)" if others else ""
            yield replace(first, message=first.message + more)
