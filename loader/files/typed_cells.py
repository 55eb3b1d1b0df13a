"""Numbers and days of files that know types, as the text that a person would have written."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal


def text_of_number(value: float | Decimal) -> str | None:
    """Without an exponent, and without a fraction of zero; None for infinity and for no number."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return None
    # Through repr: 0.1 is what was meant, not the binary fraction nearest to it.
    plain = format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def text_of_day(value: date) -> str:
    """The day in ISO 8601; what time it was is of no use to a deal."""
    return (value.date() if isinstance(value, datetime) else value).isoformat()
