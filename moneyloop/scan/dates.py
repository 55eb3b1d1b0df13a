"""Text as dates: what is read, and why other text is none. Engines read more, and not the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis

from moneyloop.scan.written import DATE_ORDERS, Written

YEAR = "[1-9][0-9]{3}"
PART = "[0-9]{1,2}"
TIME = r"[ T]([01]?[0-9]|2[0-3]):[0-9]{1,2}"
SECONDS = r":[0-9]{1,2}([.][0-9]*)?"
ZONE = r"(Z| UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"

WITHOUT_ZONE = f"({TIME}({SECONDS})?)?$"
WITH_ZONE = f"{TIME}{SECONDS}{ZONE}$"
"""What may follow a day."""

USUAL = f"^{YEAR}-{PART}-{PART}"
SLASHED = f"^{YEAR}[-/]{PART}[-/]{PART}"
DOTTED = f"^{PART}[.]{PART}[.]{YEAR}"
YEAR_LAST = f"^({PART}/{PART}/|{PART}-{PART}-){YEAR}"
"""Days. With dots the day is first wherever they are written so; else it may be the month."""

TIME_ALONE = f"{TIME}({SECONDS})?$"

LAST = datetime(9999, 12, 31, 23, 59, 59, 999999)
"""Of later times Python has no year."""

NO_DATE = "the date is none such as 2025-09-22"


def date(cell: Any, written: Written) -> Any:
    """A time in UTC; in the ledger's own zone where the text names none."""
    cases = [
        # First what is usual, and quickest.
        (cell.re_search(USUAL + WITHOUT_ZONE), cell.try_cast("timestamp")),
        *_read(cell, SLASHED, cell.replace("/", "-")),
        *_read(cell, DOTTED, _year_first(cell, "dmy")),
    ]
    if written.date_order:
        cases += _read(cell, YEAR_LAST, _year_first(cell, written.date_order))
    return ibis.cases(*cases)


def is_local(cell: Any) -> Any:
    """Whether a text that is a date has a time, and names no zone."""
    return cell.re_search(TIME_ALONE)


def why_none(cell: Any, written: Written) -> Any:
    """Why a cell is no date: for what an option would read, which one."""
    if not cell.type().is_string():
        return ibis.literal(NO_DATE)
    reads = {
        order: ibis.cases(*_read(cell, YEAR_LAST, _year_first(cell, order))).notnull()
        for order in DATE_ORDERS
        if order != written.date_order
    }
    cases = [(read, f"the date is one with --date-order {order}") for order, read in reads.items()]
    if not written.date_order:
        both = reads["dmy"] & reads["mdy"]
        cases.insert(
            0, (both, "the date has its day or its month first; say --date-order dmy or mdy")
        )
    return cell.re_search(YEAR_LAST).ifelse(ibis.cases(*cases, else_=NO_DATE), NO_DATE)


def _read(cell: Any, days: str, year_first: Any) -> list[tuple[Any, Any]]:
    """Cases for text that begins with such a day: as a time, of the text with the year first."""
    zoned = year_first.try_cast("timestamp('UTC')").cast("timestamp")
    return [
        (cell.re_search(days + WITHOUT_ZONE), year_first.try_cast("timestamp")),
        (cell.re_search(days + WITH_ZONE), zoned),
    ]


def _year_first(cell: Any, order: str) -> Any:
    # In parts, since engines name the groups of what is found differently as they replace it.
    form = f"^({PART})[./-]({PART})[./-]({YEAR})(.*)$"
    year, month, day, rest = (
        cell.re_extract(form, at) for at in (3, order.index("m") + 1, order.index("d") + 1, 4)
    )
    return year.concat("-", month, "-", day, rest)
