"""Messages for the user, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from loader.problems import PROBLEMS_SHOWN, Problem


def say(text: str) -> None:
    """Prints a message to stderr; stdout is for data."""
    click.echo(text, err=True)


def is_interactive() -> bool:
    """Whether a user can be asked a question."""
    return stdin_is_terminal() and sys.stderr.isatty()


def stdin_is_terminal() -> bool:
    """Whether stdin is open (`sys.stdin` is None if it is closed) and a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def print_problems(kind: str, problems: Sequence[Problem]) -> None:
    """Prints the first problems, one on each line, and how many more there are.

    `kind` is a noun in the singular, such as `warning`.
    """
    for problem in problems[:PROBLEMS_SHOWN]:
        say(f"{kind}: {problem}")
    if len(problems) > PROBLEMS_SHOWN:
        more = len(problems) - PROBLEMS_SHOWN
        say(f"… and {more:,} more {kind}s; --format json shows all of them")
