"""How the text of a ledger is written, where that cannot be known from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from moneyloop.values import names

DATE_ORDERS: tuple[Literal["dmy", "mdy"], ...] = ("dmy", "mdy")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a pattern with the digits before its decimal mark and those after it, what the
    mark is called, and the signs that may stand between groups of three digits and are let go."""

    form: str
    mark: str
    groups: str


BLANKS = " \u00a0\u2009\u202f'\u2019"
"""Stand between groups of digits whatever the decimal mark, in French or Swiss numbers: spaces,
some of which are thin or do not break a line, and apostrophes."""


def _form(mark: str, called: str, other: str) -> Number:
    # One sign groups all of a number, and nobody groups one that begins with 0: 0,500 is not 500,
    # but is written with the other mark.
    grouped = [f"[1-9][0-9]{{0,2}}(?:[{sign}][0-9]{{3}})+" for sign in (other, *BLANKS)]
    form = f"^[+-]?([0-9]+|{'|'.join(grouped)})(?:[{mark}]([0-9]+))?$"
    return Number(form, called, other + BLANKS)


POINT, COMMA = _form(".", "point", ","), _form(",", "comma", ".")


@dataclass(frozen=True, slots=True)
class Written:
    """`date_order` is one of DATE_ORDERS, of dates such as 09/10/2025 that are none without it.

    `decimal_comma` is for 1.234,56 instead of 1,234.56. `time_zone` is that of times that name
    none; None is UTC.
    """

    date_order: Literal["dmy", "mdy"] | None = None
    decimal_comma: bool = False
    time_zone: ZoneInfo | None = None

    @property
    def number(self) -> Number:
        """How numbers are written."""
        return COMMA if self.decimal_comma else POINT

    @property
    def options(self) -> dict[str, list[str]]:
        """The options that say what is not as usual, by the column that they are of."""
        of_dates = {"--date-order": self.date_order, "--time-zone": self.time_zone}
        return {
            "amount": ["--decimal-comma"] if self.decimal_comma else [],
            "date": [option for option, value in of_dates.items() if value],
        }


AS_USUAL = Written()


def find_zone(name: str) -> ZoneInfo | None:
    """The zone of that name, however its letters are written; None for UTC.

    Raises ValueError with words for the user.
    """
    # These two are what a machine makes of them.
    known = available_timezones() - {"localtime", "Factory"}
    exact = [one for one in known if one.casefold() == name.strip().casefold()]
    if not exact:
        near = _near(name, known)
        more = f"did you mean {', '.join(near)}?" if near else "name it as Europe/Berlin"
        raise ValueError(f"--time-zone {name!r} is no zone; {more}")
    return None if exact == ["UTC"] else ZoneInfo(exact[0])


def _near(name: str, known: Collection[str]) -> list[str]:
    """By the city alone too, with which most are named."""
    # Of two that have a city in common the first stays.
    cities = {names.key(one.rpartition("/")[2]): one for one in sorted(known, reverse=True)}
    city = names.near(name.rpartition("/")[2], cities)
    found = [*(cities[one] for one in city), *names.near(name, known)]
    return list(dict.fromkeys(found))[: names.NAMES_SUGGESTED]
