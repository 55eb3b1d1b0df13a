"""The worked examples of docs/method.md: the deals are as stated, and so is the arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from moneyloop.graph.connection import Graph
from moneyloop.report.arguments import complete
from moneyloop.report.library import find
from moneyloop.report.run import run_report

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
    "meta-scale-ai-shares": 14.3,
}
REVENUES = {
    "oracle-revenue-fy2026": 67.4,
    "terawulf-revenue-fy2025": 0.1685,
    "openai-revenue-run-rate-2025-end": 20,
    "meta-market-value-2026-01-15": 1600,
}


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


def test_who_could_pay_and_what_is_lost(shipped: Graph) -> None:
    """The examples of the reports in Python, whose numbers their own tests check."""
    owed = row(shipped, "clearing", "openai")
    assert (owed["means_usd"], owed["received_usd"]) == (13 * 10**9, 10 * 10**9)
    due, share = owed["due_usd"] / 10**9, owed["paid_share"]
    to_oracle = row(shipped, "clearing", "oracle")
    at_stake = 14.3 / row(shipped, "debtrank", "scale-ai")["debtrank"]
    for phrase in (
        f"owes ${due:.1f}B within twelve months, ${to_oracle['owed_usd'] / 10**9:.1f}B of it to",
        f"{owed['paid_usd'] / 10**9:.0f} / {due:.1f} = {share:.1%} of each debt",
        f"53.6 × {share:.1%} = ${to_oracle['received_usd'] / 10**9:.1f}B",
        f"14.3 / 1,600 = {14.3 / 1600:.1%} of its value",
        f"together are $19,865B: `debtrank` is 14.3 / 19,865 = {14.3 / 19865:.2%}",
    ):
        assert phrase in TEXT
    assert at_stake == pytest.approx(19_865, rel=1e-3)


def row(graph: Graph, name: str, firm: str) -> dict[str, Any]:
    """The row of a report about a firm, on T."""
    report = find(name)
    rows = run_report(graph, report, complete(report, {}, T)).rows.maps()
    [found] = [row for row in rows if row["firm"] == firm]
    return found
