"""`firm`, `contested` and the notes against plain Python, row for row; the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.connection import Graph
from loader.records import Knowledge
from report.library import find
from tests.integration import graphs
from tests.integration.graphs import Claim, Edge, Options, ask, fill, made_graphs

COLUMNS = {
    "articulation": "firm parts cut_off",
    "contested": "deal source kind as_stated usd_low usd_high ratio doubtful",
    "direct": "funder funded kind capital_usd revenue_usd round_trip_usd capital_deals"
    " revenue_deals without_usd",
    "firm": "deal type role other usd status announced sources",
    "knock-out": "firm lost_usd exposed_usd firms_hit loops_broken on_revenue_basis"
    " on_inflow_basis without_usd",
    "loops": "firms hops edge_types weakest_usd weakest_hop has_capital has_revenue deals",
}


@made_graphs
@given(example=graphs.knowledges(), data=st.data())
def test_evidence(graph: Graph, example: graphs.Made, data: st.DataObject) -> None:
    made = example.knowledge
    fill(graph, made)
    edges = graphs.edges_of(made)
    drawn = data.draw(graphs.options(made))
    for asked in (Options(secondary=True), drawn):
        stood = graphs.standing(edges, asked)
        for firm in made.firms[:3]:
            rows = of_firm(firm.id, stood, asked)
            assert ask(graph, "firm", firm=firm.id, **asked.given()) == rows
    # Any report over edges tells them; direct is the quickest.
    notes = graphs.answer(graph, "direct", drawn.given()).notes
    assert [note for note in notes if note.startswith("deals ")] == expected_notes(edges, drawn)
    sources, firms = list(drawn.sources), data.draw(graphs.chosen_firms(made))
    for everything in (False, True):
        rows = ask(graph, "contested", all=everything, sources=sources, firms=firms)
        for row in rows:
            row["ratio"] = pytest.approx(row["ratio"], abs=0.0051)  # of two decimals
        assert contested(made, everything, sources, firms) == rows


def of_firm(firm: str, stood: Sequence[Edge], asked: Options) -> list[dict[str, Any]]:
    rows = [
        {
            "deal": edge.deal,
            "type": edge.type,
            "role": "payer" if edge.payer == firm else "payee",
            "other": edge.payee if edge.payer == firm else edge.payer,
            "usd": edge.usd[asked.amount],
            "status": edge.status,
            "announced": edge.announced,
            "sources": list(edge.sources),
        }
        for edge in stood
        if firm in (edge.payer, edge.payee)
    ]
    return sorted(rows, key=lambda row: (graphs.descending(row["usd"]), row["deal"]))


def expected_notes(edges: Sequence[Edge], asked: Options) -> list[str]:
    wanted = [edge for edge in edges if graphs.is_asked(edge, asked)]
    ended = [edge for edge in wanted if graphs.has_ended(edge, asked)]
    ended.sort(key=lambda edge: edge.deal)
    ended.sort(key=lambda edge: str(edge.ended), reverse=True)
    undated = [edge for edge in wanted if edge not in ended and edge.since is None]
    notes = []
    if ended:
        named = ", ".join([edge.deal for edge in ended[:3]] + (["…"] if len(ended) > 3 else []))
        notes.append(
            f"deals that had ended by {asked.as_of} and are left out: {len(ended)} ({named})"
        )
    if undated:
        notes.append(
            "deals without a date of their own or of a source, counted on every day: "
            f"{len(undated)}"
        )
    return notes


def contested(
    made: Knowledge, everything: bool, sources: Sequence[str], firms: Sequence[str]
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for deal in made.deals:
        claims = graphs.claims_of(deal, made)
        telling = {one.source for one in made.statements if one.deal == deal.id}
        if (sources and not telling & set(sources)) or (
            firms and not {deal.payer, deal.payee} & set(firms)
        ):
            continue
        doubtful = {claim.statement for claim in claims if graphs.is_doubtful(claim, claims)}
        if everything or doubtful or graphs.disagree(claims):
            rows += side_by_side(deal.id, claims, doubtful)
    return sorted(rows, key=by_ratio)


def side_by_side(deal: str, claims: Sequence[Claim], doubtful: set[Any]) -> list[dict[str, Any]]:
    """The statements that can be compared with another: the same measure, the same currency."""
    measures: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        measures.setdefault(claim.measure, []).append(claim)
    compared = [group for group in measures.values() if len(group) > 1]
    ratio = max(
        (max(figures) / min(figures) for figures in map(ends, compared)),
        default=None,
    )
    shown = {claim.statement.source: claim for group in compared for claim in group}
    rows = []
    for source, claim in shown.items():
        in_usd = [one for one in claims if one.source.id == source and one.currency == "USD"]
        rows.append(
            {
                "deal": deal,
                "source": source,
                "kind": claim.source.kind,
                "as_stated": claim.statement.as_stated,
                "usd_low": in_usd[0].low if in_usd else None,
                "usd_high": in_usd[0].high if in_usd else None,
                "ratio": ratio,
                "doubtful": claim.statement in doubtful,
            }
        )
    return rows


def ends(group: Sequence[Claim]) -> list[int]:
    """Of each its figure, or where only an upper end is known, that."""
    figures = [claim.figure or claim.high for claim in group]
    return [figure for figure in figures if figure]


def by_ratio(row: Mapping[str, Any]) -> tuple[float, str, bool, str]:
    return (-round(row["ratio"], 2), row["deal"], row["doubtful"], row["source"])


@pytest.mark.parametrize(("name", "columns"), COLUMNS.items(), ids=list(COLUMNS))
def test_a_report_has_its_columns(graph: Graph, name: str, columns: str) -> None:
    fill(graph, graphs.network([("a", "b")]))
    needed = {one.name: "a" for one in find(name).parameters if one.needed}
    assert graphs.answer(graph, name, needed).rows.columns == tuple(columns.split())
