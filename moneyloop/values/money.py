"""Amounts in short form: $6.3B."""

from __future__ import annotations

SCALES = ((10**12, "T"), (10**9, "B"), (10**6, "M"))

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
"""Signs of one currency only, unlike ¥. Other currencies are written with their code."""


def money(units: int, currency: str = "USD") -> str:
    """An amount to two decimal places: 6300000000 is $6.3B, or JPY 6.3B in another currency."""
    minus, size = ("-" if units < 0 else ""), abs(units)
    sign = SIGNS.get(currency, f"{currency} ")
    for scale, letter in SCALES:
        lower = scale // 1000
        # What rounds to $1B is not written as $1,000M.
        if size >= scale or (lower > 1000 and round(size / lower, 2) >= 1000):
            return f"{minus}{sign}{f'{size / scale:,.2f}'.rstrip('0').rstrip('.')}{letter}"
    return f"{minus}{sign}{size:,}"


def caption(low: int | None, high: int | None, currency: str | None) -> str | None:
    """A range as the label of an edge: $300B, up to $100B, over $10B or $10B–$12B.

    `low` and `high` are whole units, None if the bound is not known. None if neither is known.
    """
    if currency is None or (low is None and high is None):
        return None
    if high is None:
        return f"over {money(low or 0, currency)}"
    if not low:
        return f"up to {money(high, currency)}"
    if low == high:
        return money(low, currency)
    return f"{money(low, currency)}–{money(high, currency)}"
