"""Dates as people write them, read into a period with its first and last day.

Each form is one pattern with named parts. Only forms with a single meaning are read: a fiscal year
depends on the firm, and 09/10/2025 on the writer's country.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

LONGEST = 60  # characters of text; no date needs more
FIRST_YEAR, LAST_YEAR = 1900, 2199

_EXAMPLES = "write it like 2025-09-22, 2025-09, 2025Q3, 2H 2025, 2025 or Sept 2025"


class DateError(ValueError):
    """The text is not a date. The message states why, and what would be accepted."""


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month, quarter, half or year of the calendar, from `first` to `last` inclusive."""

    first: date
    last: date
    precision: Literal["day", "month", "quarter", "half", "year"]


# Not from the calendar module, whose names depend on the locale of the process.
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_YEAR = r"(?P<year>\d{4})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_FORMS = [
    re.compile(form, re.ASCII)
    for form in (
        _YEAR,
        rf"{_YEAR}-(?P<month>\d\d)",  # not 2025/09, because 2009/10 is a fiscal year
        rf"{_YEAR}(?P<mark>[-/])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})",
        rf"{_YEAR} ?年(?: ?(?P<month>\d{{1,2}}) ?月(?: ?(?P<day>\d{{1,2}}) ?日)?)?",
        rf"{_NAME},? ?{_YEAR}",
        rf"{_NAME} ?{_DAY},? {_YEAR}",
        rf"{_DAY} ?{_NAME},? ?{_YEAR}",
        rf"{_YEAR}[ -]?(?P<part>q[1-4]|h[12])",
        rf"(?P<part>q[1-4]|h[12]|[1-4]q|[12]h),? ?{_YEAR}",
    )
]
# Why a text of no known form is refused: the first pattern found in it gives the reason.
_REASONS = [
    (
        r"(?<![a-z])fy|fiscal|financial|年度|月期",
        "a fiscal year needs the firm's year end; give the calendar dates",
    ),
    (
        r"^\d{1,2}([-/. ])\d{1,2}\1\d{4}$",
        "day or month first? write the year first, as in 2025-09-22",
    ),
    (r"^(?!.*(?<!\d)\d{4}(?!\d))", f"there is no year of four digits; {_EXAMPLES}"),
    (r"", f"this is not a readable date; {_EXAMPLES}"),
]


@lru_cache(maxsize=10_000)  # long files repeat the same days
def parse_period(text: str) -> Period:
    """Read a day, month, quarter, half or year of the calendar, and keep its precision.

    Raises only DateError: for any other text, fiscal years, days that may be months, days that do
    not exist, and years outside 1900 to 2199.
    """
    try:
        return _read(" ".join(_plain(text).lower().split()))
    except DateError as error:
        # repr escapes control characters, which would otherwise reach the terminal.
        shown = repr(text) if len(text) <= LONGEST else f"{text[:20]!r}..."
        raise DateError(f"{shown}: {error}") from None


def format_period(period: Period) -> str:
    """Write a period in the canonical form that `parse_period` reads back.

    The forms are 2025-09-22, 2025-09, 2025Q3, 2025H2 and 2025.
    """
    year, month = f"{period.first.year:04}", period.first.month
    match period.precision:
        case "day":
            return period.first.isoformat()
        case "month":
            return f"{year}-{month:02}"
        case "quarter":
            return f"{year}Q{(month + 2) // 3}"
        case "half":
            return f"{year}H{(month + 5) // 6}"
        case "year":
            return year


def written_period(properties: Mapping[str, Any], name: str) -> str | None:
    """A date of the graph in this form, from the one bound that it stores and from `…_precision`.

    None if there is none.
    """
    bound = properties.get(name)
    if bound is None:
        return None
    return format_period(Period(bound, bound, properties[f"{name}_precision"]))


def _plain(text: str) -> str:
    if len(text) > LONGEST:
        raise DateError(f"more than {LONGEST} characters; {_EXAMPLES}")
    if text.isascii():
        return text
    for char in text:
        # NFKC would turn 2025-09-2² (with a footnote mark) into 2025-09-22.
        if unicodedata.category(char) == "No":
            raise DateError(f"cannot read {char!r}; use plain digits, as in 2025-09-22")
    return unicodedata.normalize("NFKC", text)


def _read(text: str) -> Period:
    if not text:
        raise DateError(f"there is no date; {_EXAMPLES}")
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if found is None:
        raise DateError(
            next(reason for sign, reason in _REASONS if re.search(sign, text, re.ASCII))
        )
    parts = found.groupdict()
    year = int(parts["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError(f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    if part := parts.get("part"):
        number = int(part.strip("qh"))
        if "q" in part:
            return Period(*_months(year, 3 * number - 2, 3), "quarter")
        return Period(*_months(year, 6 * number - 5, 6), "half")
    name, month, day = parts.get("name"), parts.get("month"), parts.get("day")
    if name is None and month is None:
        return Period(*_months(year, 1, 12), "year")
    number = _MONTHS.index(name[:3]) // 3 + 1 if name else int(month or 0)
    if not 1 <= number <= 12:
        raise DateError(f"there is no month {number}; months are 1 to 12, after the year")
    if day is None:
        return Period(*_months(year, number, 1), "month")
    days = monthrange(year, number)[1]
    if not 1 <= int(day) <= days:
        raise DateError(f"there is no day {int(day)} in {year}-{number:02}, which has {days} days")
    return Period(date(year, number, int(day)), date(year, number, int(day)), "day")


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
