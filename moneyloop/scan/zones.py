"""Times of a zone as times in UTC, by the offsets that Python's zoneinfo knows.

Engines have zones of their own, if at all: DuckDB as an extension, Spark as its Java is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import ibis

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Step:
    """From this local time on, included, clocks are so much before UTC; of the first, always."""

    begins: datetime
    offset: timedelta


def steps(zone: ZoneInfo, years: Iterable[int]) -> list[Step]:
    """The offsets of the local times of these years, in order.

    A time that clocks show twice is the first of the two, and one that they leap over is read as
    if they had not leapt yet (`fold=0`).
    """
    found: list[Step] = []
    for year in sorted(set(years)):
        # No zone that there is or was changes its offset twice within six days.
        days = [datetime(year, 1, 1) + at * DAY for at in range(365)]
        last = [datetime(year, 12, 31), datetime(year, 12, 31, 23, 59, 59)]
        found += [Step(days[0], _offset(zone, days[0]))]
        found += [
            _between(zone, one, other)
            for one, other in pairwise([*days, *last])
            if _offset(zone, one) != _offset(zone, other)
        ]
    return [step for at, step in enumerate(found) if at == 0 or step.offset != found[at - 1].offset]


def _offset(zone: ZoneInfo, local: datetime) -> timedelta:
    return local.replace(tzinfo=zone).utcoffset() or timedelta()


def _between(zone: ZoneInfo, before: datetime, after: datetime) -> Step:
    """The first second that has the offset of the later one."""
    offset = _offset(zone, after)
    while after - before > SECOND:
        half = before + (after - before) // 2 // SECOND * SECOND
        if _offset(zone, half) == offset:
            after = half
        else:
            before = half
    return Step(after, offset)


def in_utc(local: Any, offsets: Sequence[Step]) -> Any:
    """A local time in UTC, searched by halves."""
    if len(offsets) == 1:
        return local - ibis.interval(seconds=int(offsets[0].offset.total_seconds()))
    half = len(offsets) // 2
    early = local < ibis.literal(offsets[half].begins, type="timestamp")
    return early.ifelse(in_utc(local, offsets[:half]), in_utc(local, offsets[half:]))
