"""What the reports loop, deal and changes should find, computed from the records alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, permutations
from typing import Any

import networkx as nx

from loader.records import Knowledge, Source
from moneyloop.values.dates import Period
from moneyloop.values.money import money
from tests.integration import graphs, oracle, terms
from tests.integration.oracle import Claim, Edge, Options

DAY = timedelta(1)


def hops(loop: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise([*loop, *loop[:1]]))


def loop_through(graph: nx.DiGraph[str], asked: Sequence[str], longest: int) -> list[str]:
    """The shortest loop with all firms asked for, from the first on; as asked if that is one."""
    orders = [asked, *([asked[0], *rest] for rest in permutations(sorted(asked[1:])))]
    for order in orders if len(asked) > 1 else ():
        if all(graph.has_edge(*hop) for hop in hops(order)):
            return list(order)
    found = [
        cycle[cycle.index(asked[0]) :] + cycle[: cycle.index(asked[0])]
        for cycle in nx.simple_cycles(graph, length_bound=longest)
        if set(asked) <= set(cycle)
    ]
    return min(found, key=lambda cycle: (len(cycle), cycle), default=[])


def loop(
    knowledge: Knowledge,
    edges: Sequence[Edge],
    asked: Sequence[str],
    longest: int,
    options: Options,
) -> list[dict[str, Any]]:
    """The expected rows of `loop`; the knowledge is not merged, the edges may be."""
    graph = oracle.folded(edges)
    graph.add_nodes_from(asked)
    asked = list(dict.fromkeys(asked))
    found = loop_through(graph, asked, longest)
    evidence = {deal.id: best(knowledge, deal.id) for deal in knowledge.deals}
    contested = {
        deal.id: oracle.disagree(oracle.claims_of(deal, knowledge)) for deal in knowledge.deals
    }
    columns = ("type", "usd", "announced", "status", "source", "as_stated", "url", "contested")
    rows: list[dict[str, Any]] = [
        {"hop": number, "payer": payer, "payee": payee, "deal": None}
        | dict.fromkeys(columns)
        | {"status": "missing"}
        for number, (payer, payee) in enumerate(hops(asked), 1)
        if 1 < len(asked) != len(found) and not graph.has_edge(payer, payee)
    ]
    for number, (payer, payee) in enumerate(hops(found), 1):
        on_hop = [edge for edge in edges if (edge.payer, edge.payee) == (payer, payee)]
        on_hop.sort(key=lambda edge: (oracle.descending(edge.usd[options.amount]), edge.deal))
        for edge in on_hop:
            source, words = evidence[edge.deal]
            values = (
                *(edge.type, edge.usd[options.amount], edge.announced),
                *(edge.status_on(options.as_of), source.id, words, source.url),
                contested[edge.deal],
            )
            named = dict(zip(columns, values, strict=True))
            rows.append({"hop": number, "payer": payer, "payee": payee, "deal": edge.deal} | named)
    return rows


def best(knowledge: Knowledge, deal_id: str) -> tuple[Source, str | None]:
    """The best source that states the amount of a deal, else the best of all; and its words."""
    deal = next(deal for deal in knowledge.deals if deal.id == deal_id)
    claims = oracle.claims_of(deal, knowledge)
    claim = headline(claims, is_derived=oracle.derived_usd(deal, claims)[1])
    if claim:
        return claim.source, claim.statement.as_stated
    sources = {source.id: source for source in knowledge.sources}
    every = [one for one in knowledge.statements if one.of == deal_id]
    stated = [one for one in every if one.per == "total"] or every
    first = min(stated, key=lambda one: (oracle.rank(sources[one.source]), one.source))
    return sources[first.source], first.as_stated


def headline(claims: Sequence[Claim], *, is_derived: bool) -> Claim | None:
    """The claim whose amount is that of the deal."""
    if is_derived:
        chosen = [claim for claim in claims if claim.figure is not None]
    else:
        totals = [claim for claim in claims if claim.statement.per == "total"]
        chosen = [claim for claim in totals if claim.figure is not None] or totals
    dollars = [claim for claim in chosen if claim.currency == "USD"]
    return next(iter(dollars or chosen), None)


def changes(
    edges: Sequence[Edge], since: date, until: date, firms: Sequence[str], options: Options
) -> list[dict[str, Any]]:
    """The expected rows of `changes`, from all loops of each day on which something happens."""
    included = [edge for edge in edges if oracle.passes(edge, options)]
    began = {edge.deal: edge.since for edge in edges}
    stages = ["announced", "signed", "closed", "ended", "superseded"]
    rows = []
    for edge in included:
        timing = edge.timing
        is_superseded = bool(edge.superseded_by) and began[edge.superseded_by or ""] == edge.until
        end = "superseded" if is_superseded else "ended"
        is_late = not edge.announced and edge.since and edge.until and edge.until <= edge.since
        days = {
            "announced": None if is_late else edge.since,
            "signed": timing.signed,
            "closed": timing.closed,
        }
        for change, day in (days | {end: edge.until}).items():
            if day is None or not since <= day <= until:
                continue
            new, old = (network(included, replace(options, as_of=one)) for one in (day, day - DAY))
            hop = (edge.payer, edge.payee)
            opens = closes = list[list[str]]()
            if change == "announced" and new.has_edge(*hop) and not old.has_edge(*hop):
                opens = (
                    through(new, hop)
                    if oracle.is_in_force(edge, replace(options, as_of=day))
                    else []
                )
            if change == end and old.has_edge(*hop) and not new.has_edge(*hop):
                was = oracle.is_in_force(edge, replace(options, as_of=day - DAY))
                closes = through(old, hop) if was else []
            about = {*hop, *(firm for loop in opens + closes for firm in loop)}
            if firms and not about & set(firms):
                continue
            rows.append(
                {
                    "day": day,
                    "change": change,
                    "deal": edge.deal,
                    "payer": edge.payer,
                    "payee": edge.payee,
                    "usd": edge.usd[options.amount],
                    "by": edge.superseded_by if change == "superseded" else None,
                    "opens": opens,
                    "closes": closes,
                }
            )
    return sorted(rows, key=lambda row: (row["day"], row["deal"], stages.index(row["change"])))


def network(edges: Sequence[Edge], options: Options) -> nx.DiGraph[str]:
    """Who pays whom on the day of the options, by deals of any status."""
    return oracle.folded(edge for edge in edges if oracle.is_in_force(edge, options))


def through(graph: nx.DiGraph[str], hop: tuple[str, str]) -> list[list[str]]:
    return [cycle for cycle in oracle.cycles_in(graph, 4) if hop in hops(cycle)]


def about(
    knowledge: Knowledge, edge: Edge, edges: Mapping[str, Edge], day: date
) -> Iterator[tuple[str, str | None]]:
    """Some of the expected rows of `deal`: what, and its value; None if there is no such row."""
    yield "Is it true today?", verdict(edge, edges, day)
    yield "type", edge.type
    yield "status", edge.status_on(day) if oracle.has_begun(edge, Options(as_of=day)) else None
    yield "signed", text(knowledge, edge.deal, "signed")
    yield "announced", text(knowledge, edge.deal, "announced")
    timing, usd = edge.timing, edge.usd["headline"]
    options = Options(as_of=day)
    assumed = (
        ", if its term is 5 years" if edge.type in graphs.REVENUE and not timing.term_to else ""
    )
    if not oracle.is_in_force(edge, options):
        yield "outstanding", "nothing, since it is not in force"
    elif terms.is_unpaid(timing, day, 5):
        for what, amount in (
            ("outstanding", terms.outstanding(timing, usd, day, 5)),
            ("due within twelve months", terms.due(timing, usd, day, 5)),
        ):
            yield what, ("an unknown amount" if amount is None else money(amount)) + assumed
    else:
        why = {"closed": ", since it is closed", "contingent": ", unless its condition is met"}
        yield "outstanding", f"nothing{why.get(edge.status_on(day), ', since its term is over')}"
        yield "due within twelve months", None


def text(knowledge: Knowledge, deal_id: str, stage: str) -> str | None:
    """The day of a stage, at its precision."""
    deal = next(deal for deal in knowledge.deals if deal.id == deal_id)
    period: Period | None = getattr(deal, stage)
    if period is None:
        return None
    year, month = period.first.year, period.first.month
    return {
        "day": period.first.isoformat(),
        "month": f"{year}-{month:02}",
        "quarter": f"{year}Q{(month + 2) // 3}",
        "half": f"{year}H{(month + 5) // 6}",
        "year": str(year),
    }[period.precision]


def verdict(edge: Edge, edges: Mapping[str, Edge], day: date) -> str:
    options, status = Options(as_of=day), edge.timing.status
    if not oracle.has_begun(edge, options):
        return f"not yet: in force from {edge.since}"
    if oracle.is_in_force(edge, options):
        words = {
            "reported": "reported, but not announced by the parties",
            "announced": "announced, but not known to be signed",
            "contingent": "agreed, but contingent on a condition",
        }
        now = edge.status_on(day)
        term_to = edge.timing.term_to
        return f"yes: {words.get(now, now)}; in force since {edge.since or 'an unknown day'}" + (
            f"; its term ended on {term_to}" if term_to and term_to < day else ""
        )
    if edge.until is None:
        return "no: terminated on an unknown day"
    if edge.superseded_by and edges[edge.superseded_by].since == edge.until:
        return f"no: superseded by {edge.superseded_by} on {edge.until}"
    return f"no: {'terminated' if status == 'terminated' else 'ended'} on {edge.until}"
