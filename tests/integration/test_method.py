"""The worked examples of docs/method.md: the deals are as stated, and so is the arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from moneyloop.graph.connection import Graph

ROOT = Path(__file__).resolve().parents[2]
TEXT = " ".join((ROOT / "docs" / "method.md").read_text("utf-8").split())

T = date(2026, 11, 22)
NEXT_YEAR = date(2027, 11, 22)

DEALS = {
    "openai-oracle-compute": 300,
    "oracle-nvidia-gpus": 40,
    "nvidia-openai-shares": 30,
    "fluidstack-terawulf-lease": 6.7,
    "openai-microsoft-azure": 250,
    "anthropic-microsoft-azure": 30,
    "microsoft-openai-funding": 13,
    "microsoft-anthropic-shares": 5,
}
REVENUES = {"oracle-revenue-fy2026": 67.4, "terawulf-revenue-fy2025": 0.1685}


def days(first: date, last: date) -> int:
    return (last - first).days + 1


@pytest.mark.parametrize(("label", "amounts"), [("Deal", DEALS), ("Figure", REVENUES)])
def test_the_amounts_are_those_of_the_graph(
    shipped: Graph, label: str, amounts: dict[str, float]
) -> None:
    query = "MATCH (n:$($label)) WHERE n.id IN $ids RETURN n.id, n.usd"
    rows = shipped.read((query, {"label": label, "ids": list(amounts)}))[0].rows
    assert {id_: usd / 10**9 for id_, usd in rows} == amounts


def test_terms_and_what_is_due() -> None:
    """Days are counted with both ends; the year after T is 2026-11-23 to 2027-11-22."""
    lease = date(2025, 8, 18), date(2035, 8, 17)
    order = date(2027, 1, 1), date(2031, 12, 31)
    after = T + timedelta(days=1)
    left, year, due = days(after, lease[1]), days(after, NEXT_YEAR), days(order[0], NEXT_YEAR)
    assert (days(*lease), left, year) == (3652, 3190, 365)
    assert (days(*order), due) == (1826, 326)
    for phrase in (
        "that is 3,652 days",
        "2027-01-01 to 2031-12-31, 1,826 days",
        f"6.7 × 3,190 / 3,652 = ${6.7 * left / days(*lease):.2f}B",
        f"6.7 × 365 / 3,652 = ${6.7 * year / days(*lease):.2f}B",
        f"300 × 326 / 1,826 = ${300 * due / days(*order):.1f}B",
        f"53.6 / 67.4 = {300 * due / days(*order) / 67.4:.1%}",
    ):
        assert phrase in TEXT
    assert round(6.7 * year / days(*lease) / 0.1685) == 4


def test_other_arithmetic() -> None:
    for phrase in (
        f"touches 33 months: 33 × 0.92 = ${33 * 0.92:.2f}B",
        f"`share` is 18 / 280 = {(13 + 5) / (250 + 30):.1%}",
        f"0.75² + 0.25² = {0.75**2 + 0.25**2}",
    ):
        assert phrase in TEXT
    assert (2029 - 2026) * 12 + 6 - 10 + 1 == 33
