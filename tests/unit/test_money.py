"""Amounts in short form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneyloop.values.amounts import parse_amount
from moneyloop.values.money import caption, money

M, B, T = 10**6, 10**9, 10**12


@pytest.mark.parametrize(
    ("dollars", "expected"),
    [
        (0, "$0"),
        (999, "$999"),
        (250_000, "$250,000"),
        (999_999, "$999,999"),
        (1_000_000, "$1M"),
        (350_000_000, "$350M"),
        (999_994_999, "$999.99M"),
        (999_995_001, "$1B"),
        (6_300_000_000, "$6.3B"),
        (22_400_000_000, "$22.4B"),
        (100_000_000_000, "$100B"),
        (1_234_567_890_000, "$1.23T"),
        (1_500_000_000_000_000, "$1,500T"),
        (-6_300_000_000, "-$6.3B"),
        (2**63 - 1, "$9,223,372.04T"),
    ],
)
def test_money_in_short_form(dollars: int, expected: str) -> None:
    assert money(dollars) == expected


@given(st.integers(1, 2**63 - 10**12))
def test_money_is_rounded_to_two_places(dollars: int) -> None:
    read = parse_amount(money(dollars), "USD", allow_small=True).stated
    scale = next((one for one in (10**12, 10**9, 10**6) if (read or 0) >= one), 1)
    assert read is not None
    assert abs(read - dollars) <= scale // 200


@pytest.mark.parametrize(
    ("units", "currency", "expected"),
    [
        (300 * B, "USD", "$300B"),
        (6_300 * M, "EUR", "€6.3B"),
        (-5 * M, "GBP", "-£5M"),
        # ¥ may be Japan's or China's.
        (3 * T, "JPY", "JPY 3T"),
        (1_500, "SEK", "SEK 1,500"),
    ],
)
def test_money_in_any_currency(units: int, currency: str, expected: str) -> None:
    assert money(units, currency) == expected


@pytest.mark.parametrize(
    ("low", "high", "currency", "expected"),
    [
        (300 * B, 300 * B, "USD", "$300B"),
        (0, 100 * B, "USD", "up to $100B"),
        # A value that needs a price target: only the upper bound is known.
        (None, 96 * B, "USD", "up to $96B"),
        (10 * B, None, "USD", "over $10B"),
        (10 * B, 12 * B, "EUR", "€10B–€12B"),
        (-5 * B, -5 * B, "USD", "-$5B"),
        (None, None, "USD", None),
        (None, None, None, None),
    ],
)
def test_a_range_as_a_caption(
    low: int | None, high: int | None, currency: str | None, expected: str | None
) -> None:
    assert caption(low, high, currency) == expected


@given(st.integers(1, 9 * 10**17))
def test_the_bounds_in_a_caption_are_read_back(units: int) -> None:
    up_to, over = caption(0, units, "USD"), caption(units, None, "USD")
    assert up_to is not None
    assert over is not None
    assert parse_amount(up_to, allow_small=True).low == 0
    assert parse_amount(over, allow_small=True).high is None
