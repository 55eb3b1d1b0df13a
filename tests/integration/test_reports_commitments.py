"""`commitment_gap` compared with plain Python, row by row."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given

from loader.records import Figure, Knowledge
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import CYPHER
from tests.integration import defaults, graphs, oracle
from tests.integration.defaults import Defaults, Terms, known_sum, rounded
from tests.integration.graphs import ask, fill, made_graphs

FAILURE = CYPHER / "reports" / "failure"


@made_graphs
@given(chance=graphs.chances)
def test_commitments(graph: Graph, chance: Random) -> None:
    compare(graph, defaults.make(chance), chance)


@pytest.mark.parametrize("size", [(0, 0), (3, 0)], ids=["no firms", "no deals"])
def test_commitments_without_deals(graph: Graph, size: tuple[int, int]) -> None:
    chance = Random(1)  # noqa: S311 - not for security
    compare(graph, defaults.make(chance, size), chance)


def compare(graph: Graph, knowledge: Knowledge, chance: Random) -> None:
    fill(graph, knowledge)
    for options in defaults.variations(knowledge, chance):
        terms = Terms(default_years=chance.choice([1, 5, 7]), noncash=chance.random() < 0.7)
        years = chance.choice([1, 2, 5])
        by = oracle.some_by(chance)
        heads, merged = oracle.heads_of(knowledge, by), oracle.merged(knowledge, by)
        given = graphs.none_or_few([*heads], chance)
        chosen = {heads[firm] for firm in given}
        found = Defaults(merged, options, terms)
        rows = [gap(firm.id, found, years) for firm in merged.firms]
        shown = [row for row in rows if row and (not chosen or row["firm"] in chosen)]
        own = {"default_years": terms.default_years, "noncash": terms.noncash, "years": years}
        shared = own | {"firms": given, "by": by} | options.as_arguments()
        assert ask(graph, "commitment-gap", **shared) == sorted(shown, key=by_gap)


def gap(firm: str, found: Defaults, years: int) -> dict[str, Any]:
    orders = [
        edge
        for edge in found.in_force
        if not edge.is_capital and edge.payee != firm == edge.payer and found.is_unpaid(edge)
    ]
    funding = [
        edge
        for edge in found.in_force
        if edge.is_capital
        and edge.payer != firm == edge.payee
        and edge.status_on(found.options.as_of) == "closed"
    ]
    noncash = [edge for edge in funding if found.is_noncash(edge)]
    if not orders:
        return {}
    promised = known_sum([found.due(edge) for edge in orders])
    figure = found.revenue_figure(firm)
    revenue = figure[1] if figure else None
    paid_in, in_kind = (
        None if total is None else rounded_usd(Fraction(total, years))
        for total in (found.sum_usd(funding), found.sum_usd(noncash))
    )
    known = promised is not None and revenue is not None and paid_in is not None
    return {
        "firm": firm,
        "promised_usd": promised,
        "revenue_usd": revenue,
        "funding_usd": paid_in,
        "gap_usd": (promised or 0) - (revenue or 0) - (paid_in or 0) if known else None,
        "without_usd": found.without_usd([*orders, *funding]),
        "noncash_usd": in_kind,
        "revenue_basis": basis_of(figure[0]) if figure else None,
        "revenue_period": period_of(figure[0]) if figure else None,
    }


def basis_of(figure: Figure) -> str:
    return "full_year" if figure.kind == "actual" else "run_rate"


def period_of(figure: Figure) -> str:
    """As the source calls it, or else its days."""
    assert figure.ends
    begins = f"{figure.starts.first} " if figure.starts else ""
    return figure.period or f"{begins}to {figure.ends.last}"


def rounded_usd(usd: Fraction) -> int:
    return int(rounded(usd, 0))


def by_gap(row: dict[str, Any]) -> tuple[bool, float, float, str]:
    gap_usd = row["gap_usd"]
    promised = oracle.descending(row["promised_usd"])
    return (gap_usd is None, -(gap_usd or 0), promised, row["firm"])


def test_what_is_due_of_orders_within_twelve_months(graph: Graph) -> None:
    """On 2026-12-31, 20 + 10 are due in 2027, less revenue of 8 and 50 / 5 paid in: a gap of 12.

    100 over the assumed five years, which begin on 2027-01-01, since nothing is dated: 1,826 days,
    365 of them in 2027, 100 * 365 / 1,826 = 19.99. 40 from 2026-01-01 to 2030-01-01: 1,462 days, so
    40 * 365 / 1,462 = 9.99.
    """
    knowledge = graphs.network(
        [("lab", "cloud"), ("lab", "chips"), ("fund", "lab"), ("lab", "fund")]
    )
    cloud, chips, paid_in, unpaid = knowledge.deals
    deals = (
        replace(cloud, type="LEASES_FROM"),
        replace(
            chips,
            type="BUYS_FROM",
            starts=defaults.a_period("2026-01-01"),
            ends=defaults.a_period("2030-01-01"),
        ),
        replace(paid_in, status="closed"),
        unpaid,
    )
    statements = [
        graphs.a_statement(deal.id, "source", defaults.dollars(usd))
        for deal, usd in zip(deals, (100, 40, 50, 1000), strict=True)
    ]
    revenue = defaults.a_plain_statement("year", "source", 8)
    year = defaults.of_a_year("year", "lab", "2025")
    fill(
        graph, Knowledge(knowledge.firms, knowledge.sources, deals, (year,), (*statements, revenue))
    )
    assert ask(graph, "commitment-gap") == [
        {
            "firm": "lab",
            "promised_usd": 30,
            "revenue_usd": 8,
            "funding_usd": 10,
            "gap_usd": 12,
            "without_usd": 0,
            "noncash_usd": 0,
            "revenue_basis": "full_year",
            "revenue_period": "2025-01-01 to 2025-12-31",
        }
    ]
