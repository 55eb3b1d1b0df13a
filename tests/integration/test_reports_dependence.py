"""`concentration`, `sole_suppliers` and `choke_points` against plain Python, row for row."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given

from loader.records import Knowledge
from moneyloop.graph.connection import Graph
from tests.integration import graphs, oracle
from tests.integration.defaults import rounded
from tests.integration.graphs import ask, fill, made_graphs
from tests.integration.oracle import Edge, Options

SHARES = ("0", "0.1", "0.3", "0.5", "0.8", "0.95", "1")


@made_graphs
@given(chance=graphs.chances)
def test_dependence(graph: Graph, chance: Random) -> None:
    compare(graph, graphs.make(chance), chance)


@pytest.mark.parametrize("size", [(0, 0), (3, 0)], ids=["nothing", "lone firms"])
def test_dependence_without_deals(graph: Graph, size: tuple[int, int]) -> None:
    chance = Random(1)  # noqa: S311 - it guards nothing
    compare(graph, graphs.make(chance, size), chance)


def compare(graph: Graph, made: Knowledge, chance: Random) -> None:
    fill(graph, made)
    for asked in oracle.variations(made, chance, Options()):
        by = oracle.some_by(chance)
        heads = oracle.heads_of(made, by)
        edges = oracle.edges_of(oracle.as_seen(made, by))
        firms = sorted(set(heads.values()))
        stood = [edge for edge in oracle.in_force(edges, asked) if edge.payer != edge.payee]
        orders = [edge for edge in stood if not edge.is_capital]
        given = graphs.none_or_few([*heads], chance)
        chosen = sorted({heads[firm] for firm in given})
        shared = asked.given() | {"firms": given, "by": by}
        rows = concentration(orders, asked)
        assert ask(graph, "concentration", **shared) == of(chosen, rows, "firm", "top_payer")
        share = chance.choice(SHARES)
        rows = sole_suppliers(orders, asked, share)
        found = ask(graph, "sole-suppliers", share=float(share), **shared)
        assert found == of(chosen, rows, "buyer", "supplier")
        rows = choke_points(firms, [(edge.payer, edge.payee) for edge in stood])
        assert ask(graph, "choke-points", **shared) == of(chosen, rows, "firm", "choke_point")


def of(
    chosen: Sequence[str], rows: Iterable[dict[str, Any]], *columns: str
) -> list[dict[str, Any]]:
    """The rows in which one of the firms stands."""
    return [row for row in rows if not chosen or {row[name] for name in columns} & set(chosen)]


def concentration(orders: Sequence[Edge], asked: Options) -> list[dict[str, Any]]:
    rows = []
    for firm, sold in oracle.by(lambda edge: edge.payee, orders).items():
        paid = {
            payer: sum(oracle.known_usd(bought, asked))
            for payer, bought in oracle.by(lambda edge: edge.payer, sold).items()
        }
        inflow = sum(paid.values())
        most = max(paid.values())
        rows.append(
            {
                "firm": firm,
                "top_payer": min(p for p in paid if paid[p] == most) if inflow else None,
                "top_share": rounded(Fraction(most, inflow), 4) if inflow else None,
                "hhi": rounded(Fraction(sum(p**2 for p in paid.values()), inflow**2), 4)
                if inflow
                else None,
                "inflow_usd": inflow or None,
                "without_usd": len(sold) - len(oracle.known_usd(sold, asked)),
            }
        )
    return sorted(
        rows,
        key=lambda row: (
            *(oracle.descending(row["hhi"]), oracle.descending(row["inflow_usd"])),
            row["firm"],
        ),
    )


def sole_suppliers(orders: Sequence[Edge], asked: Options, share: str) -> list[dict[str, Any]]:
    rows = []
    for buyer, bought in oracle.by(lambda edge: edge.payer, orders).items():
        spent = sum(oracle.known_usd(bought, asked))
        suppliers = oracle.by(lambda edge: edge.payee, bought)
        for supplier, sold in suppliers.items():
            usd = oracle.sum_usd(sold, asked)
            if spent and usd is not None and Fraction(usd, spent) >= Fraction(share):
                rows.append(
                    {
                        "buyer": buyer,
                        "supplier": supplier,
                        "share": rounded(Fraction(usd, spent), 4),
                        "usd": usd,
                        "other_suppliers": len(suppliers) - 1,
                        "without_usd": len(bought) - len(oracle.known_usd(bought, asked)),
                    }
                )
    return sorted(rows, key=lambda row: (-row["usd"], -row["share"], row["buyer"], row["supplier"]))


def choke_points(firms: Sequence[str], wires: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """Takes out each firm and sees whom the money no longer reaches."""
    pairs = set(wires)
    entries = set(firms) - {payee for _, payee in pairs}
    reached = reached_from(entries, pairs)
    rows = []
    for point in firms:
        without = {pair for pair in pairs if point not in pair}
        lost = reached - reached_from(entries - {point}, without) - {point}
        rows += [{"firm": firm, "choke_point": point} for firm in lost - entries]
    rows.sort(key=lambda row: (row["firm"], row["choke_point"]))
    assert {(row["firm"], row["choke_point"]) for row in rows} == dominators(entries, pairs)
    return rows


def reached_from(entries: Iterable[str], pairs: Iterable[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    further = set(entries)
    while further:
        found |= further
        further = {payee for payer, payee in pairs if payer in found} - found
    return found


def dominators(entries: Iterable[str], pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The same by a graph library, for which all money comes from one place outside."""
    library: nx.DiGraph[str] = nx.DiGraph(list(pairs))
    library.add_node("outside")
    library.add_edges_from(("outside", entry) for entry in entries)
    nearest = nx.immediate_dominators(library, "outside")
    found = set()
    for firm in nearest.keys() - {"outside"}:
        point = nearest[firm]
        while point != "outside":
            found.add((firm, point))
            point = nearest[point]
    return found


def test_choke_points_of_a_known_network(graph: Graph) -> None:
    """Two ways from a to d, both through b; x and y pay each other and nobody else pays them."""
    pairs = ["ab", "bc", "be", "cd", "ed", "df", "fd", "gf", "ag", "xy", "yx", "bb", "bc"]
    fill(graph, graphs.network((pair[0], pair[1]) for pair in pairs))
    found: dict[str, str] = {}
    for row in ask(graph, "choke-points"):
        found[row["firm"]] = found.get(row["firm"], "") + row["choke_point"]
    assert found == {"b": "a", "c": "ab", "d": "a", "e": "ab", "f": "a", "g": "a"}


def test_choke_points_along_a_long_chain(graph: Graph) -> None:
    chain = [f"f{n:02}" for n in range(31)]
    fill(graph, graphs.network(itertools.pairwise(chain)))
    rows = ask(graph, "choke-points")
    assert len(rows) == 30 * 31 // 2
