"""The knowledge that ships, checked against its sources and against a graph library."""

from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx
import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.graph.connection import Graph
from tests.integration import oracle
from tests.integration.graphs import ask

ARTICLE = "article-ja"
DAY_OF_THE_ARTICLE = date(2025, 10, 19)

# Amounts of which the article gives a tenth of what other sources state: deals, totals of deals,
# other figures.
SLIPPED_A_DIGIT = {
    "ai-industry-shortfall-2030",
    "microsoft-openai-total",
    "nvidia-coreweave-backstop",
    "nvidia-openai-letter",
    "openai-coreweave-total",
    "openai-revenue-2025-h1",
    "oracle-nvidia-gpus",
    "softbank-nvidia-shares",
}

EDGES = """
MATCH (payer:Firm)-[edge]->(payee:Firm)
WHERE edge.deal IS NOT NULL
RETURN payer.id AS payer, payee.id AS payee, edge.deal AS deal, edge.sources AS sources,
       edge.status AS status, edge.settlement AS settlement, edge.since AS since,
       edge.ended AS ended, edge.usd_low AS low, edge.usd AS usd, edge.usd_high AS high
"""

STATEMENTS = """
MATCH (source:Source)-[states:STATES]->(stated:Deal|Figure)
RETURN stated.id AS of, source.id AS source, states.per AS per, states.as_stated AS as_stated,
       states.usd_low AS low, states.usd_high AS high, states.doubtful AS doubtful
"""


def read(graph: Graph, query: str) -> list[dict[str, Any]]:
    return graph.read((query, {}))[0].maps()


def test_what_ships(shipped: Graph) -> None:
    edges = read(shipped, EDGES)
    assert len({edge["deal"] for edge in edges}) == len(edges) == 181
    stated = [edge for edge in edges if ARTICLE in edge["sources"]]
    assert len(stated) == 20
    pairs = {(edge["payer"], edge["payee"]) for edge in stated}
    assert len(pairs) == 17
    assert len({firm for pair in pairs for firm in pair}) == 12


def test_the_loops_of_the_article(shipped: Graph) -> None:
    rows = ask(shipped, "loops", max_hops=8, sources=[ARTICLE], as_of=DAY_OF_THE_ARTICLE)
    assert [row["firms"] for row in rows] == [
        ["amd", "openai"],
        ["coreweave", "nvidia"],
        ["coreweave", "nvidia", "openai"],
        ["nvidia", "openai"],
        ["nvidia", "openai", "oracle"],
    ]


def payments(graph: Graph, day: date) -> list[tuple[str, str]]:
    """Who pays whom on a day, by a query that shares nothing with the reports."""
    return [
        (edge["payer"], edge["payee"])
        for edge in read(graph, EDGES)
        if (edge["status"] != "terminated" or edge["ended"])
        and edge["settlement"] != "secondary"
        and (edge["since"] is None or edge["since"] <= day)
        and (edge["ended"] is None or edge["ended"] > day)
    ]


DAYS = [date(2025, 9, 25), DAY_OF_THE_ARTICLE, date(2026, 3, 1)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_loops_are_those_of_a_graph_library(shipped: Graph, day: date) -> None:
    rows = ask(shipped, "loops", max_hops=5, as_of=day)
    assert rows
    assert [row["firms"] for row in rows] == oracle.cycles_in(
        nx.DiGraph(payments(shipped, day)), longest=5
    )


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_articulation_is_that_of_a_graph_library(shipped: Graph, day: date) -> None:
    network: nx.Graph[str] = nx.Graph(payments(shipped, day))
    expected = {}
    for firm in nx.articulation_points(network):
        piece = nx.node_connected_component(network, firm) - {firm}
        sizes = [len(part) for part in nx.connected_components(network.subgraph(piece))]
        expected[firm] = (len(sizes), sum(sizes) - max(sizes))
    rows = ask(shipped, "articulation", as_of=day)
    assert rows
    assert {row["firm"]: (row["parts"], row["cut_off"]) for row in rows} == expected


def test_what_is_doubtful(shipped: Graph) -> None:
    doubtful = [one for one in read(shipped, STATEMENTS) if one["doubtful"]]
    of_the_article = [one for one in doubtful if one["source"] == ARTICLE]
    assert sorted(one["of"] for one in of_the_article) == sorted(SLIPPED_A_DIGIT)
    # It gives the same revenue twice, and only once with a digit missing.
    assert "40億ドル" not in {one["as_stated"] for one in doubtful if "revenue" in one["of"]}
    assert {(one["source"], one["of"]) for one in doubtful if one["source"] != ARTICLE} == {
        ("claudewave-anthropic", "anthropic-revenue-run-rate-2026-03")
    }


AMOUNTS = """
MATCH (stated:Deal|Figure)
OPTIONAL MATCH ()-[edge]->() WHERE edge.deal = stated.id
RETURN stated.id AS of, stated.usd_low AS low, stated.usd AS usd, stated.usd_high AS high,
       edge.usd_low AS edge_low, edge.usd AS edge_usd, edge.usd_high AS edge_high,
       stated:Deal AS is_deal, coalesce(stated.derived, false) AS derived
"""


# 920 million a month from October 2026 to June 2029 are 33 times, 150 million from July 2026 to the
# end of 2029 are 42.
DERIVED = {
    "google-spacex-compute": 33 * 920_000_000,
    "reflection-spacex-compute": 42 * 150_000_000,
}


def test_every_amount_is_one_that_a_source_states(shipped: Graph) -> None:
    stated: dict[str, list[tuple[int | None, int | None]]] = {}
    for one in read(shipped, STATEMENTS):
        in_dollars = one["low"] is not None or one["high"] is not None
        if one["per"] == "total" and in_dollars and not one["doubtful"]:
            stated.setdefault(one["of"], []).append((one["low"], one["high"]))
    rows = read(shipped, AMOUNTS)
    assert len(rows) == 181 + 241
    assert {row["of"]: row["usd"] for row in rows if row["derived"]} == DERIVED
    for row in rows:
        ends = (row["low"], row["high"])
        assert row["derived"] or ends in stated.get(row["of"], [(None, None)]), row["of"]
        # "Up to X" counts as X, anything else as its lower end.
        assert row["usd"] == (row["high"] if row["low"] == 0 else row["low"]), row["of"]
        if row["is_deal"]:
            on_the_edge = (row["edge_low"], row["edge_usd"], row["edge_high"])
            assert on_the_edge == (row["low"], row["usd"], row["high"]), row["of"]


def test_totals_are_figures_and_never_deals(shipped: Graph) -> None:
    [[parts]] = shipped.read(
        ("MATCH (f:Figure)-[:SUMS]->(d:Deal) RETURN count(DISTINCT f) AS totals", {})
    )[0].rows
    assert parts == 23
    sums = read(
        shipped,
        "MATCH (f:Figure {id: 'openai-coreweave-total'})-[:SUMS]->(d:Deal)"
        " RETURN f.usd AS total, sum(d.usd) AS parts",
    )
    assert sums == [{"total": 22_400_000_000, "parts": 22_400_000_000}]


def test_notes_warn_about_consolidated_figures(shipped: Graph) -> None:
    """SpaceX counts xAI in its figures, so a note must warn against adding the two."""
    notes = read(
        shipped,
        "MATCH (f:Figure)-[:ABOUT]->(firm:Firm) WHERE firm.id IN ['xai', 'spacex']"
        " AND f.kind = 'actual' AND f.name <> 'market value' RETURN f.id AS id, f.note AS note",
    )
    assert len(notes) == 9
    assert all("never added" in row["note"] for row in notes)
    assert read(shipped, "MATCH (:Firm {id: 'xai'})-[:PART_OF]->(p) RETURN p.id AS id") == [
        {"id": "spacex"}
    ]


def dump(graph: Graph) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every node and every relationship by the id that Neo4j gave it."""
    nodes = read(graph, "MATCH (n) RETURN elementId(n) AS id, labels(n) AS labels, n{.*} AS n")
    edges = read(
        graph,
        "MATCH (a)-[r]->(b) RETURN elementId(r) AS id, elementId(a) AS a, elementId(b) AS b,"
        " type(r) AS type, r{.*} AS r",
    )
    return {one["id"]: one for one in nodes}, {one["id"]: one for one in edges}


def test_loading_again_changes_nothing(shipped: Graph) -> None:
    before = dump(shipped)
    assert all(before)
    receipt = load(shipped, read_folder(SHIPPED), shipped=True)
    assert receipt.written == 0
    assert dump(shipped) == before
