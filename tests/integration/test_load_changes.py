"""Loading a folder again: what a change in it changes in the graph, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from loader.store.counts import Count
from moneyloop.graph.connection import Graph
from tests.integration.folders import (
    B,
    Loader,
    Tables,
    ask,
    deal,
    doubtful,
    edges,
    firm,
    of_deal,
    of_figure,
    source,
    states,
    tables,
    with_figures,
)
from tests.integration.graphs import everything


@pytest.fixture
def put(empty: Graph, tmp_path: Path) -> Loader:
    """Loads tables into a graph that is empty at first."""
    return Loader(empty, tmp_path / "folder")


def test_only_what_changed_is_written(put: Loader, empty: Graph) -> None:
    put(tables())
    content = tables()
    content["deals"][1] |= {"status": "terminated", "ended": "2026-01", "instrument": ""}
    receipt = put(content)
    assert receipt.deals == Count(changed=1, unchanged=1)
    assert receipt.written == 1
    status, ended, instrument, usd = of_deal(empty, "d2", "status", "ended", "instrument", "usd")
    assert (status, str(ended), instrument, usd) == ("terminated", "2026-01-31", None, 7 * B)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "LENDS_TO"},
        {"payer": "b", "payee": "a"},
        {"payer": "p"},
        {"payee": "p"},
        {"payee": "a"},
        {"type": "BACKSTOPS", "payer": "p", "payee": "a"},
    ],
)
def test_a_deal_with_other_parties_or_type_moves_its_edge(
    put: Loader, empty: Graph, change: dict[str, str]
) -> None:
    put(tables())
    content = tables()
    moved = content["deals"][0] | change
    content["deals"][0] = moved
    assert put(content).deals == Count(changed=1, unchanged=1)
    assert edges(empty) == {
        ("d1", moved["payer"], moved["type"], moved["payee"]),
        ("d2", "b", "BUYS_FROM", "a"),
    }
    assert of_deal(empty, "d1", "usd", "sources") == (5 * B, ["s1", "s2"])
    assert put(content).written == 0
    put(tables())
    assert edges(empty) == {("d1", "a", "INVESTS_IN", "b"), ("d2", "b", "BUYS_FROM", "a")}


def test_a_changed_amount_changes_the_headline_and_what_is_doubtful(
    put: Loader, empty: Graph
) -> None:
    put(tables())
    content = tables()
    content["statements"][0]["amount"] = "$48bn"
    receipt = put(content)
    # The other statement is no longer doubtful, so it changed too.
    assert (receipt.statements, receipt.deals) == (
        Count(changed=2, unchanged=1),
        Count(changed=1, unchanged=1),
    )
    assert of_deal(empty, "d1", "usd") == (48 * B,)
    assert doubtful(empty) == set()


def test_a_source_that_becomes_more_reliable_gives_the_headline(put: Loader, empty: Graph) -> None:
    put(tables())
    content = tables()
    content["sources"][0]["kind"], content["sources"][1]["kind"] = "blog", "filing"
    put(content)
    assert of_deal(empty, "d1", "usd", "sources") == (50 * B, ["s2", "s1"])
    assert doubtful(empty) == {("s1", "d1")}


def test_other_statements_of_a_source_are_weighed_again_when_its_kind_changes(
    put: Loader, empty: Graph
) -> None:
    put(with_figures())
    # A folder with the same sources, the blog more reliable than before, and no statements.
    own: Tables = {
        "sources": [source("s1", "blog", "2025-02"), source("s2", "filing", "2025-03")],
    }
    receipt = put(own)
    assert (receipt.sources, receipt.deals.changed) == (Count(changed=2), 1)
    assert receipt.figures.changed == 1
    assert of_deal(empty, "d1", "usd", "sources") == (50 * B, ["s2", "s1"])
    assert of_figure(empty, "f1", "usd", "sources") == (2 * B, ["s2", "s1"])
    assert doubtful(empty) == {("s1", "d1"), ("s1", "f1")}
    assert put(own).written == 0
    dated = {"sources": [source("s1", "blog", "2025-02"), source("s2", "filing", "2024")]}
    put(dated)
    assert str(*of_deal(empty, "d2", "since")) == "2024-01-01"
    # A title does not matter.
    dated["sources"][0]["title"] = "a title"
    assert put(dated).written == 1


def test_aliases_and_parents_of_firms_follow_the_folder(put: Loader, empty: Graph) -> None:
    put(tables())
    content = tables()
    content["aliases"].pop()
    content["firms"][0] |= {"part_of": "", "member_of": "p;b"}
    assert put(content).firms == Count(changed=1, unchanged=2)
    assert ask(
        empty,
        "MATCH (f:Firm {id: 'a'})-[r:PART_OF|MEMBER_OF]->(p) "
        "RETURN f.aliases AS aliases, f.group AS group, type(r) AS type, p.id AS id ORDER BY id",
    ) == [
        {"aliases": ["Alpha"], "group": "a", "type": "MEMBER_OF", "id": one} for one in ("b", "p")
    ]


def test_a_new_parent_moves_all_of_its_subsidiaries_to_its_group(put: Loader, empty: Graph) -> None:
    put(tables())
    content = tables()
    content["firms"][2]["part_of"] = "b"
    assert put(content).firms == Count(changed=2, unchanged=1)
    rows = ask(empty, "MATCH (f:Firm) RETURN f.id AS id, f.group AS group ORDER BY id")
    assert [row["group"] for row in rows] == ["b", "b", "b"]


def test_a_new_parent_moves_firms_of_other_folders_to_its_group(put: Loader, empty: Graph) -> None:
    put({"firms": [firm("a", part_of="p"), firm("p"), firm("c", part_of="a"), firm("z")]})
    own: Tables = {"firms": [firm("p", part_of="top"), firm("top")]}
    assert put(own).firms == Count(new=1, changed=3)
    groups = "MATCH (f:Firm) RETURN f.id AS id, f.group AS group"
    assert {tuple(row.values()) for row in ask(empty, groups)} == {
        ("a", "top"),
        ("c", "top"),
        ("p", "top"),
        ("top", "top"),
        ("z", "z"),
    }
    assert put(own).written == 0
    own["firms"][0]["part_of"] = ""
    assert put(own).firms == Count(changed=3, unchanged=1)
    assert ("c", "p") in {tuple(row.values()) for row in ask(empty, groups)}


def test_records_that_a_folder_lists_as_shipped_are_marked(put: Loader, empty: Graph) -> None:
    content = tables() | {
        "shipped": [
            {"kind": "firm", "id": "a"},
            {"kind": "source", "id": "s1"},
            {"kind": "deal", "id": "d1"},
            {"kind": "statement", "id": "d1", "source": "s1", "per": "total"},
        ]
    }
    put(content)
    assert put(content).written == 0
    marked = (
        "MATCH (n) WHERE n.shipped RETURN n.id AS id "
        "UNION MATCH ()-[r:STATES]->(n) WHERE r.shipped RETURN 'states ' + n.id AS id"
    )
    assert {row["id"] for row in ask(empty, marked)} == {"a", "s1", "d1", "states d1"}
    # The rest is marked as well once the folder itself ships.
    assert put(tables(), shipped=True).written == 6


def test_superseded_deals_are_linked_and_unlinked(put: Loader, empty: Graph) -> None:
    content = tables()
    # Not before d2, which a source of March 2025 states.
    content["deals"][0] |= {"supersedes": "d2", "announced": "2025-04"}
    put(content)
    ties = "MATCH (new)-[:SUPERSEDES]->(old) RETURN new.id AS new, old.id AS old"
    assert ask(empty, ties) == [{"new": "d1", "old": "d2"}]
    assert of_deal(empty, "d2", "superseded_by") == ("d1",)
    assert put(content).written == 0
    content = tables()
    content["deals"][1]["supersedes"] = "d1"
    put(content)
    assert ask(empty, ties) == [{"new": "d2", "old": "d1"}]
    assert of_deal(empty, "d1", "superseded_by") == ("d2",)
    assert of_deal(empty, "d2", "superseded_by") == (None,)
    put(tables())
    assert ask(empty, ties) == []


def test_a_deal_of_another_folder_still_supersedes(put: Loader, empty: Graph) -> None:
    put(tables())
    own = tables()
    own["deals"] = [own["deals"][0], deal("mine", "LENDS_TO", "a", "b", supersedes="d1")]
    own["statements"] = [states("d1", "s1", "$5bn"), states("mine", "s1", "$6bn")]
    put(own)
    assert of_deal(empty, "d1", "superseded_by") == ("mine",)
    assert put(tables()).written == 0
    # Until it no longer does, even if the folder does not name the old deal.
    del own["deals"][0], own["statements"][0]
    own["deals"][0]["supersedes"] = ""
    receipt = put(own)
    assert (receipt.deals, receipt.written) == (Count(changed=2), 2)
    assert of_deal(empty, "d1", "superseded_by") == (None,)


def test_a_deal_that_is_dropped_supersedes_nothing(put: Loader, empty: Graph) -> None:
    content = tables()
    content["deals"].append(deal("new", "LENDS_TO", "a", "b", supersedes="d1"))
    content["statements"].append(states("new", "s1", "$6bn"))
    put(content, shipped=True)
    put(tables())
    assert of_deal(empty, "d1", "superseded_by") == ("new",)
    put(tables(), shipped=True)
    assert of_deal(empty, "d1", "superseded_by") == (None,)


def test_records_that_a_folder_no_longer_names_stay_unless_it_ships(
    put: Loader, empty: Graph
) -> None:
    put(tables())
    before = everything(empty)
    content = tables()
    del content["deals"][1], content["statements"][2]
    assert put(content).written == 0
    assert everything(empty) == before
