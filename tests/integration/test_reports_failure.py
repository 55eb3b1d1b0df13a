"""`knock_out` and `articulation` against brute force and a graph library, row for row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given

from graph.connection import Graph
from loader.records import Knowledge
from tests.integration import graphs
from tests.integration.graphs import Edge, Options, ask, fill, known_usd, made_graphs, sum_usd
from values.amounts import Amount

CHANNELS = ("orders", "capital", "exposure")
# As people write them, and some that no binary fraction meets.
THRESHOLDS = ("0", "0.05", "0.1", "0.2", "0.3", "0.5", "0.55", "0.57", "1")

Wires = Sequence[tuple[str, str]]


@made_graphs
@given(chance=graphs.chances)
def test_points_of_failure(graph: Graph, chance: Random) -> None:
    compare(graph, graphs.make(chance), chance)


@pytest.mark.parametrize("size", [(0, 0), (3, 0)], ids=["nothing", "lone firms"])
def test_points_of_failure_without_deals(graph: Graph, size: tuple[int, int]) -> None:
    chance = Random(1)  # noqa: S311 - it guards nothing
    compare(graph, graphs.make(chance, size), chance)


def compare(graph: Graph, made: Knowledge, chance: Random) -> None:
    fill(graph, made)
    edges = graphs.edges_of(made)
    firms = [firm.id for firm in made.firms]
    for asked in graphs.variations(made, chance, Options()):
        stood = graphs.standing(edges, asked)
        chosen = graphs.none_or_few(firms, chance)
        shared, shown = asked.given() | {"firms": chosen}, chosen or firms
        channels = chance.choice([CHANNELS, *([channel] for channel in CHANNELS)])
        threshold = chance.choice(THRESHOLDS)
        taken = [default(firm, stood, asked, channels, threshold) for firm in shown]
        at_risk = {"channels": list(channels), "threshold": float(threshold)}
        assert ask(graph, "knock-out", **at_risk, **shared) == sorted(taken, key=by_loss)
        split = articulation(firms, [(edge.payer, edge.payee) for edge in stood])
        split = [row for row in split if row["firm"] in shown]
        assert ask(graph, "articulation", **shared) == split


def default(
    firm: str,
    stood: Sequence[Edge],
    asked: Options,
    channels: Sequence[str],
    threshold: str,
) -> dict[str, Any]:
    """What the default of a firm takes from each of the others."""
    taken: list[Edge] = []
    exposed: list[Edge] = []
    lost: dict[str, list[Edge]] = {}
    for edge in stood:
        if edge.payer == edge.payee:
            continue
        if edge.payer == firm and edge.status != "closed":
            channel, loser = "capital" if edge.is_capital else "orders", edge.payee
        elif edge.payee == firm and edge.type in ("INVESTS_IN", "LENDS_TO", "BACKSTOPS"):
            channel, loser = "exposure", edge.payer
            exposed.append(edge)
        else:
            continue
        if channel in channels:
            taken.append(edge)
            lost.setdefault(loser, []).append(edge)
    hit = weighed = 0
    for loser, deals in lost.items():
        inflow = sum(
            known_usd((edge for edge in stood if edge.payer != loser == edge.payee), asked)
        )
        loss = sum(known_usd(deals, asked))
        weighed += loss > 0 and inflow > 0
        hit += loss > 0 and inflow > 0 and Fraction(loss, inflow) >= Fraction(threshold)
    cycles = graphs.cycles_in(graphs.folded(stood), 4)
    return {
        "firm": firm,
        # Nothing is lost without a deal; without a known amount nobody knows how much.
        "lost_usd": sum_usd(taken, asked) if taken else 0,
        "exposed_usd": sum_usd(exposed, asked) if exposed else 0,
        "firms_hit": hit,
        "loops_broken": sum(firm in cycle for cycle in cycles),
        "on_revenue_basis": 0,
        "on_inflow_basis": weighed,
        "without_usd": len(taken) - len(known_usd(taken, asked)),
    }


def by_loss(row: Mapping[str, Any]) -> tuple[float, float, float, str]:
    return (
        graphs.descending(row["lost_usd"]),
        graphs.descending(row["exposed_usd"]),
        graphs.descending(row["loops_broken"]),
        row["firm"],
    )


def articulation(firms: Sequence[str], pairs: Wires) -> list[dict[str, Any]]:
    """Takes out each firm and counts what is left of the piece in which it was."""
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


def pieces(firms: Sequence[str], pairs: Wires) -> list[set[str]]:
    """The connected pieces of a network: two that a wire ties become one."""
    found = [{firm} for firm in firms]
    for one, other in pairs:
        tied = [piece for piece in found if piece & {one, other}]
        found = [piece for piece in found if piece not in tied] + [set[str]().union(*tied)]
    return [piece for piece in found if piece]


@pytest.mark.parametrize("share", [7, 55, 57])
def test_a_loss_of_exactly_the_threshold_hits(graph: Graph, share: int) -> None:
    """A product with a decimal fraction such as 0.55 may come out a little too large."""
    plain = [graphs.a_deal(deal, "BUYS_FROM", payer, "seller") for deal, payer in ("xa", "yb")]
    knowledge = graphs.network([(deal.payer, deal.payee) for deal in plain])
    figures = {"x": share, "y": 100 - share}
    said = [
        graphs.a_statement(
            deal.id, "source", Amount(figures[deal.id], figures[deal.id], "USD", "total")
        )
        for deal in plain
    ]
    fill(graph, replace(knowledge, deals=tuple(plain), statements=tuple(said)))
    for threshold, hit in ((share / 100, 1), (share / 100 + 0.001, 0)):
        [row] = ask(graph, "knock-out", threshold=threshold, firms=["a"])
        assert (row["lost_usd"], row["firms_hit"], row["on_inflow_basis"]) == (share, hit, 1)


KARATE = [(str(one), str(other)) for one, other in nx.karate_club_graph().edges]
FLORENCE = list(nx.florentine_families_graph().edges)
# Without b two lone firms and without a a pair are left of the rest: b splits it into more.
SHAPES = [(pair[0], pair[1]) for pair in ("ax", "xy", "ab", "bm", "bn", "ac", "cd", "bd")]
KITE = [(str(one), str(other)) for one, other in nx.krackhardt_kite_graph().edges]


@pytest.mark.parametrize(
    ("pairs", "split"),
    [
        # The teacher holds a group of five and a single member to the club.
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
    graph: Graph, pairs: Wires, split: list[tuple[str, int, int]]
) -> None:
    fill(graph, graphs.network(pairs))
    found = ask(graph, "articulation")
    assert [(row["firm"], row["parts"], row["cut_off"]) for row in found] == split


def test_articulation_along_a_long_chain(graph: Graph) -> None:
    """Every firm but the two at the ends; what is cut off lies up to 20 deals away."""
    chain = [f"f{n:02}" for n in range(41)]
    fill(graph, graphs.network(pairwise(chain)))
    found = {row["firm"]: row["cut_off"] for row in ask(graph, "articulation")}
    assert found == {firm: min(n, 40 - n) for n, firm in enumerate(chain) if 0 < n < 40}
