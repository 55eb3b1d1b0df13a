"""`firm`, `contested` and the notes against plain Python, row for row; the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor
from random import Random
from typing import Any

import pytest
from hypothesis import given

from graph.connection import Graph
from loader.records import Knowledge
from report.library import files, find
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
@given(chance=graphs.chances)
def test_evidence(graph: Graph, chance: Random) -> None:
    compare(graph, graphs.make(chance), chance)


@pytest.mark.parametrize("size", [(0, 0), (3, 0)], ids=["nothing", "lone firms"])
def test_evidence_without_deals(graph: Graph, size: tuple[int, int]) -> None:
    chance = Random(1)  # noqa: S311 - it guards nothing
    compare(graph, graphs.make(chance, size), chance)


def compare(graph: Graph, made: Knowledge, chance: Random) -> None:
    fill(graph, made)
    firms = [firm.id for firm in made.firms]
    sources = [source.id for source in made.sources]
    for everything in (False, False, True):
        chosen = {
            "sources": graphs.none_or_few(sources, chance),
            "firms": graphs.none_or_few(firms, chance),
        }
        rows = ask(graph, "contested", all=everything, **chosen)
        assert rounded(rows) == rounded(contested(made, **chosen, everything=everything))
    edges = graphs.edges_of(made)
    for asked in graphs.variations(made, chance, Options(secondary=True)) if firms else []:
        firm = chance.choice(firms)
        found = graphs.answer(graph, "firm", asked.given() | {"firm": firm})
        assert found.rows.maps() == of_firm(firm, graphs.standing(edges, asked), asked)
        about_deals = [note for note in found.notes if note.startswith("deals ")]
        assert about_deals == expected_notes(edges, asked)


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
    made: Knowledge, sources: Sequence[str], firms: Sequence[str], *, everything: bool
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for deal in made.deals:
        claims = graphs.claims_of(deal, made)
        telling = {one.source for one in made.statements if one.of == deal.id}
        if sources and not telling & set(sources):
            continue
        if firms and not {deal.payer, deal.payee} & set(firms):
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


def rounded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With ratios of two decimals: a half is rounded up, here as there."""
    return [row | {"ratio": floor(row["ratio"] * 100 + 0.5) / 100} for row in rows]


def by_ratio(row: Mapping[str, Any]) -> tuple[float, str, bool, str]:
    return (-floor(row["ratio"] * 100 + 0.5), row["deal"], row["doubtful"], row["source"])


@pytest.mark.parametrize(("name", "columns"), COLUMNS.items(), ids=list(COLUMNS))
def test_a_report_has_its_columns(graph: Graph, name: str, columns: str) -> None:
    fill(graph, graphs.network([("a", "b")]))
    needed = {one.name: "a" for one in find(name).parameters if one.needed}
    assert graphs.answer(graph, name, needed).rows.columns == tuple(columns.split())


def test_all_reports_count_the_same_deals() -> None:
    """The text that decides which deals count stands in each report anew, and must not drift."""
    texts = {name: find(name).text for name in files()}
    blocks = {
        name: text[text.index("// The deals that count\n") : text.index("\n}\n")]
        for name, text in texts.items()
        if "standing" in text
    }
    assert len(blocks) >= 5
    assert len(set(blocks.values())) == 1, blocks.keys()
    for option in ("as_of", "statuses", "sources", "min_usd", "amount"):
        lines = {
            line
            for name in blocks
            for line in texts[name].splitlines()
            if line.startswith(f"// param {option} ")
        }
        assert len(lines) == 1, lines
