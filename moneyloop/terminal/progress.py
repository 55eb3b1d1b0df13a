"""How far a long step is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from moneyloop.terminal.words import say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Tells how far a long step is: a bar on a terminal, a line a step elsewhere."""
    bar: Bar | None = None
    told: dict[str, Any] = {}

    def tell(what: str, done: int, total: int) -> None:
        nonlocal bar
        if what not in told and not sys.stderr.isatty():
            say(f"{what} …")
        if bar is None and sys.stderr.isatty():
            bar = _bar()
            bar.start()
        if bar is None:
            told[what] = what
            return
        if what not in told:
            told[what] = bar.add_task(what, total=total or None)
        bar.update(told[what], completed=done)

    try:
        yield tell
    finally:
        if bar is not None:
            bar.stop()


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
