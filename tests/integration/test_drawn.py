"""What saved scripts add to the rows of a report: amounts in short form, and a drawing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from neo4j.graph import Path

from loader.folder.read import SHIPPED, read_folder
from loader.store.write import load
from moneyloop.browser.scripts import Script
from moneyloop.graph.compose import compose
from moneyloop.graph.connection import Graph
from moneyloop.graph.queries import FRAGMENTS
from moneyloop.report.arguments import complete
from moneyloop.report.library import find
from moneyloop.report.run import run_report
from moneyloop.values.edges import EDGE_TYPES
from moneyloop.values.money import money
from tests.integration.in_browser import DRAWN, rows_in_browser, samples


@pytest.fixture(scope="module")
def shipped(graph: Graph) -> Graph:
    """The knowledge that ships, loaded once: the tests here only read."""
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, read_folder(SHIPPED), shipped=True)
    return graph


@given(st.lists(st.none() | st.integers(-(10**15), 10**15), max_size=5))
@example(
    [
        999_995_000_000_000,
        0,
        999,
        1000,
        999_999,
        1_000_000,
        999_994_999,
        999_995_000,
        10**12,
        -1_500_000_000,
    ]
)
def test_amounts_are_in_the_short_form_of_all_other_output(
    graph: Graph, amounts: list[int | None]
) -> None:
    query = compose(
        FRAGMENTS / "test.cypher",
        "// T\n// use in_short\nCYPHER 25\nUNWIND $amounts + [$amounts] AS value\n"
        "RETURN in_short(value) AS text",
        (FRAGMENTS,),
    ).text
    *each, of_list = [text for (text,) in graph.read((query, {"amounts": amounts}))[0].rows]
    expected = [None if amount is None else money(amount) for amount in amounts]
    assert each == expected
    assert of_list == (", ".join(one or "?" for one in expected) or None)


@pytest.mark.parametrize("script", DRAWN, ids=lambda one: one.name)
def test_a_script_draws_deals_between_firms(shipped: Graph, script: Script) -> None:
    """In the last row, since the cell makes its row in the table very high."""
    *before, last = rows_in_browser(shipped, script.text)
    assert {row["drawn"] for row in before} <= {None}
    drawn = last["drawn"]
    if len(before) >= 100:  # the rest is not drawn, and a note says so
        assert drawn[0].startswith("Not all is drawn")
        drawn = drawn[1:]
    assert all(isinstance(one, Path) for one in drawn)
    edges = [edge for one in drawn for edge in one.relationships]
    assert edges
    if script.name == "claims":  # drawn with their evidence
        assert {edge.type for edge in edges} == {"MAKES", "CONCERNS", "STATES"}
        return
    assert {edge.type for edge in edges} <= {edge.name for edge in EDGE_TYPES}
    found = find(script.name)
    values = complete(found, samples(script.name), date.today())
    rows = run_report(shipped, found, values).rows.maps()
    if named := {deal for row in rows for deal in deals_named(row)}:
        assert {edge["deal"] for edge in edges} == named


def deals_named(row: dict[str, Any]) -> list[str]:
    """The deals that a row names, in whatever column."""
    columns = [row.get(name) for name in ("deal", "deals", "capital_deals", "revenue_deals")]
    return [deal for one in columns if one for deal in ([one] if isinstance(one, str) else one)]


def test_a_large_result_is_drawn_in_part_and_says_so(graph: Graph) -> None:
    graph.command("MATCH (n) DETACH DELETE n")
    hub = "CREATE (h:Firm {id: 'hub', name: 'Hub', group: 'hub'}) WITH h "
    hub += "UNWIND range(1, 1200) AS n CREATE (h)-[:BUYS_FROM {deal: 'd' + n, status: 'signed', "
    hub += "usd: n, sources: []}]->(f:Firm {id: 'f' + n, name: 'F', group: 'f' + n}) "
    hub += "CREATE (h)<-[:PAYER]-(:Deal {id: 'd' + n})-[:PAYEE]->(f)"
    graph.command(hub)
    text = next(one.text for one in DRAWN if one.name == "firm").replace("openai", "hub")
    rows = rows_in_browser(graph, text)
    assert len(rows) == 1000
    note, *drawn = rows[-1]["drawn"]
    assert note.startswith("Not all is drawn: this is from the first 100 of 1200 rows")
    # The rows come from the largest deal on, and so do those that are drawn.
    deals = {edge["deal"] for one in drawn for edge in one.relationships}
    assert deals == {f"d{n}" for n in range(1101, 1201)}
