"""Shows the progress of long steps on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from moneyloop.graph.progress import Progress
from moneyloop.terminal.messages import say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID


@contextmanager
def progress() -> Iterator[Progress]:
    """A function that shows progress: as a bar on a terminal, otherwise as a line for each step."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    bar: Bar | None = None
    tasks: dict[str, TaskID] = {}

    def show(step: str, done: int, total: int) -> None:
        nonlocal bar
        if bar is None:  # most commands take no long steps and do without rich
            bar = _bar()
            bar.start()
        if step not in tasks:
            tasks[step] = bar.add_task(step, total=total or None)
        bar.update(tasks[step], completed=done)

    try:
        yield show
    finally:
        if bar is not None:
            bar.stop()


def _lines() -> Progress:
    steps: set[str] = set()

    def show(step: str, done: int, total: int) -> None:
        if step not in steps:
            steps.add(step)
            say(f"{step} …")

    return show


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
