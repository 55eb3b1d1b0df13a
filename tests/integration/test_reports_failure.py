"""`knock_out` and `articulation` compared with brute force and networkx, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given

from loader.records import Knowledge
from moneyloop.graph.connection import Graph
from moneyloop.values.amounts import Amount
from tests.integration import defaults, graphs, oracle
from tests.integration.defaults import Defaults, known_sum
from tests.integration.graphs import ask, fill, made_graphs

Pairs = Sequence[tuple[str, str]]


@made_graphs
@given(chance=graphs.chances)
def test_points_of_failure(graph: Graph, chance: Random) -> None:
    compare(graph, defaults.make(chance), chance)


@pytest.mark.parametrize("size", [(0, 0), (3, 0)], ids=["no firms", "no deals"])
def test_points_of_failure_without_deals(graph: Graph, size: tuple[int, int]) -> None:
    chance = Random(1)  # noqa: S311 - not for security
    compare(graph, defaults.make(chance, size), chance)


def compare(graph: Graph, knowledge: Knowledge, chance: Random) -> None:
    fill(graph, knowledge)
    for options in defaults.variations(knowledge, chance):
        by = oracle.some_by(chance)
        heads, merged = oracle.heads_of(knowledge, by), oracle.merged(knowledge, by)
        firms = [firm.id for firm in merged.firms]
        chosen = graphs.none_or_few([*heads], chance)
        shared = options.as_arguments() | {"firms": chosen, "by": by}
        shown = {heads[firm] for firm in chosen} or firms
        terms = defaults.some_terms(chance)
        found = Defaults(merged, options, terms)
        taken = [default(firm, found) for firm in shown]
        assert ask(graph, "knock-out", **terms.as_arguments(), **shared) == sorted(
            taken, key=by_loss
        )
        in_force = oracle.in_force(oracle.edges_of(merged), options)
        split = articulation(firms, [(edge.payer, edge.payee) for edge in in_force])
        split = [row for row in split if row["firm"] in shown]
        assert ask(graph, "articulation", **shared) == split


def default(firm: str, found: Defaults) -> dict[str, Any]:
    """The expected row of `knock_out` for a firm."""
    all_taken = found.taken_by(firm)
    taken = [one for one in all_taken if one.channel in found.terms.channels]
    exposed = [one for one in all_taken if one.channel == "exposure"]
    losses = found.losses([firm]).values()
    known = [loss for loss in losses if loss.usd > 0]
    cycles = oracle.cycles_in(oracle.folded(found.in_force), 4)
    noncash = {one.edge.deal: one.usd for one in (*taken, *exposed) if found.is_noncash(one.edge)}
    hit = sorted(loss.firm for loss in losses if found.falls(loss))
    return {
        "firm": firm,
        "lost_usd": known_sum([one.usd for one in taken]),
        "exposed_usd": known_sum([one.usd for one in exposed]),
        "firms_hit": len(hit),
        "loops_broken": sum(firm in cycle for cycle in cycles),
        "on_revenue_basis": sum(loss.basis == "revenue" for loss in known),
        "on_inflow_basis": sum(loss.basis == "inflow" for loss in known),
        "without_usd": sum(one.usd is None for one in taken),
        "noncash_usd": known_sum(list(noncash.values())),
        "lost_next_year_usd": known_sum([one.next_year for one in taken]),
        "lost_from": min((one.lost_from for one in taken if one.lost_from), default=None),
        "hit": hit,
        "unknown": sorted(loss.firm for loss in losses if loss.is_unknown),
    }


def by_loss(row: Mapping[str, Any]) -> tuple[float, float, float, str]:
    return (
        oracle.descending(row["lost_usd"]),
        oracle.descending(row["exposed_usd"]),
        oracle.descending(row["loops_broken"]),
        row["firm"],
    )


def articulation(firms: Sequence[str], pairs: Pairs) -> list[dict[str, Any]]:
    """Removes each firm and counts the pieces left of the one that it was in."""
    rows = []
    for firm in firms:
        piece = next(piece for piece in pieces(firms, pairs) if firm in piece)
        left = pieces(sorted(piece - {firm}), [pair for pair in pairs if firm not in pair])
        if len(left) > 1:
            sizes = [len(part) for part in left]
            rows.append({"firm": firm, "parts": len(left), "cut_off": sum(sizes) - max(sizes)})
    library: nx.Graph[str] = nx.Graph(pairs)
    assert {row["firm"] for row in rows} == set(nx.articulation_points(library))
    return sorted(rows, key=lambda row: (-row["cut_off"], -row["parts"], row["firm"]))


def pieces(firms: Sequence[str], pairs: Pairs) -> list[set[str]]:
    """The connected pieces of a network."""
    found = [{firm} for firm in firms]
    for pair in pairs:
        joined = [piece for piece in found if piece & {*pair}]
        found = [piece for piece in found if piece not in joined] + [set[str]().union(*joined)]
    return [piece for piece in found if piece]


@pytest.mark.parametrize("share", [7, 55, 57])
def test_a_loss_of_exactly_the_threshold_hits(graph: Graph, share: int) -> None:
    """A product with a decimal fraction such as 0.55 can come out slightly too large."""
    plain = [graphs.a_deal(deal, "BUYS_FROM", payer, "seller") for deal, payer in ("xa", "yb")]
    knowledge = graphs.network([(deal.payer, deal.payee) for deal in plain])
    figures = {"x": share, "y": 100 - share}
    statements = [
        graphs.a_statement(
            deal.id, "source", Amount(figures[deal.id], figures[deal.id], "USD", "total")
        )
        for deal in plain
    ]
    fill(graph, replace(knowledge, deals=tuple(plain), statements=tuple(statements)))
    for threshold, hit in ((share / 100, 1), (share / 100 + 0.001, 0)):
        [row] = ask(graph, "knock-out", threshold=threshold, firms=["a"], basis="deals")
        assert (row["lost_usd"], row["firms_hit"], row["on_inflow_basis"]) == (share, hit, 1)


def test_an_order_is_weighed_against_a_year_of_its_sellers_revenue(graph: Graph) -> None:
    """A firm does not fall just because the graph contains only one of its customers."""
    knowledge = graphs.network([("lab", "cloud")], "LEASES_FROM")
    year = defaults.of_a_year("year", "cloud", "2025")
    order = graphs.a_statement("d0000", "source", Amount(100, 100, "USD", "total"))
    statements = (order, defaults.a_plain_statement("year", "source", 100))
    fill(graph, replace(knowledge, figures=(year,), statements=statements))
    options: dict[str, Any]
    for options, hit in (
        ({}, 1),  # a fifth, in each of five years
        ({"threshold": 0.201}, 0),
        ({"default_years": 6}, 0),
        ({"default_years": 1, "threshold": 1.0}, 1),
    ):
        [row] = ask(graph, "knock-out", firms=["lab"], **options)
        assert (row["firms_hit"], row["on_revenue_basis"], row["on_inflow_basis"]) == (hit, 1, 0)
    [row] = ask(graph, "knock-out", firms=["lab"], threshold=1.0, basis="deals")
    assert (row["hit"], row["on_revenue_basis"], row["on_inflow_basis"]) == (["cloud"], 0, 1)
    # The year is not over, so no revenue is known, and it cannot be said whether the cloud falls.
    [row] = ask(graph, "knock-out", firms=["lab"], as_of=date(2025, 12, 30))
    assert (row["hit"], row["unknown"], row["on_inflow_basis"]) == ([], ["cloud"], 0)


KARATE = [(str(one), str(other)) for one, other in nx.karate_club_graph().edges]
FLORENCE = list(nx.florentine_families_graph().edges)
# Removing b leaves two single firms, and removing a a pair: b splits the network into more parts.
SHAPES = [(pair[0], pair[1]) for pair in ("ax", "xy", "ab", "bm", "bn", "ac", "cd", "bd")]
KITE = [(str(one), str(other)) for one, other in nx.krackhardt_kite_graph().edges]


@pytest.mark.parametrize(
    ("pairs", "split"),
    [
        # Without the teacher, a group of five and a single member leave the club.
        pytest.param(KARATE, [("0", 3, 6)], id="Zachary's karate club"),
        pytest.param(
            FLORENCE,
            [("Medici", 3, 3), ("Albizzi", 2, 1), ("Guadagni", 2, 1), ("Salviati", 2, 1)],
            id="Florentine families",
        ),
        pytest.param(
            SHAPES,
            [("b", 3, 2), ("a", 2, 2), ("x", 2, 1)],
            id="as many cut off, in more parts",
        ),
        pytest.param(KITE, [("7", 2, 2), ("8", 2, 1)], id="Krackhardt's kite"),
    ],
)
def test_articulation_of_a_known_network(
    graph: Graph, pairs: Pairs, split: list[tuple[str, int, int]]
) -> None:
    fill(graph, graphs.network(pairs))
    found = ask(graph, "articulation")
    assert [(row["firm"], row["parts"], row["cut_off"]) for row in found] == split


def test_articulation_along_a_long_chain(graph: Graph) -> None:
    """Every firm but the two at the ends; parts that are cut off are up to 20 deals long."""
    chain = [f"f{n:02}" for n in range(41)]
    fill(graph, graphs.network(pairwise(chain)))
    found = {row["firm"]: row["cut_off"] for row in ask(graph, "articulation")}
    assert found == {firm: min(n, 40 - n) for n, firm in enumerate(chain) if 0 < n < 40}


@pytest.mark.parametrize("more", [0, 15, 150])
def test_articulation_of_a_network_of_a_hundred(graph: Graph, more: int) -> None:
    """A tree with many articulation points, and fewer the more edges are added."""
    chance = Random(more)  # noqa: S311 - not for security
    firms = [f"f{n:03}" for n in range(120)]
    pairs = [(firms[chance.randrange(n)], firms[n]) for n in range(1, 120)]
    pairs += [(chance.choice(firms[:60]), chance.choice(firms[60:])) for _ in range(more)]
    fill(graph, graphs.network(pairs))
    assert ask(graph, "articulation") == articulation(firms, pairs)
