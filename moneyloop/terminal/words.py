"""Words for the person, beside the data."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from loader.problems import PROBLEMS_SHOWN, Problem


def say(text: str) -> None:
    """Words for the person, beside the data."""
    click.echo(text, err=True)


def somebody_answers() -> bool:
    """Whether somebody is there to answer a question."""
    return stdin_is_terminal() and sys.stderr.isatty()


def stdin_is_terminal() -> bool:
    """Where stdin is closed Python has none."""
    return sys.stdin is not None and sys.stdin.isatty()


def tell_problems(what: str, told: Sequence[Problem]) -> None:
    """Says the first of them, a line each; `what` is one of them, such as `warning`."""
    for problem in told[:PROBLEMS_SHOWN]:
        say(f"{what}: {problem}")
    if len(told) > PROBLEMS_SHOWN:
        say(f"… and {len(told) - PROBLEMS_SHOWN:,} more {what}s; --format json tells all")
