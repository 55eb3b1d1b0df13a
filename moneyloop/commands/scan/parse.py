"""Reads the text of options. All raise ValueError with a message for the user."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from moneyloop.scan.reading.formats import DECIMAL_COMMA, NumberAndDateFormats

SHARE_STEPS = 10_000
"""Shares are multiples of one ten-thousandth, so that an amount times their numerator still fits
into the numbers of an engine."""


def types(text: str | None) -> frozenset[str]:
    """Types in a list separated by commas, in lower case."""
    return frozenset(name.strip().lower() for name in (text or "").split(",") if name.strip())


def memory_size(text: str) -> str:
    """A size of memory, as it was written."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)? *[KMGT]i?B", text.strip(), re.IGNORECASE):
        raise ValueError(f"--memory {text} is not a size; write it as 4GB or 800MB")
    return text.strip()


def share(text: str) -> Fraction:
    """The share in --keep."""
    number = _number(text)
    if number is None or not 0 < number <= 1 or number * SHARE_STEPS % 1:
        raise ValueError(
            f"--keep {text} is not a number above 0 and up to 1 with at most four decimals, "
            "such as 0.8"
        )
    return Fraction(number)


def min_amount(text: str, formats: NumberAndDateFormats) -> Decimal:
    """The amount in --min-amount, written like the amounts of the ledger."""
    number_format, cell = formats.number, text.strip()
    ungrouped = cell.translate(str.maketrans("", "", number_format.separators))
    # With a decimal point and without separators it may also be written as 1e4.
    is_plain = not formats.decimal_comma and ungrouped == cell
    is_known = re.match(number_format.pattern, cell) or is_plain
    amount = _number(ungrouped.replace(",", ".")) if is_known else None
    if amount is None or amount < 0:
        has_comma = amount is None and re.match(DECIMAL_COMMA.pattern, cell)
        hint = ", or as 1.234,56 with --decimal-comma" if formats.decimal_comma or has_comma else ""
        raise ValueError(
            f"--min-amount {text} is not an amount; write it in digits, as 10000{hint}"
        )
    return amount


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
