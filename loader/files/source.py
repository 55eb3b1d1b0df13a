"""A file that is being read: what it is called, and where its problems go."""

from __future__ import annotations

from dataclasses import dataclass

from loader.problems import Problem


@dataclass(frozen=True, slots=True)
class Source:
    """A file by the name that the user gave it."""

    name: str
    problems: list[Problem]

    def problem(self, message: str, line: int = 0) -> None:
        """Notes what is wrong with a line, or with the whole file."""
        self.problems.append(Problem(self.name, line, 0, "", message))


class Unreadable(Exception):
    """What ends the reading of a file: a message, and the line that it is about."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line
