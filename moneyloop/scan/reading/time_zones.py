"""Local times as UTC, by the offsets that Python's zoneinfo knows.

Engines would use time zones of their own: DuckDB needs an extension, Spark asks its Java.
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
class OffsetPeriod:
    """From the local time `begins` on, local time is UTC plus `offset`; the first of several
    periods also covers all earlier times."""

    begins: datetime
    offset: timedelta


def offset_periods(zone: ZoneInfo, years: Iterable[int]) -> list[OffsetPeriod]:
    """The offsets of the local times of these years, in order.

    A time that clocks show twice has its first offset, and a time that they skip has the offset
    from before the change (`fold=0`).
    """
    periods: list[OffsetPeriod] = []
    for year in sorted(set(years)):
        # No zone has ever changed its offset twice within six days, so daily samples suffice.
        days = [datetime(year, 1, 1) + number * DAY for number in range(365)]
        end = [datetime(year, 12, 31), datetime(year, 12, 31, 23, 59, 59)]
        periods.append(OffsetPeriod(days[0], _offset(zone, days[0])))
        periods += [
            _change(zone, before, after)
            for before, after in pairwise([*days, *end])
            if _offset(zone, before) != _offset(zone, after)
        ]
    return [
        period
        for at, period in enumerate(periods)
        if at == 0 or period.offset != periods[at - 1].offset
    ]


def to_utc(local: Any, periods: Sequence[OffsetPeriod]) -> Any:
    """A local time in UTC, as nested comparisons that halve the periods."""
    if len(periods) == 1:
        return local - ibis.interval(seconds=int(periods[0].offset.total_seconds()))
    half = len(periods) // 2
    is_early = local < ibis.literal(periods[half].begins, type="timestamp")
    return is_early.ifelse(to_utc(local, periods[:half]), to_utc(local, periods[half:]))


def _offset(zone: ZoneInfo, local: datetime) -> timedelta:
    return local.replace(tzinfo=zone).utcoffset() or timedelta()


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> OffsetPeriod:
    """The period that begins with the first second that has the offset of `after`."""
    offset = _offset(zone, after)
    while after - before > SECOND:
        half = before + (after - before) // 2 // SECOND * SECOND
        if _offset(zone, half) == offset:
            after = half
        else:
            before = half
    return OffsetPeriod(after, offset)
