"""The reports for exploring, compared with plain Python on small random graphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate, groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loader.records import Deal, Figure, Knowledge
from moneyloop.graph.connection import Graph
from tests.integration import graphs, oracle
from tests.integration.graphs import ask, fill, made_graphs
from tests.integration.oracle import Edge, Options, sum_usd
from tests.integration.terms import with_terms

pytestmark = pytest.mark.timeout(900)

STATUSES = (
    (*graphs.DEFAULT_STATUSES, "terminated"),
    ("terminated",),
    ("closed", "announced"),
    graphs.DEFAULT_STATUSES,
)
WITH_TERM = ("BUYS_FROM", "LEASES_FROM", "LENDS_TO", "BACKSTOPS")


@made_graphs
@given(knowledge=graphs.knowledges(), data=st.data())
def test_reports_for_exploring(graph: Graph, knowledge: Knowledge, data: st.DataObject) -> None:
    knowledge = with_terms(knowledge, data.draw(graphs.chances))
    fill(graph, knowledge)
    options = data.draw(oracle.some_options(knowledge))
    firms = data.draw(oracle.chosen_firms(knowledge))
    in_force = oracle.in_force(oracle.edges_of(knowledge), options)
    by = data.draw(st.sampled_from(["month", "quarter", "year"]))
    rows = ask(graph, "timeline", by=by, firms=firms, **options.as_arguments())
    assert rows == timeline(
        [edge for edge in in_force if of_firms(edge, firms)], options, by, knowledge
    )
    if knowledge.firms:
        view = data.draw(st.sampled_from(["firm", "group"]))
        heads, merged = oracle.heads_of(knowledge, view), oracle.merged(knowledge, view)
        only = data.draw(st.booleans())
        options = replace(options, statuses=data.draw(st.sampled_from(STATUSES)))
        edges = oracle.edges_of(merged)
        listed = (oracle.in_force if only else oracle.listed)(edges, options)
        given = options.as_arguments() | {"by": view, "in_force": only}
        first, second = (data.draw(st.sampled_from(knowledge.firms)).id for _ in range(2))
        rows = ask(graph, "between", first=first, second=second, **given)
        pair = between(listed, options, {heads[first], heads[second]})
        assert rows == pair
        rows = ask(graph, "firm", firm=first, **given)
        assert rows == oracle.of_firm(heads[first], listed, options)
    chosen = data.draw(graphs.some([source.id for source in knowledge.sources]))
    rows = ask(graph, "sources", sources=chosen, firms=firms)
    assert sorted(rows, key=lambda row: str(row["source"])) == sources(knowledge, chosen, firms)
    rows = ask(graph, "gaps", sources=chosen, firms=firms)
    assert sorted(rows, key=lambda row: str(row["deal"])) == gaps(knowledge, chosen, firms)


def of_firms(deal: Edge | Deal, firms: Sequence[str]) -> bool:
    return not firms or deal.payer in firms or deal.payee in firms


def about_firms(figure: Figure, firms: Sequence[str]) -> bool:
    return not firms or bool(set(figure.about) & set(firms))


PERIODS = ("day", "month", "quarter", "half", "year")


def period(day: date, by: str, precision: str) -> str:
    """The period of a day, or a longer one if the day is not known well enough."""
    return {
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}Q{(day.month + 2) // 3}",
        "half": f"{day.year}H{(day.month + 5) // 6}",
        "year": f"{day.year}",
    }[max(by, precision, key=PERIODS.index)]


def timeline(
    in_force: Sequence[Edge], options: Options, by: str, knowledge: Knowledge
) -> list[dict[str, Any]]:
    announced = {deal.id: deal.announced for deal in knowledge.deals}
    precisions = {deal: day.precision if day else "day" for deal, day in announced.items()}
    dated = sorted(
        (period(edge.since, by, precisions[edge.deal]), edge.deal, edge)
        for edge in in_force
        if edge.since
    )
    periods = {
        name: [edge for _, _, edge in deals] for name, deals in groupby(dated, lambda one: one[0])
    }
    usd = [sum_usd(edges, options) for edges in periods.values()]
    cumulative = list(accumulate(usd, add_known))
    return [
        {
            "period": name,
            "deals": len(edges),
            "usd": of_period,
            "cumulative_usd": total,
            "without_usd": len(edges) - len(oracle.known_usd(edges, options)),
        }
        for (name, edges), of_period, total in zip(periods.items(), usd, cumulative, strict=True)
    ]


def add_known(total: int | None, usd: int | None) -> int | None:
    return (total or 0) + usd if usd is not None else total


def between(in_force: Sequence[Edge], options: Options, pair: set[str]) -> list[dict[str, Any]]:
    found = [edge for edge in in_force if {edge.payer, edge.payee} == pair]
    found.sort(key=lambda edge: oracle.descending(edge.usd[options.amount]))
    return [
        {
            "deal": edge.deal,
            "type": edge.type,
            "payer": edge.payer,
            "payee": edge.payee,
            "usd": edge.usd[options.amount],
            "status": edge.status_on(options.as_of),
            "announced": edge.announced,
            "sources": list(edge.sources),
            "ended": edge.until,
            "superseded_by": edge.superseded_by,
        }
        for edge in found
    ]


def sources(
    knowledge: Knowledge, chosen: Sequence[str], firms: Sequence[str]
) -> list[dict[str, Any]]:
    deals = {deal.id: deal for deal in knowledge.deals if of_firms(deal, firms)}
    figures = {figure.id: figure for figure in knowledge.figures if about_firms(figure, firms)}
    things: list[Deal | Figure] = [*deals.values(), *figures.values()]
    claims = {one.id: oracle.claims_of(one, knowledge) for one in things}
    rows = []
    for source in knowledge.sources:
        stated = [
            one for one in knowledge.statements if one.source == source.id and one.of in claims
        ]
        doubtful = {
            claim.statement
            for one in stated
            for claim in claims[one.of]
            if claim.source == source and oracle.is_doubtful(claim, claims[one.of])
        }
        if (chosen and source.id not in chosen) or (firms and not stated):
            continue
        ids = {one.of for one in stated}
        rows.append(
            {
                "source": source.id,
                "publisher": source.publisher,
                "published": oracle.first_day(source.published),
                "kind": source.kind,
                "deals": len(ids & deals.keys()),
                "contested": sum(oracle.disagree(claims[one]) for one in ids),
                "doubtful": len(doubtful),
                "figures": len(ids & figures.keys()),
            }
        )
    return sorted(rows, key=lambda row: str(row["source"]))


def gaps(knowledge: Knowledge, chosen: Sequence[str], firms: Sequence[str]) -> list[dict[str, Any]]:
    edges = {edge.deal: edge for edge in oracle.edges_of(knowledge)}
    published = {source.id: source.published for source in knowledge.sources}
    rows = []
    for deal in knowledge.deals:
        edge = edges[deal.id]
        missing = {
            "amount": edge.usd["headline"] is None,
            "announced": deal.announced is None,
            "term": deal.type in WITH_TERM and None in (edge.timing.starts, edge.timing.term_to),
            "date of source": any(published[source] is None for source in edge.sources),
        }
        is_chosen = not chosen or set(chosen) & set(edge.sources)
        if is_chosen and of_firms(deal, firms) and any(missing.values()):
            rows.append({"deal": deal.id, "missing": [name for name in missing if missing[name]]})
    return sorted(rows, key=lambda row: str(row["deal"]))
