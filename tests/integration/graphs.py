"""Small random graphs of deals, and functions to load and query them."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st

from loader.deal_dates import span_of, wrong_successor
from loader.records import FIGURE_KINDS, Deal, Figure, Firm, Knowledge, Place, Source, Statement
from loader.store.write import load
from moneyloop.graph.connection import Graph
from moneyloop.report.arguments import complete
from moneyloop.report.library import find
from moneyloop.report.run import Answer, run_report
from moneyloop.values.amounts import Amount, Per
from moneyloop.values.dates import parse_period

TODAY = date(2026, 12, 31)
HERE = Place("made.csv", 2)

CAPITAL = ("INVESTS_IN", "LENDS_TO", "GRANTS_EQUITY_TO", "BACKSTOPS")
REVENUE = ("BUYS_FROM", "LEASES_FROM")
DEFAULT_STATUSES = ("reported", "announced", "signed", "closed", "contingent")
KINDS = ("filing", "company", "news", "analysis", "blog")

# Ids that sort differently by letters, by code points and by UTF-16 (the last two).
FIRM_IDS = ("a", "b", "b-1", "c", "é", "東京", "山﨑", "山𠮷")


# Loading and querying


def fill(graph: Graph, knowledge: Knowledge) -> None:
    """Replaces the content of the graph with the knowledge."""
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, knowledge, shipped=False)


def answer(graph: Graph, name: str, given: Mapping[str, Any]) -> Answer:
    report = find(name)
    return run_report(graph, report, complete(report, given, TODAY))


def everything(graph: Graph) -> set[str]:
    """Every node and every relationship with all its properties, as JSON."""
    nodes, edges = graph.read(
        ("MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties", {}),
        (
            "MATCH (a)-[r]->(b) RETURN labels(a) AS l1, a.id AS id1, type(r) AS type, "
            "properties(r) AS properties, labels(b) AS l2, b.id AS id2",
            {},
        ),
    )
    rows = [*nodes.maps(), *edges.maps()]
    found = {json.dumps(row, sort_keys=True, default=repr) for row in rows}
    assert len(found) == len(rows)
    return found


def ask(graph: Graph, name: str, **given: Any) -> list[dict[str, Any]]:
    """The rows of a report, with defaults for the parameters that are not given."""
    return answer(graph, name, given).rows.maps()


# Records


def a_firm(firm_id: str, part_of: str | None = None) -> Firm:
    return Firm(firm_id, firm_id, "company", None, part_of, (), (), None, HERE)


def a_source(source_id: str, kind: str = "news", published: str | None = None) -> Source:
    day = parse_period(published) if published else None
    url = f"https://example.org/{source_id}"
    return Source(source_id, url, None, None, day, kind, None, HERE)


def a_deal(
    deal_id: str,
    type_: str,
    payer: str,
    payee: str,
    *,
    announced: str | None = None,
    ended: str | None = None,
    status: str = "signed",
    settlement: str | None = None,
) -> Deal:
    return Deal(
        deal_id,
        type_,
        payer,
        payee,
        None,
        parse_period(announced) if announced else None,
        None,
        None,
        parse_period(ended) if ended else None,
        (),
        status,
        None,
        settlement,
        None,
        HERE,
    )


def a_statement(
    deal: str,
    source: str,
    amount: Amount | None = None,
    dollars: Amount | None = None,
    ceiling: Amount | None = None,
) -> Statement:
    as_stated = f"{source} of {deal} in {amount}"
    return Statement(
        "deal", deal, source, as_stated, amount, dollars, ceiling, None, None, None, HERE
    )


def network(pairs: Iterable[tuple[str, str]], type_: str = "INVESTS_IN") -> Knowledge:
    """A deal without an amount for each pair of payer and payee."""
    deals = tuple(a_deal(f"d{n:04}", type_, *pair) for n, pair in enumerate(pairs))
    firms = sorted({firm for deal in deals for firm in (deal.payer, deal.payee)})
    return Knowledge(
        tuple(a_firm(firm) for firm in firms),
        (a_source("source"),),
        deals,
        (),
        tuple(a_statement(deal.id, "source") for deal in deals),
    )


# Few different amounts, so that there are ties, slips of a digit, and bounds that just meet.
FIGURES = (1, 2, 3, 9, 10, 11, 19, 20, 21, 90, 95, 100, 105, 106, 110, 111, 1000)
MOMENTS = ("2025", "2025-01-01", "2025-03", "2025-03-15", "2025-06-30", "2025H2", "2026-02")

# Text that a file must quote, a spreadsheet could execute, or that could be injected into a query.
WILD = (
    *("=1+1", "+1", "-5 apples", "@SUM(A1)", "'90s", "'", "''"),
    *("a, b; c", 'say "x"', '"'),
    *("ソフトバンク・グループ", "🤖", "x'}) DETACH DELETE n // $id \\", "null", "007", "1e9"),
)

# Numbers of firms and deals: nothing, firms only, a single firm, full of loops, sparse.
SIZES = (
    (0, 0),
    (3, 0),
    (1, 4),
    (2, 9),
    (3, 12),
    (4, 16),
    (5, 20),
    (7, 7),
    (8, 9),
    (8, 14),
    (8, 20),
)

# A random generator: hundreds of small choices by Hypothesis would mostly be alike.
chances = st.randoms(use_true_random=True)

EXAMPLES = 16 * int(os.environ.get("MONEYLOOP_EXAMPLES", "1"))

# A failing graph is not shrunk, since every attempt would load a graph.
made_graphs = settings(
    max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


def knowledges() -> st.SearchStrategy[Knowledge]:
    """Up to 20 deals between up to 8 firms, some with themselves; or firms only, or nothing."""
    return st.builds(make, chances)


def make(chance: Random, size: tuple[int, int] | None = None) -> Knowledge:
    """Random firms and deals. In half of the graphs all deals are simple and in force.

    Half of the graphs have figures, too.
    """
    firm_count, deal_count = size or chance.choice(SIZES)
    a_random_deal = a_simple_deal if chance.random() < 0.5 else a_complex_deal
    # Half of the graphs have so few amounts that sums are often equal.
    figures = chance.choice([FIGURES, chance.sample(FIGURES, 2)])
    firms = chance.sample(FIRM_IDS, firm_count)
    sources = [
        replace(
            a_source(f"s{n}", chance.choice(KINDS), sometimes(MOMENTS, 0.5, chance)),
            title=sometimes(WILD, 0.2, chance),
            publisher=sometimes(WILD, 0.2, chance),
            note=sometimes(WILD, 0.2, chance),
        )
        for n in range(chance.randint(1, 4))
    ]
    pairs: list[tuple[str, str]] = []
    for _ in range(deal_count):
        pair = (chance.choice(firms), chance.choice(firms))
        if pairs and chance.random() < 0.4:
            # The money returns, or flows in the same direction again.
            pair = chance.choice(pairs)
            pair = pair if chance.random() < 0.3 else pair[::-1]
        pairs.append(pair)
    if chance.random() < 0.5:
        # A loop through all firms, as far as the deals suffice.
        ring = list(zip(firms, firms[1:] + firms[:1], strict=True))
        pairs[: len(ring)] = ring[:deal_count]
    deals = [
        replace(
            a_random_deal(f"d{n:02}", pair, chance),
            supersedes=tuple({f"d{chance.randrange(n):02}"} if n and chance.random() < 0.2 else ()),
            instrument=sometimes(WILD, 0.1, chance),
            note=sometimes(WILD, 0.1, chance),
        )
        for n, pair in enumerate(pairs)
    ]
    statements = [
        a_random_statement(deal.id, source.id, figures, chance)
        for deal in deals
        for source in chance.sample(sources, chance.randint(1, min(3, len(sources))))
    ]
    deals = with_possible_successors(deals, statements, sources)
    figure_records = []
    for n in range(chance.choice([0, 0, 0, 1, 2, 4])):
        figure = a_random_figure(f"f{n}", firms, deals, chance)
        figure_records.append(figure)
        statements += statements_of(figure.id, sources, figures, chance)
    return Knowledge(
        tuple(
            replace(a_firm(firm, parent), note=sometimes(WILD, 0.2, chance))
            for firm, parent in parents(firms, chance).items()
        ),
        tuple(sources),
        tuple(deals),
        tuple(figure_records),
        tuple(statements),
    )


def with_possible_successors(
    deals: Sequence[Deal], statements: Iterable[Statement], sources: Iterable[Source]
) -> list[Deal]:
    """The deals, each superseding only those that began no later, as a folder demands."""
    published = {source.id: source.published for source in sources}
    spans = {
        deal.id: span_of(deal, [published[one.source] for one in statements if one.of == deal.id])
        for deal in deals
    }
    return [
        replace(
            deal,
            supersedes=tuple(
                old
                for old in deal.supersedes
                if not wrong_successor(deal.id, old, spans[deal.id], spans[old])
            ),
        )
        for deal in deals
    ]


def parents(firms: Sequence[str], chance: Random) -> dict[str, str | None]:
    """The parent of each firm. Half of the graphs have groups, at most three levels deep."""
    found: dict[str, str | None] = dict.fromkeys(firms)
    steps = dict.fromkeys(firms, 0)
    if chance.random() < 0.5:
        for n, firm in enumerate(firms):
            above = [other for other in firms[:n] if steps[other] < 3]
            if above and chance.random() < 0.5:
                found[firm] = chance.choice(above)
                steps[firm] = steps[found[firm] or ""] + 1
    return found


def a_random_figure(
    figure_id: str, firms: Sequence[str], deals: Sequence[Deal], chance: Random
) -> Figure:
    starts, ends = sometimes(MOMENTS, 0.5, chance), sometimes(MOMENTS, 0.5, chance)
    if starts and ends and parse_period(ends).last < parse_period(starts).first:
        starts, ends = ends, starts
    return Figure(
        figure_id,
        chance.choice(["revenue", "total of deals", *WILD]),
        chance.choice(FIGURE_KINDS),
        tuple(none_or_few(firms, chance)),
        tuple(none_or_few([deal.id for deal in deals], chance)),
        sometimes(["FY2026", *WILD], 0.5, chance),
        parse_period(starts) if starts else None,
        parse_period(ends) if ends else None,
        sometimes(WILD, 0.5, chance),
        HERE,
    )


def statements_of(
    figure: str, sources: Sequence[Source], figures: Sequence[int], chance: Random
) -> list[Statement]:
    """Statements about a figure; some are negative, and some sources state it several times.

    Deals get no repeated statements: rows of `contested` would then have the same sort key.
    """
    statements: list[Statement] = []
    times: Counter[tuple[str, Per]] = Counter()
    for source in chance.sample(sources, chance.randint(1, min(3, len(sources)))):
        for _ in range(chance.choice([1, 1, 3])):
            statement = a_random_statement(figure, source.id, figures, chance)
            amount = statement.amount
            if amount and amount.low == amount.high and chance.random() < 0.4:
                loss = -(amount.low or 0)
                statement = replace(statement, amount=replace(amount, low=loss, high=loss))
            times[source.id, statement.per] += 1
            nth = times[source.id, statement.per]
            locator = f"{chance.choice(WILD)} {len(statements)}"
            statements.append(replace(statement, what="figure", nth=nth, locator=locator))
    return statements


def a_simple_deal(deal_id: str, pair: tuple[str, str], chance: Random) -> Deal:
    type_ = chance.choice(CAPITAL + REVENUE)
    status = chance.choice(DEFAULT_STATUSES)
    return a_deal(deal_id, type_, *pair, announced="2025-01-01", status=status)


def a_complex_deal(deal_id: str, pair: tuple[str, str], chance: Random) -> Deal:
    status = sometimes(["terminated"], 0.25, chance) or chance.choice(DEFAULT_STATUSES)
    announced = sometimes(MOMENTS, 0.6, chance)
    ended = sometimes(MOMENTS, 0.6 if status == "terminated" else 0.25, chance)
    if announced and ended and parse_period(ended).last < parse_period(announced).first:
        announced, ended = ended, announced
    return a_deal(
        deal_id,
        chance.choice(CAPITAL + REVENUE),
        *pair,
        announced=announced,
        ended=ended,
        status=status,
        settlement=sometimes(["cash", "credits", "shares", "secondary", "secondary"], 0.4, chance),
    )


def an_amount(currency: str, per: Per, figures: Sequence[int], chance: Random) -> Amount:
    """An exact amount, a range, "up to" or "more than"."""
    figure = chance.choice(figures)
    form = chance.choice(["plain", "plain", "range", "up to", "more than"])
    low = 0 if form == "up to" else figure
    high = {"range": figure + chance.choice(figures), "more than": None}.get(form, figure)
    return Amount(low, high, currency, per)


def a_random_statement(deal: str, source: str, figures: Sequence[int], chance: Random) -> Statement:
    match chance.choice(["usd"] * 6 + ["none", "jpy", "jpy", "both", "ceiling", "year"]):
        case "usd":
            return a_statement(deal, source, an_amount("USD", "total", figures, chance))
        case "jpy":
            return a_statement(deal, source, an_amount("JPY", "total", figures, chance))
        case "both":
            yen, dollars = (
                an_amount(currency, "total", figures, chance) for currency in ("JPY", "USD")
            )
            return a_statement(deal, source, yen, dollars)
        case "ceiling":
            certain = chance.choice([None, *figures])
            top = (certain or 0) + chance.choice(figures)
            return a_statement(
                deal,
                source,
                Amount(certain, certain, "USD", "total") if certain else None,
                ceiling=Amount(top, top, "USD", "total"),
            )
        case "year":
            return a_statement(deal, source, an_amount("USD", "year", figures, chance))
    return a_statement(deal, source)


def some(items: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """A few of the items, or none, which selects all of them."""
    return chances.map(lambda chance: none_or_few(items, chance))


def sometimes(items: Sequence[str], how_often: float, chance: Random) -> str | None:
    return chance.choice(items) if chance.random() < how_often else None


def none_or_few(items: Sequence[str], chance: Random) -> list[str]:
    return few(items, chance) if chance.random() < 0.4 else []


def few(items: Sequence[str], chance: Random) -> list[str]:
    return chance.sample(items, min(len(items), chance.randint(1, 2)))
