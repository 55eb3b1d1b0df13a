"""Durations of deals as people write them, and what follows from them.

A term is a whole number of months. Days and weeks are refused: a deal of 90 days has a start and an
end. What a term means for a deal is stated here and nowhere else: its last day (`term_of`), and how
many payments a rate is worth (`payments`).
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from moneyloop.values.dates import Period

LONGEST = 60  # characters of text; no term needs more
LONGEST_TERM = 1200  # months
YEAR = 12

_EXAMPLES = "write it like 10 years, 18 months or 2 years 6 months"
_ONE = timedelta(days=1)


class TermError(ValueError):
    """The text is not a duration. The message states why, and what would be accepted."""


@dataclass(frozen=True, slots=True)
class Term:
    """A duration of whole months."""

    months: int


_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_UNITS = {
    "years?|yrs?|年間|年": YEAR,
    "months?|か月間|か月|ヶ月間|ヶ月|カ月|ヵ月|ケ月|個月": 1,
    "quarters?|四半期": 3,
}
_PART = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})[ -]?"
    rf"(?P<unit>{'|'.join(_UNITS)})(?![a-z])"
)
_ABOUT = re.compile(r"(?:about|around|approximately|approx\.?|roughly|nearly|circa|~|約) ?")


def parse_term(text: str) -> Term:
    """Read a duration in years, quarters or months, or a sum such as "2 years and 6 months".

    "About" and the like are accepted and have no effect. Raises only TermError: for any other text,
    durations that are not whole months, and those that are not from 1 month to 100 years.
    """
    shown = repr(text) if len(text) <= LONGEST else f"{text[:20]!r}..."
    try:
        return Term(_months(text))
    except TermError as error:
        # repr escapes control characters, which would otherwise reach the terminal.
        raise TermError(f"{shown}: {error}") from None


def format_term(term: Term) -> str:
    """Write a term in the canonical form that `parse_term` reads back: 10 years, 18 months."""
    number, unit = (term.months, "month")
    if term.months % YEAR == 0:
        number, unit = term.months // YEAR, "year"
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _months(text: str) -> int:
    if len(text) > LONGEST:
        raise TermError(f"more than {LONGEST} characters; {_EXAMPLES}")
    if any(unicodedata.category(char) == "No" for char in text):
        raise TermError(f"cannot read it; use plain digits; {_EXAMPLES}")
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if about := _ABOUT.match(plain):
        plain = plain[about.end() :]
    total, end, units = Fraction(0), 0, set[str]()
    for part in _PART.finditer(plain):
        if plain[end : part.start()].strip(", ") not in ("", "and") or not (
            end or part.start() == 0
        ):
            break
        total += _number(part["number"]) * _unit(part["unit"])
        units.add(part["unit"])
        end = part.end()
    if end == 0 or end < len(plain):
        if re.search(r"days?\b|weeks?\b|日|週", plain):
            raise TermError("a term has whole months; for days or weeks, give starts and ends")
        raise TermError(f"this is not a duration; {_EXAMPLES}")
    if total.denominator != 1:
        raise TermError(f"that is not a whole number of months; {_EXAMPLES}")
    if not 1 <= total <= LONGEST_TERM:
        raise TermError("a term is at least one month and at most 100 years")
    return int(total)


def _number(text: str) -> Fraction:
    return Fraction(_NUMBERS.index(text) + 1) if text in _NUMBERS else Fraction(text)


def _unit(text: str) -> int:
    return next(months for unit, months in _UNITS.items() if re.fullmatch(unit, text))


def last_day(first: date, term: Term) -> date:
    """The last day of a term that begins on a day: that day plus the term, less a day.

    If the month in which that falls is too short, its last day counts, as in Neo4j:
    2024-01-31 plus a month is 2024-02-29, less a day 2024-02-28.
    """
    month = first.year * YEAR + first.month - 1 + term.months
    year, month = divmod(month, YEAR)
    day = min(first.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - _ONE


def term_of(
    starts: Period | None, ends: Period | None, term: Term | None, since: date | None
) -> tuple[date | None, date | None]:
    """The first and the last day of a deal's term; None where it is not known.

    The first day is that of `starts`, else `since`. The last day is that of `ends`. If a duration
    is stated and `ends` is missing or coarser than a month, the term ends when the duration does:
    eight years from 2026 to 2034 are eight years and not nine.
    """
    first = starts.first if starts else since
    if term and first and (ends is None or ends.precision not in ("day", "month")):
        return first, last_day(first, term)
    return first, ends.last if ends else None


def contradiction(starts: Period, ends: Period, term: Term) -> str | None:
    """When the term would end, in words, if that is not `ends`; None if they agree.

    Dates that are periods agree if any of their days do. A day more or less is no contradiction:
    some name the day after the last.
    """
    earliest, latest = last_day(starts.first, term), last_day(starts.last, term)
    if earliest - _ONE <= ends.last and ends.first <= latest + _ONE:
        return None
    if earliest == latest:
        return f"on {earliest}"
    return f"between {earliest} and {latest}"


_PER_YEAR = {"year": 1, "quarter": 4, "month": 12}


def payments(
    per: str, starts: Period | None, ends: Period | None, term: Term | None
) -> Fraction | None:
    """How many times a rate per year, quarter or month is paid in the term; None if not known.

    If a duration is stated, it decides. Otherwise these are the years, quarters or months of the
    calendar that the time from the first possible day of `starts` to the last of `ends` touches,
    both included: October 2026 to June 2029 are 33 months.
    """
    if per not in _PER_YEAR:
        return None
    if term:
        return Fraction(term.months * _PER_YEAR[per], YEAR)
    if starts is None or ends is None or ends.last < starts.first:
        return None
    return Fraction(_ordinal(ends.last, per) - _ordinal(starts.first, per) + 1)


def _ordinal(day: date, per: str) -> int:
    """The number of the year, quarter or month of the calendar that contains a day."""
    parts = _PER_YEAR[per]
    return day.year * parts + (day.month - 1) * parts // YEAR
