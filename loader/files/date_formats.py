"""Formats of cells with dates: whether a cell shows a day, only a month, or only a year."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

# Text in quotes, colours and locales in brackets, escaped characters, and padding.
_NOT_CODES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


@lru_cache(maxsize=1_000)
def form_of(number_format: str) -> str:
    """How to write a date that a cell of this format shows: `%Y-%m-%d`, `%Y-%m` or `%Y`."""
    codes = _NOT_CODES.sub("", number_format.split(";", maxsplit=1)[0].casefold())
    if set("dhs") & set(codes) or codes == "general":
        return "%Y-%m-%d"
    if "m" in codes:
        return "%Y-%m"
    return "%Y" if "y" in codes or "e" in codes else "%Y-%m-%d"


def shown_date(book: Any, style: str | None, value: date) -> str | None:
    """A date as its cell shows it if that is a month or a year; None if it shows a day."""
    if not style:
        return None
    cell_style = book._cell_styles[int(style)]
    number_format = _format(book, cell_style.numFmtId)
    form = form_of(number_format)
    if form == "%Y-%m-%d":
        return None
    return f"{value.year:04}-{value.month:02}" if form == "%Y-%m" else f"{value.year:04}"


def _format(book: Any, number: int) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number, "General")
    return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])
