"""Dates in more forms than `parse_period` reads, where the calendar leaves a single meaning."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from moneyloop.values.dates import LONGEST, DateError, format_period, parse_period

ORDERS = ("dmy", "mdy", "ymd")
"""In which order the numbers of a date may come: day, month, year, and so on."""

CENTURY = 2000
LAST_SHORT_YEAR = 69
"""The last year of two digits that certainly belongs to this century."""

FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415  # 1950-01-01 to 2100-12-31
EXCEL_BEGINS, MAC_BEGINS = date(1899, 12, 30), date(1904, 1, 1)
"""Day 0 of Excel's calendar, and of the one that Excel for the Mac once used."""

_MONTHS = {
    month: words.split()
    for month, words in enumerate(
        (
            "jan january januar jänner janvier enero gennaio janeiro",
            "feb february februar feber février febrero febbraio fevereiro",
            "mar march märz mrz mars marzo março",
            "apr april avril abril aprile",
            "may mai mayo maggio maio",
            "jun june juni juin junio giugno junho",
            "jul july juli juillet julio luglio julho",
            "aug august août agosto",
            "sep sept september septembre septiembre settembre setembro",
            "oct october okt oktober octobre octubre ottobre outubro",
            "nov november novembre noviembre novembro",
            "dec december dez dezember décembre diciembre dicembre dezembro",
        ),
        start=1,
    )
}
_MONTH = {word: month for month, words in _MONTHS.items() for word in words}
_NAME = rf"(?P<name>{'|'.join(sorted(_MONTH, key=len, reverse=True))})"
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +(?=\d|[a-z])"
)
_TIME = re.compile(
    r"(?<=^\d{4}-\d\d-\d\d)[t ]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?: ?z|[+-]\d\d:?\d\d)?$"
)
_NUMBERS = re.compile(r"(\d{1,4})([-/. ]|\. )(\d{1,2})\2(\d{1,4})\.?")
_SHORT_OR_LONG = r"(?P<year>\d{4}|\d\d)"
_DAY_NAME_YEAR = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?(?:[-/. ]|\. )(?:de |of )?{_NAME}\.?"
    rf"(?:[-/ '’]|,? | de ){_SHORT_OR_LONG}"
)
_NAME_YEAR = re.compile(rf"{_NAME}\.?(?P<mark>[-/'’]| ['’]| de | )(?P<year>\d{{4}}|\d\d)")
_YEAR_MONTH = re.compile(r"(?P<year>\d{4})[/.](?P<month>\d{1,2})")
_MONTH_YEAR = re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})")
_PART = re.compile(
    r"(?:(?P<letter>[qh])(?P<number>[1-4])[-/ '’]{1,2}|(?P<n>[1-4])(?P<l>[qh])[-/ '’]{0,2}"
    r"|(?P<quarter>[1-4])\. ?quartal )(?P<year>\d{4}|\d\d)"
)
_EIGHT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")


@lru_cache(maxsize=10_000)
def date_of(text: str, order: str | None, begins: date = EXCEL_BEGINS) -> str | None:
    """The date in a canonical form; None if it has no single meaning, or is read as it is.

    `order` settles dates of three numbers that could be read in several ways. `begins` is day 0 of
    the serial days of the file.
    """
    if len(text) > LONGEST:
        return None
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    plain = _WEEKDAY.sub("", plain)
    plain = _TIME.sub("", plain)
    if serial := _SERIAL.fullmatch(plain):
        days = int(serial[1])
        if FIRST_SERIAL <= days <= LAST_SERIAL:
            return (begins + timedelta(days)).isoformat()
        return None
    if numbers := _NUMBERS.fullmatch(plain):
        found = readings(numbers[1], numbers[3], numbers[4])
        if len(found) > 1 and order:
            found = readings(numbers[1], numbers[3], numbers[4], order)
        return found[0].isoformat() if len(found) == 1 else None
    if eight := _EIGHT.fullmatch(plain):
        day = _day(int(eight[1]), int(eight[2]), int(eight[3]))
        return day.isoformat() if day and 1990 <= day.year <= 2099 else None
    return _with_name(plain) or _month_or_part(plain) or _period(plain)


def readings(first: str, second: str, third: str, order: str | None = None) -> list[date]:
    """The days that three numbers may mean, in the orders that people use."""
    days = []
    for one in (order,) if order else ORDERS:
        parts = dict(zip(one, (first, second, third), strict=True))
        year = _year(parts["y"])
        if year and len(parts["d"]) <= 2 and (day := _day(year, int(parts["m"]), int(parts["d"]))):
            days.append(day)
    return list(dict.fromkeys(days))


def meanings(text: str) -> dict[str, date]:
    """The days that a text of three numbers may mean, by the order that gives each."""
    numbers = _NUMBERS.fullmatch(" ".join(text.split()))
    if numbers is None:
        return {}
    by_order = {one: readings(numbers[1], numbers[3], numbers[4], one) for one in ORDERS}
    return {one: days[0] for one, days in by_order.items() if days}


def is_ambiguous(text: str) -> bool:
    """Whether a text is three numbers that may mean several days."""
    return len(set(meanings(text).values())) > 1


def is_date(text: str) -> bool:
    """Whether a text is a date, even if it has several meanings. Mere numbers are not."""
    if text.isdigit():
        return False
    return is_ambiguous(text) or _period(text) is not None or date_of(text, None) is not None


def _period(text: str) -> str | None:
    """A text that `parse_period` reads, in its canonical form."""
    try:
        return format_period(parse_period(text))
    except DateError:
        return None


def _year(text: str) -> int | None:
    if len(text) == 4:
        return int(text)
    return CENTURY + int(text) if len(text) == 2 and int(text) <= LAST_SHORT_YEAR else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_name(text: str) -> str | None:
    if (found := _DAY_NAME_YEAR.fullmatch(text)) and (year := _year(found["year"])):
        day = _day(year, _MONTH[found["name"]], int(found["day"]))
        return day.isoformat() if day else None
    if (found := _NAME_YEAR.fullmatch(text)) and (year := _year(found["year"])):
        # "Oct 26" is the 26th of some October as well as October 2026.
        if len(found["year"]) == 2 and found["mark"] in (" ", " de "):
            return None
        return f"{year}-{_MONTH[found['name']]:02}"
    return None


def _month_or_part(text: str) -> str | None:
    if found := _YEAR_MONTH.fullmatch(text):
        written, month = int(found["year"]), int(found["month"])
        # 2009/10 may be a fiscal year.
        is_month = 1 <= month <= 12 and month != (written + 1) % 100
        return f"{written}-{month:02}" if is_month else None
    if found := _MONTH_YEAR.fullmatch(text):
        month = int(found["month"])
        return f"{found['year']}-{month:02}" if 1 <= month <= 12 else None
    if (found := _PART.fullmatch(text)) and (year := _year(found["year"])):
        letter = (found["letter"] or found["l"] or "q").upper()
        number = found["number"] or found["n"] or found["quarter"]
        return None if letter == "H" and number not in "12" else f"{year}{letter}{number}"
    return None


_ORDER = re.compile(
    r"(d{1,2}|m{1,3}|y{2,4})[-/. ]?(d{1,2}|m{1,3}|y{2,4})[-/. ]?(d{1,2}|m{1,3}|y{2,4})"
)


def order_of(text: str) -> str | None:
    """The order that the header of a column gives, as in DD/MM/YYYY; None if it gives none."""
    plain = text.strip().casefold().replace("j", "y").replace("t", "d")
    found = _ORDER.fullmatch(plain)
    order = "".join(part[0] for part in found.groups()) if found else ""
    return order if order in ORDERS else None
