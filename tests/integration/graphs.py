"""Small deal graphs made at random, and what the design says of them, in plain Python.

What stands here is worked out from the records alone, in another way than the queries do it, so
that a test can hold a report against it row for row.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any, NamedTuple

import networkx as nx
from hypothesis import Phase, settings
from hypothesis import strategies as st

from graph.connection import Graph
from loader.records import FIGURE_KINDS, Deal, Figure, Firm, Knowledge, Place, Source, Statement
from loader.write import load
from report.arguments import complete
from report.library import find
from report.run import Answer, run_report
from values.amounts import Amount, Per
from values.dates import Period, parse_period

TODAY = date(2026, 12, 31)
HERE = Place("made.csv", 2)

CAPITAL = ("INVESTS_IN", "LENDS_TO", "GRANTS_EQUITY_TO", "BACKSTOPS")
REVENUE = ("BUYS_FROM", "LEASES_FROM")
STANDING_STATUSES = ("reported", "announced", "signed", "closed", "contingent")
KINDS = ("filing", "company", "news", "analysis", "blog")

# Ids that sort differently by letters, by code points and by UTF-16 (the last two).
FIRM_IDS = ("a", "b", "b-1", "c", "é", "東京", "山﨑", "山𠮷")


# Writing and asking


def fill(graph: Graph, knowledge: Knowledge) -> None:
    """Leaves the knowledge, and nothing else, in the graph."""
    graph.command("MATCH (n) DETACH DELETE n")
    load(graph, knowledge, shipped=False)


def answer(graph: Graph, name: str, given: Mapping[str, Any]) -> Answer:
    report = find(name)
    return run_report(graph, report, complete(report, given, TODAY))


def everything(graph: Graph) -> set[str]:
    """Every node and every relationship with all it holds."""
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
    """The rows of a report."""
    return answer(graph, name, given).rows.maps()


# Making knowledge


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
    words = f"{source} of {deal} in {amount}"
    return Statement("deal", deal, source, words, amount, dollars, ceiling, None, None, None, HERE)


def network(pairs: Iterable[tuple[str, str]], type_: str = "INVESTS_IN") -> Knowledge:
    """One deal without an amount for each pair of payer and payee."""
    deals = tuple(a_deal(f"d{n:04}", type_, *pair) for n, pair in enumerate(pairs))
    firms = sorted({firm for deal in deals for firm in (deal.payer, deal.payee)})
    return Knowledge(
        tuple(a_firm(firm) for firm in firms),
        (a_source("source"),),
        deals,
        (),
        tuple(a_statement(deal.id, "source") for deal in deals),
    )


# Few different figures, so that there are ties, slips of a digit, and ends that just meet.
FIGURES = (1, 2, 3, 9, 10, 11, 19, 20, 21, 90, 95, 100, 105, 106, 110, 111, 1000)
MOMENTS = ("2025", "2025-01-01", "2025-03", "2025-03-15", "2025-06-30", "2025H2", "2026-02")

# Text that a file must quote, a spreadsheet would run, or a query might take for its own.
WILD = (
    *("=1+1", "+1", "-5 apples", "@SUM(A1)", "\tindented", "\rreturned", "'90s", "'", "''"),
    *("a, b; c", 'say "x"', '"', "two\nlines", "two\r\nlines", "a lone\rreturn", "a\u2028b"),
    *("ソフトバンク・グループ", "🤖", "x'}) DETACH DELETE n // $id \\", "null", "007", "1e9"),
)

# Firms and deals: nothing, lone firms, one firm with itself, full of loops, sparse.
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

# Chance itself and not a hundred small choices of Hypothesis, which would mostly be alike.
chances = st.randoms(use_true_random=True)

# A failing graph is shown as it was found: every attempt to make it smaller would cost a load.
made_graphs = settings(
    max_examples=16, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


def knowledges() -> st.SearchStrategy[Knowledge]:
    """Nothing, lone firms, or up to 20 deals between up to 8 firms and with themselves."""
    return st.builds(make, chances)


def make(chance: Random, size: tuple[int, int] | None = None) -> Knowledge:
    """Firms and deals at random; the deals of half of the graphs are all simple and stand.

    Half of the graphs have figures as well.
    """
    firm_count, deal_count = size or chance.choice(SIZES)
    a_random_deal = a_calm_deal if chance.random() < 0.5 else a_wild_deal
    # Half of the graphs have so few figures that sums are often the same.
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
            # The money comes back, or goes the same way again.
            pair = chance.choice(pairs)
            pair = pair if chance.random() < 0.3 else pair[::-1]
        pairs.append(pair)
    if chance.random() < 0.5:
        # A loop through all firms, as far as there are deals.
        ring = list(zip(firms, firms[1:] + firms[:1], strict=True))
        pairs[: len(ring)] = ring[:deal_count]
    deals = [
        replace(
            a_random_deal(f"d{n:02}", pair, chance),
            supersedes=tuple({f"d{chance.randrange(n):02}"} if n and chance.random() < 0.1 else ()),
            instrument=sometimes(WILD, 0.1, chance),
            note=sometimes(WILD, 0.1, chance),
        )
        for n, pair in enumerate(pairs)
    ]
    said = [
        a_random_statement(deal.id, source.id, figures, chance)
        for deal in deals
        for source in chance.sample(sources, chance.randint(1, min(3, len(sources))))
    ]
    made, said_of_them = [], []
    for n in range(chance.choice([0, 0, 0, 1, 2, 4])):
        figure = a_random_figure(f"f{n}", firms, deals, chance)
        made.append(figure)
        said_of_them += statements_of(figure.id, sources, figures, chance)
    return Knowledge(
        tuple(
            replace(a_firm(firm, parent), note=sometimes(WILD, 0.2, chance))
            for firm, parent in parents(firms, chance).items()
        ),
        tuple(sources),
        tuple(deals),
        tuple(made),
        (*said, *said_of_them),
    )


def parents(firms: Sequence[str], chance: Random) -> dict[str, str | None]:
    """In half of the graphs some firms are part of others, at most three steps below the top."""
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
    """A figure may be below zero, and a source may state it in several places.

    It could state a deal so, too; but then rows of `contested` would be alike in what sorts them.
    """
    said: list[Statement] = []
    times: Counter[tuple[str, Per]] = Counter()
    for source in chance.sample(sources, chance.randint(1, min(3, len(sources)))):
        for _ in range(chance.choice([1, 1, 3])):
            one = a_random_statement(figure, source.id, figures, chance)
            if one.amount and one.amount.low == one.amount.high and chance.random() < 0.4:
                loss = -(one.amount.low or 0)
                one = replace(one, amount=replace(one.amount, low=loss, high=loss))
            times[source.id, one.per] += 1
            nth = times[source.id, one.per]
            locator = f"{chance.choice(WILD)} {len(said)}"
            said.append(replace(one, what="figure", nth=nth, locator=locator))
    return said


def a_calm_deal(deal_id: str, pair: tuple[str, str], chance: Random) -> Deal:
    type_ = chance.choice(CAPITAL + REVENUE)
    status = chance.choice(STANDING_STATUSES)
    return a_deal(deal_id, type_, *pair, announced="2025-01-01", status=status)


def a_wild_deal(deal_id: str, pair: tuple[str, str], chance: Random) -> Deal:
    status = sometimes(["terminated"], 0.25, chance) or chance.choice(STANDING_STATUSES)
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
    """A plain figure, a range, "up to" or "more than"."""
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
            sure = chance.choice([None, *figures])
            top = (sure or 0) + chance.choice(figures)
            return a_statement(
                deal,
                source,
                Amount(sure, sure, "USD", "total") if sure else None,
                ceiling=Amount(top, top, "USD", "total"),
            )
        case "year":
            return a_statement(deal, source, an_amount("USD", "year", figures, chance))
    return a_statement(deal, source)


@dataclass(frozen=True)
class Options:
    """The options that all reports over edges share, with what they are when nobody gives any."""

    as_of: date = TODAY
    statuses: tuple[str, ...] = STANDING_STATUSES
    sources: tuple[str, ...] = ()
    min_usd: int = 0
    amount: str = "headline"
    secondary: bool = False

    def given(self) -> dict[str, Any]:
        """As a caller gives them."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }


def variations(made: Knowledge, chance: Random, default: Options) -> list[Options]:
    """The defaults, each option changed by itself so that something stays, and all at once."""
    edges = edges_of(made)
    days = [day for edge in edges for day in (edge.since, edge.ended) if day] or [TODAY]
    amount = chance.choice(["low", "high"])
    known = known_usd(edges, Options(amount=amount)) or [0]
    changes: list[dict[str, Any]] = [
        {"as_of": chance.choice(days)},
        {"as_of": chance.choice(days) - timedelta(1)},
        {"statuses": tuple(chance.sample(STANDING_STATUSES, 3))},
        {"statuses": ("terminated", *STANDING_STATUSES)},
        {"sources": tuple(few([source.id for source in made.sources], chance))},
        {"amount": amount},
        {"amount": amount, "min_usd": chance.choice(known)},
        {"secondary": not default.secondary},
    ]
    at_once: dict[str, Any] = {}
    for change in chance.sample(changes, 4):
        at_once |= change
    return [default, *(replace(default, **change) for change in [*changes, at_once])]


def options(made: Knowledge) -> st.SearchStrategy[Options]:
    """One of the variations."""
    return chances.map(lambda chance: chance.choice(variations(made, chance, Options())))


def some(items: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """None of the items, which asks for all of them, or a few."""
    return chances.map(lambda chance: none_or_few(items, chance))


def chosen_firms(made: Knowledge) -> st.SearchStrategy[list[str]]:
    """What a caller gives as firms."""
    return some([firm.id for firm in made.firms])


def sometimes(items: Sequence[str], how_often: float, chance: Random) -> str | None:
    return chance.choice(items) if chance.random() < how_often else None


def none_or_few(items: Sequence[str], chance: Random) -> list[str]:
    return few(items, chance) if chance.random() < 0.4 else []


def some_by(chance: Random) -> str:
    """Whether firms are asked for by themselves or by their groups."""
    return chance.choice(["firm", "group"])


def few(items: Sequence[str], chance: Random) -> list[str]:
    return chance.sample(items, min(len(items), chance.randint(1, 2)))


# What the design says of them


class Claim(NamedTuple):
    """One figure of one source; a sum in yen that is given in dollars too makes two of them."""

    source: Source
    statement: Statement
    currency: str
    low: int | None
    high: int | None

    @property
    def measure(self) -> tuple[str, str]:
        """Only claims of one measure can be compared."""
        return (self.statement.per, self.currency)

    @property
    def figure(self) -> int | None:
        """Up to X counts as X, a range as its lower end."""
        return self.high if self.low == 0 else self.low

    @property
    def rank(self) -> tuple[int, int]:
        """Of its source."""
        return rank(self.source)


def as_seen(made: Knowledge, by: str) -> Knowledge:
    """By group: parents alone, with all deals of what is part of them; what is said of a
    subsidiary is not said of its parent."""
    heads = heads_of(made, by)
    return replace(
        made,
        firms=tuple(firm for firm in made.firms if heads[firm.id] == firm.id),
        deals=tuple(
            replace(deal, payer=heads[deal.payer], payee=heads[deal.payee]) for deal in made.deals
        ),
    )


def heads_of(made: Knowledge, by: str) -> dict[str, str]:
    """For each firm the one that stands for it: itself, or the last of its parents."""
    parent = {firm.id: firm.part_of for firm in made.firms}
    heads = {}
    for firm in parent:
        head = firm
        while by == "group" and (above := parent[head]):
            head = above
        heads[firm] = head
    return heads


def rank(source: Source) -> tuple[int, int]:
    """The kind of source first, then the newest; a source without a date is the oldest."""
    published = source.published
    return (KINDS.index(source.kind), -published.first.toordinal() if published else 0)


def claims_of(deal: Deal | Figure, knowledge: Knowledge) -> list[Claim]:
    """All figures that are stated of a deal, the best first."""
    sources = {source.id: source for source in knowledge.sources}
    claims = []
    for one in knowledge.statements:
        if one.of != deal.id:
            continue
        source = sources[one.source]
        if one.ceiling:
            low = one.amount.low if one.amount else None
            claims.append(Claim(source, one, one.ceiling.currency, low, one.ceiling.high))
        elif one.amount:
            claims.append(Claim(source, one, one.amount.currency, one.amount.low, one.amount.high))
        if one.dollars:
            claims.append(Claim(source, one, "USD", one.dollars.low, one.dollars.high))
    return sorted(claims, key=lambda claim: (claim.rank, claim.source.id))


def is_doubtful(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Ten times of it, or a tenth, is about what the best of the others states; it is not.

    The word of a worse source puts no better one in doubt.
    """
    for other in claims:
        if other.measure == claim.measure and other.source != claim.source and other.figure:
            break
    else:
        return False
    if claim.figure is None or other.rank > claim.rank:
        return False

    def about(figure: Fraction) -> bool:
        return abs(figure - Fraction(other.figure or 0)) <= Fraction(other.figure or 0, 10)

    own = Fraction(claim.figure)
    return (about(own * 10) or about(own / 10)) and not about(own)


def disagree(claims: Sequence[Claim]) -> bool:
    """Whether two of them, each widened by 5 %, do not meet; doubtful ones do not count."""
    firm = [claim for claim in claims if not is_doubtful(claim, claims)]
    for one, other in combinations(firm, 2):
        for below, above in ((one, other), (other, one)):
            if one.measure == other.measure and below.high is not None and above.low is not None:
                top, bottom = below.high * Fraction(105, 100), above.low * Fraction(95, 100)
                if top < bottom:
                    return True
    return False


@dataclass(frozen=True)
class Edge:
    """A typed edge as the design says it should be."""

    deal: str
    type: str
    payer: str
    payee: str
    status: str
    secondary: bool
    announced: date | None
    since: date | None
    ended: date | None
    usd: Mapping[str, int | None]
    """By end of the range: low, headline, high."""
    sources: tuple[str, ...]
    """The best first."""

    @property
    def is_capital(self) -> bool:
        return self.type in CAPITAL


def edges_of(knowledge: Knowledge) -> list[Edge]:
    sources = {source.id: source for source in knowledge.sources}
    made = []
    for deal in knowledge.deals:
        telling = [sources[one.source] for one in knowledge.statements if one.of == deal.id]
        published = [source.published.first for source in telling if source.published]
        ranked = sorted(telling, key=lambda source: (rank(source), source.id))
        made.append(
            Edge(
                deal.id,
                deal.type,
                deal.payer,
                deal.payee,
                deal.status,
                deal.settlement == "secondary",
                first_day(deal.announced),
                first_day(deal.announced) or min(published, default=None),
                deal.ended.last if deal.ended else None,
                headline_usd(claims_of(deal, knowledge)),
                tuple(source.id for source in ranked),
            )
        )
    return made


def first_day(period: Period | None) -> date | None:
    return period.first if period else None


def headline_usd(claims: Sequence[Claim]) -> dict[str, int | None]:
    """Totals only, dollars first; no dollars at all where the figures are in another currency."""
    totals = [claim for claim in claims if claim.statement.per == "total"]
    known = [claim for claim in totals if claim.figure is not None]
    in_dollars = [claim for claim in known if claim.currency == "USD"]
    best = next(iter(in_dollars or known or totals), None)
    if best is None or best.currency != "USD":
        return {"low": None, "headline": None, "high": None}
    return {"low": best.low, "headline": best.figure, "high": best.high}


def standing(edges: Iterable[Edge], asked: Options) -> list[Edge]:
    """The edges that count, in the order of their deals."""
    return sorted(
        (edge for edge in edges if stands(edge, asked) and is_asked(edge, asked)),
        key=lambda edge: edge.deal,
    )


def stands(edge: Edge, asked: Options) -> bool:
    """Whether the deal stood on that day."""
    began = edge.since is None or edge.since <= asked.as_of
    return began and not has_ended(edge, asked)


def has_ended(edge: Edge, asked: Options) -> bool:
    return edge.ended is not None and edge.ended <= asked.as_of


def is_asked(edge: Edge, asked: Options) -> bool:
    """Whether the deal is of those asked for, on whatever day."""
    if edge.status == "terminated" and edge.ended:
        pass  # it stood until then, and nothing says in which status
    elif edge.status not in asked.statuses:
        return False
    if asked.sources and not set(asked.sources) & set(edge.sources):
        return False
    if edge.secondary and not asked.secondary:
        return False
    usd = edge.usd[asked.amount]
    return usd is None or usd >= asked.min_usd


def sum_usd(edges: Iterable[Edge], asked: Options) -> int | None:
    """The sum of the known amounts; None where none is known."""
    known = known_usd(edges, asked)
    return sum(known) if known else None


def known_usd(edges: Iterable[Edge], asked: Options) -> list[int]:
    found = (edge.usd[asked.amount] for edge in edges)
    return [usd for usd in found if usd is not None]


def descending(value: float | None) -> float:
    """A key that sorts the largest first and the unknown last."""
    return 1 if value is None else -value


def folded(edges: Iterable[Edge]) -> nx.DiGraph[str]:
    """Who pays whom, without parallel deals and deals of a firm with itself."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((edge.payer, edge.payee) for edge in edges if edge.payer != edge.payee)
    return graph


def cycles_in(graph: nx.DiGraph[str], longest: int) -> list[list[str]]:
    """Every simple cycle once, from its smallest firm, in order."""
    return sorted(
        starting_at_smallest(cycle) for cycle in nx.simple_cycles(graph, length_bound=longest)
    )


def starting_at_smallest(cycle: list[str]) -> list[str]:
    start = cycle.index(min(cycle))
    return cycle[start:] + cycle[:start]


def by(key: Callable[[Edge], str], edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    """The edges in groups."""
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(key(edge), []).append(edge)
    return groups
