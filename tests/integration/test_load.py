"""Loading one folder: what its tables become in the graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from loader.folder.read import SHIPPED, read_folder
from loader.problems import NotOurs
from loader.store.counts import Count, Receipt
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.graph.schema import SCHEMA
from moneyloop.values.edges import EDGE_NAMES
from tests.integration.folders import (
    B,
    Loader,
    Tables,
    ask,
    deal,
    doubtful,
    edges,
    figure,
    firm,
    ids,
    of_deal,
    of_figure,
    source,
    states,
    states_figure,
    tables,
    ties,
    with_figures,
)
from tests.integration.graphs import everything


@pytest.fixture
def put(empty: Graph, tmp_path: Path) -> Loader:
    """Loads tables into a graph that is empty at first."""
    return Loader(empty, tmp_path / "folder")


# One folder


def test_a_folder_becomes_a_graph(put: Loader, empty: Graph) -> None:
    receipt = put(tables())
    assert receipt == Receipt(
        Count(new=3), Count(new=2), Count(new=2), Count(), Count(new=3), new_deals=("d1", "d2")
    )
    assert edges(empty) == {("d1", "a", "INVESTS_IN", "b"), ("d2", "b", "BUYS_FROM", "a")}
    assert of_deal(empty, "d1", "usd", "sources", "contested") == (5 * B, ["s1", "s2"], False)
    assert of_deal(empty, "d2", "usd", "usd_low", "bundle", "instrument") == (
        7 * B,
        0,
        "x",
        "chips",
    )
    assert doubtful(empty) == {("s2", "d1")}
    assert [str(day) for day in of_deal(empty, "d1", "announced", "since")] == ["2025-02-01"] * 2
    assert [str(day) for day in of_deal(empty, "d2", "announced", "since")] == [
        "None",
        "2025-03-01",
    ]
    assert ask(
        empty,
        "MATCH (f:Firm) RETURN f.id AS id, f.group AS group, f.aliases AS aliases, "
        "[(f)-[:PART_OF]->(p) | p.id] AS part, [(f)-[:MEMBER_OF]->(p) | p.id] AS member "
        "ORDER BY id",
    ) == [
        {"id": "a", "group": "p", "aliases": ["Alpha", "アルファ"], "part": ["p"], "member": []},
        {"id": "b", "group": "b", "aliases": [], "part": [], "member": ["p"]},
        {"id": "p", "group": "p", "aliases": [], "part": [], "member": []},
    ]
    assert ask(empty, "MATCH (m:Moneyloop) RETURN m.schema AS schema") == [{"schema": SCHEMA}]


@pytest.mark.parametrize("shipped", [False, True])
def test_loading_twice_changes_nothing(put: Loader, empty: Graph, shipped: bool) -> None:
    put(tables(), shipped=shipped)
    before = everything(empty)
    receipt = put(tables(), shipped=shipped)
    assert receipt.written == 0
    assert receipt.deals == Count(unchanged=2)
    assert everything(empty) == before


def test_the_shipped_knowledge_has_one_edge_for_each_deal(shipped: Graph) -> None:
    knowledge = read_folder(SHIPPED)
    assert edges(shipped) == {(one.id, one.payer, one.type, one.payee) for one in knowledge.deals}
    stated = ask(
        shipped,
        "MATCH (s)-[r:STATES]->(d) "
        "RETURN s.id AS s, d.id AS d, r.per AS per, coalesce(r.nth, 1) AS nth",
    )
    assert {(row["s"], row["d"], row["per"], row["nth"]) for row in stated} == {
        one.key for one in knowledge.statements
    }
    assert load(shipped, knowledge, shipped=True).written == 0


@pytest.mark.parametrize("edge", EDGE_NAMES)
def test_every_type_of_edge_goes_from_payer_to_payee(put: Loader, empty: Graph, edge: str) -> None:
    content = tables()
    content["deals"] = [deal("d1", edge, "a", "b"), deal("d2", edge, "b", "b")]
    put(content)
    assert edges(empty) == {("d1", "a", edge, "b"), ("d2", "b", edge, "b")}


def test_text_from_files_is_never_read_as_cypher(put: Loader, empty: Graph) -> None:
    odd = "x'}) DETACH DELETE n // \" ` $id \\ 🤖"
    content = tables()
    content["firms"][2]["name"] = odd
    content["deals"][0]["note"] = content["statements"][0]["locator"] = odd
    content["deals"].append(deal(odd, "BUYS_FROM", "a", "b"))
    content["statements"].append(states(odd, "s1"))
    put(content)
    assert (odd, "a", "BUYS_FROM", "b") in edges(empty)
    assert ask(empty, "MATCH (f:Firm {id: 'p'}) RETURN f.name AS name") == [{"name": odd}]
    assert of_deal(empty, "d1", "note") == (odd,)


def test_notes_of_firms_and_sources_are_kept(put: Loader, empty: Graph) -> None:
    content = tables()
    content["firms"][0]["note"] = content["sources"][1]["note"] = "a note"
    put(content)
    rows = ask(empty, "MATCH (n:Firm|Source) WHERE n.note = 'a note' RETURN n.id AS id")
    assert {row["id"] for row in rows} == {"a", "s2"}
    assert put(tables()).written == 2


# Figures


def test_figures_are_weighed_like_deals(put: Loader, empty: Graph) -> None:
    receipt = put(with_figures())
    assert (receipt.figures, receipt.statements) == (Count(new=3), Count(new=8))
    assert ties(empty) == {
        ("f1", "ABOUT", "a"),
        ("f1", "ABOUT", "b"),
        ("f2", "ABOUT", "p"),
        ("f3", "SUMS", "d1"),
        ("f3", "SUMS", "d2"),
    }
    amounts = ("amount", "amount_low", "amount_high", "currency", "usd", "usd_low", "usd_high")
    assert of_figure(empty, "f1", *amounts) == (20 * B, 20 * B, 20 * B, "USD", *[20 * B] * 3)
    loss = -428_800_000_000
    assert of_figure(empty, "f2", *amounts) == (loss, loss, loss, "JPY", None, None, None)
    assert of_figure(empty, "f3", *amounts) == (
        1000 * B,
        0,
        1000 * B,
        "USD",
        1000 * B,
        0,
        1000 * B,
    )
    words = ("name", "kind", "period", "starts_precision", "ends_precision", "note", "as_stated")
    assert of_figure(empty, "f1", *words) == (
        "revenue",
        "actual",
        "FY2025",
        "month",
        "month",
        "n",
        "3000億円",
    )
    assert [str(day) for day in of_figure(empty, "f1", "starts", "ends")] == [
        "2024-02-01",
        "2025-01-31",
    ]
    # The doubtful statement of the blog does not make it contested; its other one does.
    assert of_figure(empty, "f1", "sources", "contested") == (["s1", "s2"], True)
    assert doubtful(empty) == {("s2", "d1"), ("s2", "f1")}


@pytest.mark.parametrize("shipped", [False, True])
def test_loading_figures_twice_changes_nothing(put: Loader, empty: Graph, shipped: bool) -> None:
    put(with_figures(), shipped=shipped)
    before = everything(empty)
    receipt = put(with_figures(), shipped=shipped)
    assert (receipt.written, receipt.figures) == (0, Count(unchanged=3))
    assert everything(empty) == before


def test_repeated_statements_of_a_source_are_numbered_from_two(put: Loader, empty: Graph) -> None:
    numbers = (
        "MATCH (s:Source)-[r:STATES]->({id: 'f1'}) RETURN s.id AS s, r.nth AS nth, "
        "r.as_stated AS words, r.doubtful AS doubtful ORDER BY s, coalesce(nth, 1)"
    )
    put(with_figures())
    assert [tuple(row.values()) for row in ask(empty, numbers)] == [
        ("s1", None, "3000億円", False),
        ("s2", None, "$2bn", True),
        ("s2", 2, "$30bn", False),
    ]
    content = with_figures()
    content["statements"][4]["amount"], content["statements"][5]["amount"] = "$20bn", "$21bn"
    receipt = put(content)
    assert (receipt.statements, receipt.figures) == (
        Count(changed=2, unchanged=6),
        Count(changed=1, unchanged=2),
    )
    assert [tuple(row.values()) for row in ask(empty, numbers)][1:] == [
        ("s2", None, "$20bn", False),
        ("s2", 2, "$21bn", False),
    ]


def test_one_source_can_state_a_deal_in_two_places(put: Loader, empty: Graph) -> None:
    content = tables()
    content["statements"][1]["locator"] = "line 1"
    content["statements"].append(states("d1", "s2", "$6bn", locator="line 2"))
    put(content)
    assert of_deal(empty, "d1", "usd", "sources", "contested") == (5 * B, ["s1", "s2"], True)
    assert put(content).written == 0


def test_a_figure_follows_its_folder(put: Loader, empty: Graph) -> None:
    put(with_figures())
    content = with_figures()
    content["figures"][0] |= {"about": "p", "note": "", "kind": "plan"}
    content["figures"][2] |= {"sums": "d2"}
    receipt = put(content)
    assert (receipt.figures, receipt.written) == (Count(changed=2, unchanged=1), 2)
    assert of_figure(empty, "f1", "note", "kind", "usd") == (None, "plan", 20 * B)
    assert ties(empty) == {
        ("f1", "ABOUT", "p"),
        ("f2", "ABOUT", "p"),
        ("f3", "SUMS", "d2"),
    }
    before = everything(empty)
    assert put(tables()).written == 0
    assert everything(empty) == before


def test_a_dropped_figure_is_removed_and_keeps_its_firms_until_then(
    put: Loader, empty: Graph
) -> None:
    put(with_figures(), shipped=True)
    content = with_figures()
    content["deals"], content["aliases"], content["firms"] = [], [], content["firms"][:1]
    content["firms"][0]["part_of"] = ""
    content["figures"] = [figure("f1", about="a")]
    content["statements"] = content["statements"][3:6]
    put(content, shipped=True)
    assert (ids(empty, "Figure"), ids(empty, "Firm")) == ({"f1"}, {"a"})
    assert (ids(empty, "Source"), ids(empty, "Deal")) == ({"s1", "s2"}, set())
    receipt = put({}, shipped=True)
    assert (receipt.figures.removed, receipt.firms.removed, receipt.sources.removed) == (1, 1, 2)
    assert everything(empty) == {line for line in everything(empty) if "Moneyloop" in line}


def test_a_firm_and_a_source_stay_if_the_figure_of_another_folder_needs_them(
    put: Loader, empty: Graph
) -> None:
    put(tables(), shipped=True)
    own: Tables = {
        "firms": [firm("b", member_of="p"), firm("p")],
        "sources": [source("s2", "blog", "2025-03")],
        "figures": [figure("mine", about="b")],
        "statements": [states_figure("mine", "s2", "$1bn")],
    }
    put(own)
    put({}, shipped=True)
    assert (ids(empty, "Firm"), ids(empty, "Source")) == ({"b", "p"}, {"s2"})
    assert ties(empty) == {("mine", "ABOUT", "b")}


def test_a_dropped_figure_that_another_folder_states_is_weighed_from_the_rest(
    put: Loader, empty: Graph
) -> None:
    put(with_figures(), shipped=True)
    own: Tables = {
        "firms": [firm("p")],
        "sources": [source("mine", "blog", "2024")],
        "figures": [figure("f2", name="net income", about="p", kind="forecast")],
        "statements": [states_figure("f2", "mine", "-$3bn")],
    }
    put(own)
    assert of_figure(empty, "f2", "usd", "sources") == (-3 * B, ["s2", "mine"])
    receipt = put(tables(), shipped=True)
    assert (receipt.figures.removed, receipt.figures.changed) == (2, 1)
    assert of_figure(empty, "f2", "usd", "currency", "sources") == (-3 * B, "USD", ["mine"])
    assert ties(empty) == {("f2", "ABOUT", "p")}
    assert put(tables(), shipped=True).written == 0


@pytest.mark.parametrize("figure_first", [False, True])
def test_a_deal_and_a_figure_of_two_folders_cannot_share_an_id(
    put: Loader, empty: Graph, figure_first: bool
) -> None:
    own: Tables = {
        "sources": [source("mine")],
        "figures": [figure("d1")],
        "statements": [states_figure("d1", "mine", "$1bn")],
    }
    one, other = (own, tables()) if figure_first else (tables(), own)
    put(one)
    before = everything(empty)
    with pytest.raises(NotOurs, match="'d1' would be the id of both a deal and a figure"):
        put(other)
    assert everything(empty) == before
