"""Loading a release that no longer ships some records: they go unless something needs them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.folder.read import SHIPPED, read_folder
from loader.store.counts import Count
from loader.store.write import load
from moneyloop.graph.connection import Graph
from tests.integration.folders import (
    COLUMNS,
    B,
    Loader,
    Tables,
    deal,
    doubtful,
    edges,
    figure,
    firm,
    ids,
    of_deal,
    other_folder,
    source,
    states,
    states_figure,
    tables,
    write,
)
from tests.integration.graphs import everything


@pytest.fixture
def put(empty: Graph, tmp_path: Path) -> Loader:
    """Loads tables into a graph that is empty at first."""
    return Loader(empty, tmp_path / "folder")


def test_a_dropped_deal_is_removed_with_its_edge_and_statements(put: Loader, empty: Graph) -> None:
    put(tables(), shipped=True)
    content = tables()
    del content["deals"][1], content["statements"][2]
    receipt = put(content, shipped=True)
    assert (receipt.deals, receipt.statements) == (
        Count(unchanged=1, removed=1),
        Count(unchanged=2, removed=1),
    )
    assert edges(empty) == {("d1", "a", "INVESTS_IN", "b")}
    assert put(content, shipped=True).written == 0


def test_a_deal_can_be_dropped_while_an_old_graph_is_brought_up_to_date(shipped: Graph) -> None:
    """Neo4j may find a deleted deal in its index again if its properties were replaced first."""
    shipped.command("MATCH (deal:Deal) SET deal.until = date('2020-01-01')")
    shipped.command("MATCH (marker:Moneyloop) SET marker.schema = 1")
    knowledge = read_folder(SHIPPED)
    concerned = {deal for claim in knowledge.claims for deal in claim.deals}
    concerned |= {old for deal in knowledge.deals for old in deal.supersedes}
    gone = next(
        deal.id for deal in knowledge.deals if deal.id not in concerned and not deal.supersedes
    )
    without = replace(
        knowledge,
        deals=tuple(deal for deal in knowledge.deals if deal.id != gone),
        statements=tuple(one for one in knowledge.statements if one.of != gone),
        figures=tuple(
            replace(figure, sums=tuple(deal for deal in figure.sums if deal != gone))
            for figure in knowledge.figures
        ),
    )
    assert load(shipped, without, shipped=True).deals.removed == 1


def test_a_dropped_statement_leaves_the_deal_to_the_others(put: Loader, empty: Graph) -> None:
    put(tables(), shipped=True)
    content = tables()
    del content["statements"][0], content["sources"][0]
    receipt = put(content, shipped=True)
    assert (receipt.sources.removed, receipt.statements.removed) == (1, 1)
    assert ids(empty, "Source") == {"s2"}
    assert of_deal(empty, "d1", "usd", "sources") == (50 * B, ["s2"])
    assert doubtful(empty) == set()


def test_a_dropped_firm_is_removed_once_nothing_refers_to_it(put: Loader, empty: Graph) -> None:
    put(tables(), shipped=True)
    content = tables()
    content["firms"].pop()
    content["firms"][0]["part_of"] = content["firms"][1]["member_of"] = ""
    assert put(content, shipped=True).firms == Count(changed=2, removed=1)
    assert ids(empty, "Firm") == {"a", "b"}


def test_dropped_firms_are_removed_even_if_they_belong_to_each_other(
    put: Loader, empty: Graph
) -> None:
    put(tables(), shipped=True)
    put({name: [] for name in COLUMNS}, shipped=True)
    assert ids(empty, "Firm") == ids(empty, "Deal") == ids(empty, "Source") == set()


def test_records_of_another_folder_stay(put: Loader, empty: Graph) -> None:
    content = tables()
    content["firms"][1]["member_of"] = ""
    put(content, shipped=True)
    put(other_folder())
    nothing: Tables = {name: [] for name in COLUMNS}
    receipt = put(nothing, shipped=True)
    assert (receipt.deals.removed, receipt.sources.removed, receipt.firms.removed) == (2, 2, 1)
    assert edges(empty) == {("my-deal", "own", "BUYS_FROM", "a")}
    assert ids(empty, "Source") == {"mine"}
    # The parent of a firm in use is in use.
    assert ids(empty, "Firm") == {"own", "a", "p"}
    assert of_deal(empty, "my-deal", "usd", "sources") == (1 * B, ["mine"])
    assert put(nothing, shipped=True).written == 0


def test_a_dropped_deal_that_another_folder_states_is_weighed_from_the_rest(
    put: Loader, empty: Graph
) -> None:
    put(tables(), shipped=True)
    own = other_folder()
    own["firms"].append(firm("b"))
    own["sources"].append(source("mine-too", "filing", "2024-12-01"))
    own["deals"] = [deal("d2", "BUYS_FROM", "b", "a", bundle="x", instrument="chips")]
    own["statements"] = [states("d2", "mine", "$71bn"), states("d2", "mine-too", "$90bn a year")]
    put(own)
    assert of_deal(empty, "d2", "usd", "usd_low") == (7 * B, 0)
    # The newer of two blogs is right, until it is removed.
    assert doubtful(empty) == {("s2", "d1"), ("mine", "d2")}
    content = tables()
    del content["deals"][1], content["statements"][2]
    receipt = put(content, shipped=True)
    assert (receipt.deals, receipt.statements.removed) == (Count(changed=1, unchanged=1), 1)
    assert ("d2", "b", "BUYS_FROM", "a") in edges(empty)
    assert of_deal(empty, "d2", "usd", "usd_low", "sources", "bundle", "instrument") == (
        71 * B,
        71 * B,
        ["mine-too", "mine"],
        "x",
        "chips",
    )
    assert str(*of_deal(empty, "d2", "since")) == "2024-12-01"
    assert doubtful(empty) == {("s2", "d1")}
    assert put(content, shipped=True).written == 0


# After any sequence of releases the graph is as if only the last had been loaded.


@st.composite
def releases(draw: st.DrawFn) -> Tables:
    firms = draw(st.lists(st.sampled_from("abcd"), min_size=2, unique=True))
    sources = draw(st.lists(st.sampled_from("stu"), min_size=1, unique=True))
    deals: list[dict[str, str]] = []
    statements: list[dict[str, str]] = []
    for deal_id in draw(st.lists(st.sampled_from("123"), unique=True)):
        payer, payee = draw(st.sampled_from(firms)), draw(st.sampled_from(firms))
        edge = draw(st.sampled_from(["INVESTS_IN", "BUYS_FROM"]))
        old = draw(st.sampled_from(["", *[one["id"] for one in deals]]))
        # No source is of a later day than a deal that replaces another.
        announced = draw(st.sampled_from(["2026", "2026-06"] if old else ["", "2025"]))
        deals.append(
            deal(
                deal_id,
                edge,
                payer,
                payee,
                supersedes=old,
                announced=announced,
                term=draw(st.sampled_from(["", "18 months"])),
                ended=draw(st.sampled_from(["", "", "2026-09"])),
            )
        )
        for said_by in draw(st.lists(st.sampled_from(sources), min_size=1, unique=True)):
            amount = draw(st.sampled_from(["", "$5bn", "$50bn", "$6bn a year", "£5bn"]))
            statements.append(states(deal_id, said_by, amount))
    figures: list[dict[str, str]] = []
    for figure_id in draw(st.lists(st.sampled_from("fg"), unique=True)):
        about = draw(st.lists(st.sampled_from(firms), unique=True))
        sums = [one["id"] for one in deals if draw(st.booleans())]
        figures.append(figure(figure_id, about=";".join(about), sums=";".join(sums)))
        for said_by in draw(st.lists(st.sampled_from(sources), min_size=1)):
            amount = draw(st.sampled_from(["$5bn", "$50bn", "-$6bn", "£5bn"]))
            locator = f"line {len(statements)}"
            statements.append(states_figure(figure_id, said_by, amount, locator=locator))
    kinds = st.sampled_from(["filing", "blog"])
    days = st.sampled_from(["", "2025-01", "2026"])
    return {
        # Parents can change, but no firm is dropped together with its parent.
        "firms": [firm(one, country=draw(st.sampled_from(["", "US"]))) for one in firms],
        "aliases": [
            {"firm": one, "alias": f"alias of {one}"} for one in firms if draw(st.booleans())
        ],
        "sources": [source(one, draw(kinds), draw(days)) for one in sources],
        "deals": deals,
        "figures": figures,
        "statements": statements,
    }


@settings(max_examples=12)
@given(st.lists(releases(), min_size=2, max_size=3))
def test_several_releases_leave_the_same_graph_as_the_last_one(
    graph: Graph, tmp_path_factory: pytest.TempPathFactory, versions: list[Tables]
) -> None:
    def after(some: list[Tables]) -> set[str]:
        graph.command("MATCH (n) DETACH DELETE n")
        for version in some:
            folder = write(tmp_path_factory.mktemp("release"), version)
            load(graph, read_folder(folder), shipped=True)
            edges(graph)
        return everything(graph)

    assert after(versions) == after(versions[-1:])
