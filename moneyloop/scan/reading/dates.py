"""Text as dates. The accepted forms are stated here: each engine alone would accept others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis

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


def as_timestamp(cell: Any, formats: NumberAndDateFormats) -> Any:
    """The time in UTC, or in the ledger's time zone where the text names none; null if it is not
    a date."""
    cases = [
        # The most common form first, since it is the fastest.
        (cell.re_search(ISO + WITHOUT_ZONE), cell.try_cast("timestamp")),
        *_cases(cell, YEAR_FIRST, cell.replace("/", "-")),
        *_cases(cell, DOTTED, _year_first(cell, "dmy")),
    ]
    if formats.date_order:
        cases += _cases(cell, YEAR_LAST, _year_first(cell, formats.date_order))
    return ibis.cases(*cases)


def is_local(cell: Any) -> Any:
    """Whether a date has a time without a time zone."""
    return cell.re_search(TIME_WITHOUT_ZONE)


def reason_unreadable(cell: Any, formats: NumberAndDateFormats) -> Any:
    """Why a date cannot be read, and with which option it could be."""
    if not cell.type().is_string():
        return ibis.literal(NOT_A_DATE)
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
    return cell.re_search(YEAR_LAST).ifelse(ibis.cases(*cases, else_=NOT_A_DATE), NOT_A_DATE)


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
