"""`concentration`, `sole_suppliers` and `choke_points` compared with plain Python, row by row."""

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
from tests.integration import defaults, graphs, oracle
from tests.integration.defaults import Defaults, Terms, known_sum, rounded
from tests.integration.graphs import ask, fill, made_graphs
from tests.integration.oracle import Edge, Options

SHARES = ("0", "0.1", "0.3", "0.5", "0.8", "0.95", "1")


@made_graphs
@given(chance=graphs.chances)
def test_dependence(graph: Graph, chance: Random) -> None:
    compare(graph, defaults.make(chance), chance)


@pytest.mark.parametrize("size", [(0, 0), (3, 0)], ids=["no firms", "no deals"])
def test_dependence_without_deals(graph: Graph, size: tuple[int, int]) -> None:
    chance = Random(1)  # noqa: S311 - not for security
    compare(graph, graphs.make(chance, size), chance)


def compare(graph: Graph, knowledge: Knowledge, chance: Random) -> None:
    fill(graph, knowledge)
    for options in oracle.variations(knowledge, chance, Options()):
        by = oracle.some_by(chance)
        heads = oracle.heads_of(knowledge, by)
        edges = oracle.edges_of(oracle.merged(knowledge, by))
        firms = sorted(set(heads.values()))
        in_force = [edge for edge in oracle.in_force(edges, options) if edge.payer != edge.payee]
        orders = [edge for edge in in_force if not edge.is_capital]
        terms = Terms(default_years=chance.choice([1, 5]))
        known = Defaults(oracle.merged(knowledge, by), options, terms)
        years = {"default_years": terms.default_years}
        given = graphs.none_or_few([*heads], chance)
        chosen = sorted({heads[firm] for firm in given})
        shared = options.as_arguments() | {"firms": given, "by": by}
        rows = [row | revenue(row["firm"], known) for row in concentration(orders, options)]
        assert ask(graph, "concentration", **years, **shared) == of(
            chosen, rows, "firm", "top_payer"
        )
        share = chance.choice(SHARES)
        rows = sole_suppliers(orders, options, share)
        found = ask(graph, "sole-suppliers", share=float(share), **shared)
        assert found == of(chosen, rows, "buyer", "supplier")
        rows = choke_points(firms, [(edge.payer, edge.payee) for edge in in_force])
        rows = [row | revenue(row["firm"], known) for row in rows]
        assert ask(graph, "choke-points", **years, **shared) == of(
            chosen, rows, "firm", "choke_point"
        )


def of(
    chosen: Sequence[str], rows: Iterable[dict[str, Any]], *columns: str
) -> list[dict[str, Any]]:
    """The rows with one of the firms in one of the columns."""
    return [row for row in rows if not chosen or {row[name] for name in columns} & set(chosen)]


def revenue(firm: str, found: Defaults) -> dict[str, Any]:
    """The revenue of a year, and what orders bring of it within twelve months."""
    unpaid = [
        edge
        for edge in found.in_force
        if edge.payee == firm != edge.payer and not edge.is_capital and found.is_unpaid(edge)
    ]
    usd, due = found.revenue(firm), known_sum([found.due(edge) for edge in unpaid])
    known = usd is not None and due is not None
    return {
        "revenue_usd": usd,
        "revenue_share": rounded(Fraction(due or 0, usd or 1), 4) if known else None,
    }


def concentration(orders: Sequence[Edge], options: Options) -> list[dict[str, Any]]:
    rows = []
    for firm, sold in oracle.by(lambda edge: edge.payee, orders).items():
        paid = {
            payer: sum(oracle.known_usd(bought, options))
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
                "inflow_usd": oracle.sum_usd(sold, options),
                "without_usd": len(sold) - len(oracle.known_usd(sold, options)),
            }
        )
    return sorted(
        rows,
        key=lambda row: (
            *(oracle.descending(row["hhi"]), oracle.descending(row["inflow_usd"])),
            row["firm"],
        ),
    )


def sole_suppliers(orders: Sequence[Edge], options: Options, share: str) -> list[dict[str, Any]]:
    rows = []
    for buyer, bought in oracle.by(lambda edge: edge.payer, orders).items():
        spent = sum(oracle.known_usd(bought, options))
        suppliers = oracle.by(lambda edge: edge.payee, bought)
        for supplier, sold in suppliers.items():
            usd = oracle.sum_usd(sold, options)
            if spent and usd is not None and Fraction(usd, spent) >= Fraction(share):
                rows.append(
                    {
                        "buyer": buyer,
                        "supplier": supplier,
                        "share": rounded(Fraction(usd, spent), 4),
                        "usd": usd,
                        "other_suppliers": len(suppliers) - 1,
                        "without_usd": len(bought) - len(oracle.known_usd(bought, options)),
                    }
                )
    return sorted(rows, key=lambda row: (-row["usd"], -row["share"], row["buyer"], row["supplier"]))


def choke_points(
    firms: Sequence[str], pairs_paid: Iterable[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Removes each firm and finds the firms that money no longer reaches."""
    pairs = set(pairs_paid)
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
    """The same by networkx, with a node for the outside from which all money comes."""
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
    """Two paths lead from a to d, both through b; only x and y pay each other."""
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
