"""How a ledger writes its numbers, dates and times, where the text alone is ambiguous."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from moneyloop.scan.reading.date_formats import DateFormat
from moneyloop.values import names

DateOrder = Literal["dmy", "mdy"]
DATE_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How numbers are written.

    `pattern` captures the digits before the decimal mark and those after it, `mark` is what the
    mark is called, and `separators` are the characters that may separate groups of three digits.
    """

    pattern: str
    mark: str
    separators: str


COMMON_SEPARATORS = " \u00a0\u2009\u202f'\u2019"
"""Separate groups of digits whatever the decimal mark is, as in French or Swiss numbers: spaces,
some of them thin or non-breaking, and apostrophes."""


def _number_format(mark: str, name: str, other_mark: str) -> NumberFormat:
    # One separator groups the whole number, and no group begins with 0: 0,500 is not 500 but a
    # number with the other decimal mark.
    grouped = [
        f"[1-9][0-9]{{0,2}}(?:[{one}][0-9]{{3}})+" for one in (other_mark, *COMMON_SEPARATORS)
    ]
    pattern = f"^[+-]?([0-9]+|{'|'.join(grouped)})(?:[{mark}]([0-9]+))?$"
    return NumberFormat(pattern, name, other_mark + COMMON_SEPARATORS)


DECIMAL_POINT = _number_format(".", "decimal point", ",")
DECIMAL_COMMA = _number_format(",", "decimal comma", ".")


@dataclass(frozen=True, slots=True)
class NumberAndDateFormats:
    """How the text of a ledger is to be read.

    - `date_order`: whether 09/10/2025 has its day or its month first; None refuses such dates
    - `decimal_comma`: whether amounts are written 1.234,56 instead of 1,234.56
    - `time_zone`: the zone of times without one; None is UTC
    - `date_format`: the form of all dates, if the user states one
    """

    date_order: DateOrder | None = None
    decimal_comma: bool = False
    time_zone: ZoneInfo | None = None
    date_format: DateFormat | None = None

    @property
    def number(self) -> NumberFormat:
        """How amounts are written."""
        return DECIMAL_COMMA if self.decimal_comma else DECIMAL_POINT

    @property
    def options(self) -> dict[str, list[str]]:
        """The options that were used, by the column whose text they describe."""
        for_dates = {
            "--date-order": self.date_order,
            "--date-format": self.date_format,
            "--time-zone": self.time_zone,
        }
        return {
            "amount": ["--decimal-comma"] if self.decimal_comma else [],
            "date": [option for option, value in for_dates.items() if value],
        }


DEFAULT_FORMATS = NumberAndDateFormats()


def find_time_zone(name: str) -> ZoneInfo | None:
    """The time zone of this name, in any letter case; None for UTC.

    Raises ValueError with a message for the user.
    """
    # The meaning of these two depends on the machine.
    known = available_timezones() - {"localtime", "Factory"}
    exact = [zone for zone in known if zone.casefold() == name.strip().casefold()]
    if not exact:
        similar = _similar_zones(name, known)
        hint = (
            f"did you mean {', '.join(similar)}?" if similar else "use a name such as Europe/Berlin"
        )
        raise ValueError(f"--time-zone {name!r} is not a time zone; {hint}")
    return None if exact == ["UTC"] else ZoneInfo(exact[0])


def _similar_zones(name: str, known: Collection[str]) -> list[str]:
    """Zones with a similar city or a similar name, best first."""
    # Several zones may end in the same city: the first in the alphabet is suggested.
    by_city = {names.key(zone.rpartition("/")[2]): zone for zone in sorted(known, reverse=True)}
    cities = names.near(name.rpartition("/")[2], by_city)
    similar = [*(by_city[city] for city in cities), *names.near(name, known)]
    return list(dict.fromkeys(similar))[: names.NAMES_SUGGESTED]
