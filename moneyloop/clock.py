"""The clock: the only place where the program reads it.

Clocks are set back, and days change while a command runs. So a command has one day from beginning
to end, and the order of events never follows from their times.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_day: ContextVar[date | None] = ContextVar("day", default=None)


def now() -> datetime:
    """The moment, in UTC. A later call may return an earlier moment."""
    return datetime.now(UTC)


def today() -> date:
    """The day here; inside `one_day` the day on which its block began."""
    return _day.get() or now().astimezone().date()


@contextmanager
def one_day() -> Iterator[None]:
    """Within the block `today` stays the same, also after midnight."""
    before = _day.set(now().astimezone().date())
    try:
        yield
    finally:
        _day.reset(before)
