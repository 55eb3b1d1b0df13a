"""What all formats agree on about a cell: its limits, and how numbers and days become text."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal

LARGEST_CELL = 1_000_000  # characters
TOO_LONG = f"has more than {LARGEST_CELL:,} characters"
HAS_NUL = "contains a NUL character, which is not text"


def text_of_number(value: float | Decimal) -> str | None:
    """The number as a person would write it: no exponent, and no fraction of zero.

    None for infinity and NaN.
    """
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return None
    # By way of repr, which gives 0.1 and not the nearest binary fraction.
    plain = format(value if isinstance(value, Decimal) else Decimal(repr(value)), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def text_of_day(value: date) -> str:
    """The day in ISO 8601. The time of day is dropped: deals have none."""
    return (value.date() if isinstance(value, datetime) else value).isoformat()
