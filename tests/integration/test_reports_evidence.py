"""`firm`, `contested` and the notes compared with plain Python, row by row; all columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import floor
from random import Random
from typing import Any

import pytest
from hypothesis import given

from loader.records import Deal, Figure, Knowledge, Statement
from moneyloop.graph.connection import Graph
from moneyloop.report.library import files, find
from moneyloop.values.money import money
from tests.integration import graphs, oracle
from tests.integration.graphs import ask, fill, made_graphs
from tests.integration.oracle import Claim, Edge, Options
from tests.integration.terms import with_terms

COLUMNS = {
    "articulation": "firm parts cut_off",
    "contested": "deal source kind as_stated usd_low usd_high ratio doubtful",
    "between": "deal type payer payee usd status announced sources ended superseded_by",
    "cascade": "round firm lost_usd lost_share basis without_usd noncash_usd lost_next_year_usd"
    " revenue_usd lost_from",
    "cascade-ranking": "firm rounds firms_fallen lost_usd without_usd noncash_usd"
    " lost_next_year_usd fallen_low fallen_high unknown",
    "choke-points": "firm choke_point revenue_usd revenue_share",
    "changes": "day change deal payer payee usd by opens closes",
    "circular-ownership": "firms hops weakest_usd deals without_usd",
    "claims": "claim states verdict factor deals figures why urls",
    "clearing": "firm due_usd means_usd received_usd paid_usd paid_share shortfall_usd basis"
    " owed_usd lost_usd source",
    "commitment-gap": "firm promised_usd revenue_usd funding_usd gap_usd without_usd noncash_usd"
    " revenue_basis revenue_period",
    "concentration": "firm top_payer top_share hhi inflow_usd without_usd revenue_usd"
    " revenue_share",
    "deal": "what value source url",
    "debtrank": "firm debtrank stress buffer_usd basis",
    "direct": "funder funded kind capital_usd revenue_usd round_trip_usd capital_deals"
    " revenue_deals without_usd",
    "figures": "figure firms name kind period currency amount usd contested sources",
    "firm": "deal type role other usd status announced sources ended superseded_by",
    "gaps": "deal missing",
    "gross-and-new-money": "firm in_usd out_usd net_usd without_usd noncash_usd",
    "knock-out": "firm lost_usd exposed_usd firms_hit loops_broken on_revenue_basis"
    " on_inflow_basis without_usd noncash_usd lost_next_year_usd lost_from hit unknown",
    "lease-back": "seller customer sold_usd leased_usd deals without_usd",
    "loop": "hop payer payee deal type usd announced status source as_stated url contested",
    "loops": "firms hops edge_types weakest_usd weakest_hop has_capital has_revenue deals kind"
    " hop_usd without_usd",
    "new-money": "gross_usd new_usd ratio without_usd noncash_usd received_usd promised_usd"
    " unfunded_usd",
    "paths": "firms types weakest_usd deals without_usd",
    "reciprocal-purchases": "firms first_usd second_usd matched_usd deals without_usd",
    "search": "firm name matched score",
    "self-funded-revenue": "seller orders_usd self_funded_usd share without_usd funded_buyers"
    " capital_usd funded_usd",
    "significance": "hops observed mean sd p_more p_fewer",
    "sole-suppliers": "buyer supplier share usd other_suppliers without_usd",
    "sources": "source publisher published kind deals contested doubtful figures",
    "statements": "deal source published as_stated usd_low usd_high per status doubtful locator url"
    " note",
    "time-ordered": "firms deals announced days weakest_usd kind",
    "timeline": "period deals usd cumulative_usd without_usd",
    "totals": "figure stated_usd parts_usd difference_usd deals without_usd",
}


@made_graphs
@given(chance=graphs.chances)
def test_evidence(graph: Graph, chance: Random) -> None:
    compare(graph, with_terms(graphs.make(chance), chance), chance)


@pytest.mark.parametrize("size", [(0, 0), (3, 0)], ids=["no firms", "no deals"])
def test_evidence_without_deals(graph: Graph, size: tuple[int, int]) -> None:
    chance = Random(1)  # noqa: S311 - not for security
    compare(graph, graphs.make(chance, size), chance)


def compare(graph: Graph, knowledge: Knowledge, chance: Random) -> None:
    fill(graph, knowledge)
    firms = [firm.id for firm in knowledge.firms]
    sources = [source.id for source in knowledge.sources]
    for everything in (False, False, True):
        chosen = {
            "sources": graphs.none_or_few(sources, chance),
            "firms": graphs.none_or_few(firms, chance),
        }
        rows = ask(graph, "contested", all=everything, **chosen)
        assert rounded(rows) == rounded(contested(knowledge, **chosen, everything=everything))
        assert ask(graph, "figures", **chosen) == figures(knowledge, **chosen)
        for amount in ("low", "headline", "high"):
            assert ask(graph, "totals", amount=amount, **chosen) == totals(
                knowledge, amount, **chosen
            )
        named = graphs.none_or_few([one.id for one in things(knowledge)], chance)
        deals = [one.id for one in knowledge.deals if one.id in named]
        others = [one for one in named if one not in deals]
        rows = ask(graph, "statements", deals=deals, figures=others, **chosen)
        assert rows == statements(knowledge, named, **chosen)
    edges = oracle.edges_of(knowledge)
    for options in oracle.variations(knowledge, chance, Options()):
        found = graphs.answer(graph, "gross-and-new-money", options.as_arguments())
        about_deals = [note for note in found.notes if note.startswith("deals ")]
        assert about_deals == expected_notes(edges, options)


def expected_notes(edges: Sequence[Edge], options: Options) -> list[str]:
    passing = [edge for edge in edges if oracle.passes(edge, options)]
    ended = [
        edge
        for edge in passing
        if oracle.has_ended(edge, options)
        and edge.status_on(options.as_of) in (*options.statuses, "terminated")
    ]
    ended.sort(key=lambda edge: edge.deal)
    ended.sort(key=lambda edge: str(edge.until), reverse=True)
    in_force = oracle.in_force(edges, options)
    derived = [edge for edge in in_force if edge.derived]
    derived.sort(key=lambda edge: (sortable(edge.usd[options.amount]), edge.deal))
    undated = [edge for edge in in_force if edge.since is None]
    notes = []
    if derived:
        usd = money(sum(oracle.known_usd(derived, options)))
        notes.append(
            f"deals whose total is derived from a stated rate and term: {len(derived)}, "
            f"{usd} ({first_three(derived)})"
        )
    if ended:
        notes.append(
            f"deals that had ended by {options.as_of} and are left out: {len(ended)} "
            f"({first_three(ended)})"
        )
    if undated:
        notes.append(
            "deals with neither a date nor a dated source, treated as in force on every date but "
            f"left out of chronological order: {len(undated)}"
        )
    return notes


def first_three(edges: Sequence[Edge]) -> str:
    return ", ".join([edge.deal for edge in edges[:3]] + (["…"] if len(edges) > 3 else []))


def things(knowledge: Knowledge) -> list[Deal | Figure]:
    """Everything that sources make statements about."""
    return [*knowledge.deals, *knowledge.figures]


def chosen_by(
    one: Deal | Figure, knowledge: Knowledge, sources: Sequence[str], firms: Sequence[str]
) -> bool:
    """Whether one of the sources states it and it involves one of the firms."""
    stating = {statement.source for statement in knowledge.statements if statement.of == one.id}
    own = {one.payer, one.payee} if isinstance(one, Deal) else set(one.about)
    return not (sources and not stating & set(sources)) and not (firms and not own & set(firms))


def contested(
    knowledge: Knowledge, sources: Sequence[str], firms: Sequence[str], *, everything: bool
) -> list[dict[str, Any]]:
    found: list[tuple[Any, dict[str, Any]]] = []
    for one in things(knowledge):
        claims = oracle.claims_of(one, knowledge)
        doubtful = {claim.statement for claim in claims if oracle.is_doubtful(claim, claims)}
        if chosen_by(one, knowledge, sources, firms) and (
            everything or doubtful or oracle.disagree(claims)
        ):
            found += side_by_side(one.id, claims, doubtful)
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def side_by_side(
    of: str, claims: Sequence[Claim], doubtful: set[Statement]
) -> list[tuple[Any, dict[str, Any]]]:
    """A sort key and a row for each statement that can be compared with another one.

    Statements can be compared if they have the same measure and currency.
    """
    measures: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        measures.setdefault(claim.measure, []).append(claim)
    compared = [group for group in measures.values() if len(group) > 1]
    ratio = max((max(amounts) / min(amounts) for amounts in map(ends, compared)), default=None)
    shown = {claim.statement: claim for group in compared for claim in group}
    rows = []
    for statement, claim in shown.items():
        in_usd = [one for one in claims if one.statement == statement and one.currency == "USD"]
        row = {
            "deal": of,
            "source": statement.source,
            "kind": claim.source.kind,
            "as_stated": statement.as_stated,
            "usd_low": in_usd[0].low if in_usd else None,
            "usd_high": in_usd[0].high if in_usd else None,
            "ratio": ratio,
            "doubtful": statement in doubtful,
        }
        order = (
            -hundredths(ratio or 0),
            of,
            statement in doubtful,
            statement.source,
            statement.per,
            statement.nth,
        )
        rows.append((order, row))
    return rows


def ends(group: Sequence[Claim]) -> list[int]:
    """The amount of each claim without its sign; the upper bound if only that is known."""
    amounts = [claim.figure or claim.high for claim in group]
    return [abs(amount) for amount in amounts if amount]


def hundredths(ratio: float) -> int:
    """The ratio in hundredths; a half is rounded up, as in the query."""
    return floor(ratio * 100 + 0.5)


def rounded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"ratio": hundredths(row["ratio"])} for row in rows]


def figures(
    knowledge: Knowledge, sources: Sequence[str], firms: Sequence[str]
) -> list[dict[str, Any]]:
    shown = [one for one in knowledge.figures if chosen_by(one, knowledge, sources, firms)]
    never = date(1, 1, 1)
    shown.sort(
        key=lambda one: (
            sorted(one.about),
            one.name,
            one.kind,
            one.ends.last if one.ends else never,
            one.id,
        )
    )
    rows = []
    for one in shown:
        claims = oracle.claims_of(one, knowledge)
        best = headline(claims)
        rows.append(
            {
                "figure": one.id,
                "firms": sorted(one.about),
                "name": one.name,
                "kind": one.kind,
                "period": one.period,
                "currency": best.currency if best else None,
                "amount": best.figure if best else None,
                "usd": best.figure if best and best.currency == "USD" else None,
                "contested": oracle.disagree(claims),
                "sources": best_first(one.id, knowledge),
            }
        )
    return rows


def headline(claims: Sequence[Claim]) -> Claim | None:
    """The best total with an amount, dollars first; or else one with only an upper bound."""
    totals = [claim for claim in claims if claim.statement.per == "total"]
    with_amount = [claim for claim in totals if claim.figure is not None]
    in_dollars = [claim for claim in with_amount if claim.currency == "USD"]
    return next(iter(in_dollars or with_amount or totals), None)


def best_first(of: str, knowledge: Knowledge) -> list[str]:
    stating = {statement.source for statement in knowledge.statements if statement.of == of}
    sources = [source for source in knowledge.sources if source.id in stating]
    return [source.id for source in sorted(sources, key=lambda one: (oracle.rank(one), one.id))]


def totals(
    knowledge: Knowledge, amount: str, sources: Sequence[str], firms: Sequence[str]
) -> list[dict[str, Any]]:
    usd = {edge.deal: edge.usd[amount] for edge in oracle.edges_of(knowledge)}
    rows = []
    for one in knowledge.figures:
        if not (one.sums and chosen_by(one, knowledge, sources, firms)):
            continue
        parts = [usd[deal] for deal in one.sums if usd[deal] is not None]
        stated = oracle.headline_usd(oracle.claims_of(one, knowledge))[amount]
        known = sum(part for part in parts if part is not None) if parts else None
        complete = len(parts) == len(one.sums) and stated is not None
        rows.append(
            {
                "figure": one.id,
                "stated_usd": stated,
                "parts_usd": known,
                "difference_usd": (stated or 0) - (known or 0) if complete else None,
                "deals": sorted(one.sums),
                "without_usd": len(one.sums) - len(parts),
            }
        )
    return sorted(rows, key=lambda row: (sortable(row["stated_usd"]), row["figure"]))


def sortable(usd: int | None) -> int:
    """A key for the largest first; an unknown amount sorts like minus one dollar."""
    return 1 if usd is None else -usd


def statements(
    knowledge: Knowledge, named: Sequence[str], sources: Sequence[str], firms: Sequence[str]
) -> list[dict[str, Any]]:
    known = {one.id: one for one in things(knowledge)}
    sources_by_id = {source.id: source for source in knowledge.sources}
    shown = [
        one
        for one in knowledge.statements
        if (not named or one.of in named)
        and (not sources or one.source in sources)
        and chosen_by(known[one.of], knowledge, [], firms)
    ]
    shown.sort(
        key=lambda one: (one.of, best_first(one.of, knowledge).index(one.source), one.per, one.nth)
    )
    rows = []
    for one in shown:
        claims = oracle.claims_of(known[one.of], knowledge)
        own = [claim for claim in claims if claim.statement == one]
        in_usd = [claim for claim in own if claim.currency == "USD"]
        rows.append(
            {
                "deal": one.of,
                "source": one.source,
                "published": oracle.first_day(sources_by_id[one.source].published),
                "as_stated": one.as_stated,
                "usd_low": in_usd[0].low if in_usd else None,
                "usd_high": in_usd[0].high if in_usd else None,
                "per": one.per,
                "status": one.status,
                "doubtful": any(oracle.is_doubtful(claim, claims) for claim in own),
                "locator": one.locator,
                "url": sources_by_id[one.source].url,
                "note": one.note,
            }
        )
    return rows


def test_the_columns_of_all_reports_are_known() -> None:
    assert COLUMNS.keys() == files().keys()


@pytest.mark.parametrize(("name", "columns"), COLUMNS.items(), ids=list(COLUMNS))
def test_a_report_has_its_columns(graph: Graph, name: str, columns: str) -> None:
    fill(graph, graphs.network([("a", "b")]))
    known = {"deal": "d0000", "firms": ["a", "b"]}
    required = {one.name: known.get(one.name, "a") for one in find(name).parameters if one.required}
    assert graphs.answer(graph, name, required).rows.columns == tuple(columns.split())
