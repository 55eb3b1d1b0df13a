"""Clocks of the tests: on one the days pass while a command runs, another was set back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from moneyloop import clock

FIRST = datetime(2026, 12, 24, 12, tzinfo=UTC)
"""The first reading. The shipped data have no dates in the week after this day."""


class Clock:
    """A clock that goes on by `step` each time that it is read."""

    def __init__(self, step: timedelta) -> None:
        self.moment, self.step, self.readings = FIRST - step, step, 0

    def __call__(self) -> datetime:
        self.readings += 1
        self.moment += self.step
        return self.moment


@contextmanager
def going_by(step: timedelta) -> Iterator[Clock]:
    """Within the block, the clock goes on by `step` between two readings."""
    with patch.object(clock, "now", Clock(step)) as ticking:
        yield ticking
