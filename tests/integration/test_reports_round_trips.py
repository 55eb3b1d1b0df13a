"""`loops` and `direct` compared with networkx and plain Python, row by row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import permutations
from math import comb, factorial
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given

from loader.records import Knowledge
from moneyloop.graph.connection import Graph
from tests.groups import SHARED_FACTS
from tests.integration import graphs, oracle
from tests.integration.graphs import ask, fill, made_graphs
from tests.integration.oracle import Edge, Options, sum_usd
from tests.integration.terms import with_terms

COMPANIES = SHARED_FACTS.parent / "data" / "finbench" / "CompanyInvestCompany.csv"

KIND = {
    "INVESTS_IN": "vendor_financing",
    "LENDS_TO": "vendor_financing",
    "GRANTS_EQUITY_TO": "equity_for_orders",
    "BACKSTOPS": "capacity_backstop",
}

# By whether its deals are capital.
LOOPS = {
    frozenset({True, False}): "round_trip",
    frozenset({False}): "circular_trade",
    frozenset({True}): "circular_capital",
}


@made_graphs
@given(chance=graphs.chances)
def test_round_trips(graph: Graph, chance: Random) -> None:
    compare(graph, with_terms(graphs.make(chance), chance), chance)


@pytest.mark.parametrize("size", [(0, 0), (3, 0)], ids=["no firms", "no deals"])
def test_round_trips_without_deals(graph: Graph, size: tuple[int, int]) -> None:
    chance = Random(1)  # noqa: S311 - not for security
    compare(graph, graphs.make(chance, size), chance)


def compare(graph: Graph, knowledge: Knowledge, chance: Random) -> None:
    fill(graph, knowledge)
    for options in oracle.variations(knowledge, chance, Options()):
        by = oracle.some_by(chance)
        heads = oracle.heads_of(knowledge, by)
        in_force = oracle.in_force(oracle.edges_of(oracle.merged(knowledge, by)), options)
        chosen = graphs.none_or_few([*heads], chance)
        firms = sorted({heads[firm] for firm in chosen})
        shared = options.as_arguments() | {"firms": chosen, "by": by}
        assert ask(graph, "direct", **shared) == direct(in_force, options, firms)
        shortest, longest = chance.choice([(2, 8), (2, 8), (2, 4), (5, 8), (3, 3), (6, 7)])
        loops = expected_loops(in_force, options, firms, shortest, longest)
        order = chance.choice(["firms", "weakest"])
        if order == "weakest":
            loops.sort(key=lambda row: (oracle.descending(row["weakest_usd"]), row["firms"]))
        hops = {"min_hops": shortest, "max_hops": longest}
        assert ask(graph, "loops", order=order, **hops, **shared) == loops


def expected_loops(
    in_force: Sequence[Edge], options: Options, firms: Sequence[str], shortest: int, longest: int
) -> list[dict[str, Any]]:
    return [
        loop(cycle, in_force, options)
        for cycle in oracle.cycles_in(oracle.folded(in_force), longest)
        if len(cycle) >= shortest and (not firms or set(firms) & set(cycle))
    ]


def loop(cycle: list[str], in_force: Sequence[Edge], options: Options) -> dict[str, Any]:
    hops = [
        [edge for edge in in_force if (edge.payer, edge.payee) == pair]
        for pair in zip(cycle, [*cycle[1:], cycle[0]], strict=True)
    ]
    in_hops = [sum_usd(hop, options) for hop in hops]
    known = [usd for usd in in_hops if usd is not None]
    weakest = min(known) if len(known) == len(hops) else None
    kinds = {edge.is_capital for hop in hops for edge in hop}
    return {
        "firms": cycle,
        "hops": len(cycle),
        "edge_types": [sorted({edge.type for edge in hop}) for hop in hops],
        "weakest_usd": weakest,
        "weakest_hop": None if weakest is None else in_hops.index(weakest),
        "has_capital": True in kinds,
        "has_revenue": False in kinds,
        "deals": [edge.deal for hop in hops for edge in hop],
        "kind": LOOPS[frozenset(kinds)],
        "hop_usd": in_hops,
        "without_usd": sum(edge.usd[options.amount] is None for hop in hops for edge in hop),
    }


def direct(
    in_force: Sequence[Edge], options: Options, firms: Sequence[str]
) -> list[dict[str, Any]]:
    paid_back = oracle.by(lambda edge: f"{edge.payee} {edge.payer}", in_force)
    rows = []
    capital = [edge for edge in in_force if edge.is_capital and edge.payer != edge.payee]
    for key, funding in oracle.by(
        lambda edge: f"{edge.payer} {edge.payee} {KIND[edge.type]}", capital
    ).items():
        funder, funded, kind = key.split()
        revenue = [edge for edge in paid_back.get(f"{funder} {funded}", []) if not edge.is_capital]
        if not revenue or (firms and not {funder, funded} & set(firms)):
            continue
        sums = [sum_usd(funding, options), sum_usd(revenue, options)]
        known = [usd for usd in sums if usd is not None]
        without = [edge for edge in [*funding, *revenue] if edge.usd[options.amount] is None]
        rows.append(
            {
                "funder": funder,
                "funded": funded,
                "kind": kind,
                "capital_usd": sums[0],
                "revenue_usd": sums[1],
                "round_trip_usd": min(known) if len(known) == 2 else None,
                "capital_deals": [edge.deal for edge in funding],
                "revenue_deals": [edge.deal for edge in revenue],
                "without_usd": len(without),
            }
        )
    return sorted(rows, key=by_round_trip)


def by_round_trip(row: Mapping[str, Any]) -> tuple[float, str, str, str]:
    return (oracle.descending(row["round_trip_usd"]), row["funder"], row["funded"], row["kind"])


def test_loops_of_every_length(graph: Graph) -> None:
    """Eight firms in a ring, each of which pays the next two: loops have 4 to 8 hops."""
    ring = "abcdefgh"
    pairs = [(ring[n], ring[(n + step) % 8]) for n in range(8) for step in (1, 2)]
    fill(graph, graphs.network(pairs))
    cycles = oracle.cycles_in(nx.DiGraph(pairs), 8)
    for longest in range(2, 9):
        found = [row["firms"] for row in ask(graph, "loops", max_hops=longest)]
        assert found == [cycle for cycle in cycles if len(cycle) <= longest]
        found = [row["firms"] for row in ask(graph, "loops", min_hops=longest, max_hops=longest)]
        assert found == [cycle for cycle in cycles if len(cycle) == longest]


def test_loops_where_every_firm_pays_every_other(graph: Graph) -> None:
    pairs = list(permutations("abcdefg", 2))
    fill(graph, graphs.network(pairs))
    found = [row["firms"] for row in ask(graph, "loops", max_hops=8)]
    # Any k of the 7 firms have (k - 1)! cyclic orders.
    assert len(found) == sum(comb(7, k) * factorial(k - 1) for k in range(2, 8))
    assert found == oracle.cycles_in(nx.DiGraph(pairs), 8)


@pytest.mark.group("facts")
def test_loops_of_companies_that_own_each_other(graph: Graph) -> None:
    """A published snapshot of 1,640 stakes with known cycles."""
    with COMPANIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|"))
    fill(graph, graphs.network((row["investorId"], row["companyId"]) for row in rows))
    found = ask(graph, "loops")
    assert Counter(row["hops"] for row in found) == {2: 3, 3: 3, 4: 5}
    pairs: nx.DiGraph[str] = nx.DiGraph([(row["investorId"], row["companyId"]) for row in rows])
    pairs.remove_edges_from(list(nx.selfloop_edges(pairs)))
    assert [row["firms"] for row in found] == oracle.cycles_in(pairs, 4)


def test_the_limit_keeps_the_first_loops_and_adds_a_note(graph: Graph) -> None:
    firms = "abcdef"
    fill(graph, graphs.network([(one, other) for one in firms for other in firms if one != other]))
    everything = ask(graph, "loops", max_hops=5)
    assert len(everything) > 100
    for limit in (1, 7, len(everything) - 1, len(everything)):
        for order in ("firms", "weakest"):
            found = graphs.answer(graph, "loops", {"max_hops": 5, "limit": limit, "order": order})
            assert found.rows.maps() == everything[:limit]
            notes = [note for note in found.notes if note.startswith("there are more than ")]
            assert len(notes) == (limit < len(everything))
