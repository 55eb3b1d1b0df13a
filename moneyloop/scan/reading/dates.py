"""Text as dates. The accepted forms are defined here; left to themselves, engines would accept
different ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis

from moneyloop.scan.reading import date_formats
from moneyloop.scan.reading.formats import DATE_ORDERS, DateOrder, NumberAndDateFormats

YEAR = "[1-9][0-9]{3}"
DAY_OR_MONTH = "[0-9]{1,2}"
TIME = r"[ T]([01]?[0-9]|2[0-3]):[0-9]{1,2}"
SECONDS = r":[0-9]{1,2}([.][0-9]*)?"
ZONE = r"(Z| UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"

# What may follow a day.
WITHOUT_ZONE = f"({TIME}({SECONDS})?)?$"
WITH_ZONE = f"{TIME}{SECONDS}{ZONE}$"

# Days. Where dots are used the day comes first; with the year last, the month may.
ISO = f"^{YEAR}-{DAY_OR_MONTH}-{DAY_OR_MONTH}"
YEAR_FIRST = f"^{YEAR}[-/]{DAY_OR_MONTH}[-/]{DAY_OR_MONTH}"
DOTTED = f"^{DAY_OR_MONTH}[.]{DAY_OR_MONTH}[.]{YEAR}"
YEAR_LAST = f"^({DAY_OR_MONTH}/{DAY_OR_MONTH}/|{DAY_OR_MONTH}-{DAY_OR_MONTH}-){YEAR}"

TIME_WITHOUT_ZONE = f"{TIME}({SECONDS})?$"

LATEST = datetime(9999, 12, 31, 23, 59, 59, 999999)
"""The latest time that Python can represent."""

NOT_A_DATE = "the date is not a valid date such as 2025-09-22"


WITH_FORMAT = (
    (
        f"^[12][0-9]{{3}}[01][0-9][0-3][0-9]({TIME})?",
        "the date has no separators; state its form with --date-format, such as %Y%m%d",
    ),
    (
        f"^{DAY_OR_MONTH}[./-]{DAY_OR_MONTH}[./-][0-9]{{2}}( |T|$)",
        "the year has two digits; state the form of dates with --date-format, such as %d.%m.%y",
    ),
    (
        "^[0-9]{1,2}[ ./-]*[A-Za-z]{3,9}[ ./,-]*[0-9]{2,4}",
        "the month is a name; state the form of dates with --date-format, such as %d-%b-%Y",
    ),
)
"""Dates that can be read if the user states their form, with the reason that says so."""


def as_timestamp(cell: Any, formats: NumberAndDateFormats) -> Any:
    """The time in UTC, or in the ledger's time zone where the text names none; null if it is not
    a date."""
    if formats.date_format:
        return date_formats.as_timestamp(cell, formats.date_format)
    cases = [
        # The most common form first, since it is the fastest.
        (cell.re_search(ISO + WITHOUT_ZONE), cell.try_cast("timestamp")),
        *_cases(cell, YEAR_FIRST, cell.replace("/", "-")),
        *_cases(cell, DOTTED, _year_first(cell, "dmy")),
    ]
    if formats.date_order:
        cases += _cases(cell, YEAR_LAST, _year_first(cell, formats.date_order))
    return ibis.cases(*cases)


def is_local(cell: Any, formats: NumberAndDateFormats) -> Any:
    """Whether a date has a time without a time zone."""
    if formats.date_format:
        return ibis.literal(formats.date_format.has_time)
    return cell.re_search(TIME_WITHOUT_ZONE)


def reason_unreadable(cell: Any, formats: NumberAndDateFormats) -> Any:
    """Why a date cannot be read, and with which option it could be."""
    if not cell.type().is_string():
        return ibis.literal(NOT_A_DATE)
    if formats.date_format:
        return ibis.literal(f"the date is not a valid date of the form {formats.date_format.text}")
    readable = {
        order: ibis.cases(*_cases(cell, YEAR_LAST, _year_first(cell, order))).notnull()
        for order in DATE_ORDERS
        if order != formats.date_order
    }
    cases = [
        (is_readable, f"the date can be read with --date-order {order}")
        for order, is_readable in readable.items()
    ]
    if not formats.date_order:
        is_ambiguous = readable["dmy"] & readable["mdy"]
        reason = "the date may begin with its day or its month; choose --date-order dmy or mdy"
        cases.insert(0, (is_ambiguous, reason))
    other_forms = ibis.cases(
        *((cell.re_search(pattern), reason) for pattern, reason in WITH_FORMAT), else_=NOT_A_DATE
    )
    return cell.re_search(YEAR_LAST).ifelse(ibis.cases(*cases, else_=NOT_A_DATE), other_forms)


def _cases(cell: Any, day: str, year_first: Any) -> list[tuple[Any, Any]]:
    """Text that begins with this pattern of a day, as times; `year_first` is the reordered text."""
    zoned = year_first.try_cast("timestamp('UTC')").cast("timestamp")
    return [
        (cell.re_search(day + WITHOUT_ZONE), year_first.try_cast("timestamp")),
        (cell.re_search(day + WITH_ZONE), zoned),
    ]


def _year_first(cell: Any, order: DateOrder) -> Any:
    # Extracted part by part, since engines number the groups of a replacement differently.
    pattern = f"^({DAY_OR_MONTH})[./-]({DAY_OR_MONTH})[./-]({YEAR})(.*)$"
    year, month, day, rest = (
        cell.re_extract(pattern, group)
        for group in (3, order.index("m") + 1, order.index("d") + 1, 4)
    )
    return year.concat("-", month, "-", day, rest)
