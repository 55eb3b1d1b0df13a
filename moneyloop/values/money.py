"""Amounts as people say them: $6.3B."""

from __future__ import annotations

SCALES = ((10**12, "T"), (10**9, "B"), (10**6, "M"))

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
"""Of currencies that share their sign with no other, as ¥ does; the rest are said by their code."""


def money(units: int, currency: str = "USD") -> str:
    """An amount to two places: 6300000000 is $6.3B, or in another currency JPY 6.3B."""
    minus, size = ("-" if units < 0 else ""), abs(units)
    sign = SIGNS.get(currency, f"{currency} ")
    for scale, letter in SCALES:
        lower = scale // 1000
        # Not $1,000M for what rounds to $1B.
        if size >= scale or (lower > 1000 and round(size / lower, 2) >= 1000):
            return f"{minus}{sign}{f'{size / scale:,.2f}'.rstrip('0').rstrip('.')}{letter}"
    return f"{minus}{sign}{size:,}"


def caption(low: int | None, high: int | None, currency: str | None) -> str | None:
    """A range as it is written beside an arrow: $300B, up to $100B, over $10B or $10B–$12B.

    `low` and `high` are whole units, None where no such end is known. None where neither is.
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
