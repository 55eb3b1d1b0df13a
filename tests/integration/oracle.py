"""What reports should find, computed from the records alone.

It is plain Python and works differently from the queries, so that a test can compare the rows of a
report with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any, NamedTuple

import networkx as nx
from hypothesis import strategies as st

from loader.records import Deal, Figure, Knowledge, Source, Statement
from moneyloop.values.dates import Period
from tests.integration import terms
from tests.integration.graphs import CAPITAL, DEFAULT_STATUSES, KINDS, TODAY, chances, few, some
from tests.integration.terms import Timing, status_on


@dataclass(frozen=True)
class Options:
    """The options that all reports over edges share, with their defaults."""

    as_of: date = TODAY
    statuses: tuple[str, ...] = DEFAULT_STATUSES
    sources: tuple[str, ...] = ()
    min_usd: int = 0
    amount: str = "headline"
    secondary: bool = False

    def as_arguments(self) -> dict[str, Any]:
        """The options as arguments of a report."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }


def variations(knowledge: Knowledge, chance: Random, default: Options) -> list[Options]:
    """The defaults, each option changed on its own, and several changed together."""
    edges = edges_of(knowledge)
    days = [day for edge in edges for day in turning_points(edge.timing) if day] or [TODAY]
    amount = chance.choice(["low", "high"])
    known = known_usd(edges, Options(amount=amount)) or [0]
    changes: list[dict[str, Any]] = [
        {"as_of": chance.choice(days)},
        {"as_of": chance.choice(days) - timedelta(1)},
        {"statuses": tuple(chance.sample(DEFAULT_STATUSES, 3))},
        {"as_of": chance.choice(days), "statuses": tuple(chance.sample(DEFAULT_STATUSES, 2))},
        {"sources": tuple(few([source.id for source in knowledge.sources], chance))},
        {"amount": amount},
        {"amount": amount, "min_usd": chance.choice(known)},
        {"secondary": not default.secondary},
    ]
    together: dict[str, Any] = {}
    for change in chance.sample(changes, 4):
        together |= change
    return [default, *(replace(default, **change) for change in [*changes, together])]


def turning_points(deal: Timing) -> list[date | None]:
    """The days on which something about a deal changes."""
    term = [deal.term_from, deal.term_to]
    return [deal.since, deal.until, deal.signed, deal.closed, *term]


def some_options(knowledge: Knowledge) -> st.SearchStrategy[Options]:
    """One of the variations at random."""
    return chances.map(lambda chance: chance.choice(variations(knowledge, chance, Options())))


def chosen_firms(knowledge: Knowledge) -> st.SearchStrategy[list[str]]:
    """A value for the parameter `firms`."""
    return some([firm.id for firm in knowledge.firms])


def some_by(chance: Random) -> str:
    """A value for the parameter `by`."""
    return chance.choice(["firm", "group"])


# Statements and edges


class Claim(NamedTuple):
    """An amount in a statement; a statement with yen and dollars makes two claims."""

    source: Source
    statement: Statement
    currency: str
    low: int | None
    high: int | None

    @property
    def measure(self) -> tuple[str, str]:
        """Only claims with the same measure can be compared."""
        return (self.statement.per, self.currency)

    @property
    def figure(self) -> int | None:
        """The amount that reports add: the lower bound of a range, and X for "up to X"."""
        return self.high if self.low == 0 else self.low

    @property
    def rank(self) -> tuple[int, int]:
        """The rank of the source."""
        return rank(self.source)


def merged(knowledge: Knowledge, by: str) -> Knowledge:
    """The knowledge with subsidiaries merged into their parents if `by` is `group`.

    Figures about a subsidiary are not figures about its parent.
    """
    heads = heads_of(knowledge, by)
    return replace(
        knowledge,
        firms=tuple(firm for firm in knowledge.firms if heads[firm.id] == firm.id),
        deals=tuple(
            replace(deal, payer=heads[deal.payer], payee=heads[deal.payee])
            for deal in knowledge.deals
        ),
    )


def heads_of(knowledge: Knowledge, by: str) -> dict[str, str]:
    """For each firm the head of its group, or the firm itself if `by` is `firm`."""
    parent = {firm.id: firm.part_of for firm in knowledge.firms}
    heads = {}
    for firm in parent:
        head = firm
        while by == "group" and (above := parent[head]):
            head = above
        heads[firm] = head
    return heads


def rank(source: Source) -> tuple[int, int]:
    """Smaller is better: the kind of source first, then the newest; undated is the oldest."""
    published = source.published
    return (KINDS.index(source.kind), -published.first.toordinal() if published else 0)


def claims_of(deal: Deal | Figure, knowledge: Knowledge) -> list[Claim]:
    """All claims about a deal or figure, the best first."""
    sources = {source.id: source for source in knowledge.sources}
    claims = []
    for statement in knowledge.statements:
        if statement.of != deal.id:
            continue
        source = sources[statement.source]
        amount, dollars, ceiling = statement.amount, statement.dollars, statement.ceiling
        if ceiling:
            low = amount.low if amount else None
            claims.append(Claim(source, statement, ceiling.currency, low, ceiling.high))
        elif amount:
            claims.append(Claim(source, statement, amount.currency, amount.low, amount.high))
        if dollars:
            claims.append(Claim(source, statement, "USD", dollars.low, dollars.high))
    return sorted(claims, key=lambda claim: (claim.rank, claim.source.id))


def is_doubtful(claim: Claim, claims: Sequence[Claim]) -> bool:
    """Whether ten times the amount, or a tenth of it, is about what the best other source states.

    A worse source never makes a better one doubtful.
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
    """Whether two claims are apart even if each is widened by 5 %; doubtful ones are ignored."""
    reliable = [claim for claim in claims if not is_doubtful(claim, claims)]
    for claim, other in combinations(reliable, 2):
        for below, above in ((claim, other), (other, claim)):
            if claim.measure == other.measure and below.high is not None and above.low is not None:
                top, bottom = below.high * Fraction(105, 100), above.low * Fraction(95, 100)
                if top < bottom:
                    return True
    return False


@dataclass(frozen=True)
class Edge:
    """A typed edge as it should be in the graph."""

    deal: str
    type: str
    payer: str
    payee: str
    secondary: bool
    announced: date | None
    timing: Timing
    superseded_by: str | None
    derived: bool
    usd: Mapping[str, int | None]
    """By bound of the range: low, headline, high."""
    sources: tuple[str, ...]
    """The ids of the sources, the best first."""

    @property
    def is_capital(self) -> bool:
        return self.type in CAPITAL

    @property
    def since(self) -> date | None:
        return self.timing.since

    @property
    def until(self) -> date | None:
        return self.timing.until

    def status_on(self, day: date) -> str:
        return status_on(self.timing, day)


def edges_of(knowledge: Knowledge) -> list[Edge]:
    sources = {source.id: source for source in knowledge.sources}
    stating = {deal.id: list[Source]() for deal in knowledge.deals}
    for statement in knowledge.statements:
        if statement.of in stating:
            stating[statement.of].append(sources[statement.source])
    since = {}
    for deal in knowledge.deals:
        published = [one.published.first for one in stating[deal.id] if one.published]
        since[deal.id] = first_day(deal.announced) or min(published, default=None)
    timings = terms.timings(knowledge.deals, since)
    edges = []
    for deal in knowledge.deals:
        ranked = sorted(stating[deal.id], key=lambda source: (rank(source), source.id))
        claims = claims_of(deal, knowledge)
        usd, derived = derived_usd(deal, claims)
        edges.append(
            Edge(
                deal.id,
                deal.type,
                deal.payer,
                deal.payee,
                deal.settlement == "secondary",
                first_day(deal.announced),
                timings[deal.id],
                successor(deal.id, knowledge.deals, since),
                derived,
                usd if derived else headline_usd(claims),
                tuple(dict.fromkeys(source.id for source in ranked)),
            )
        )
    return edges


def successor(old: str, deals: Iterable[Deal], since: Mapping[str, date | None]) -> str | None:
    """The earliest deal that supersedes this one, then the first by id."""
    found = [(since[deal.id] or date.max, deal.id) for deal in deals if old in deal.supersedes]
    return min(found)[1] if found else None


def derived_usd(deal: Deal, claims: Sequence[Claim]) -> tuple[dict[str, int | None], bool]:
    """The bounds of a rate times the term, and whether they are the amount of the deal."""
    stated = [claim for claim in claims if claim.statement.per == "total" and claim.currency]
    rates = [claim for claim in claims if claim.figure is not None]
    in_dollars = [claim for claim in rates if claim.currency == "USD"]
    for claim in [*in_dollars, *(rate for rate in rates if rate not in in_dollars)]:
        times = None if stated else terms.payments(deal, claim.statement.per)
        if times is not None:
            low, high = (None if one is None else round(one * times) for one in claim[3:])
            return bounds(low, high) if claim.currency == "USD" else bounds(None, None), True
    return bounds(None, None), False


def first_day(period: Period | None) -> date | None:
    return period.first if period else None


def headline_usd(claims: Sequence[Claim]) -> dict[str, int | None]:
    """The bounds of the best total, dollars first; None if no total is in dollars."""
    totals = [claim for claim in claims if claim.statement.per == "total"]
    known = [claim for claim in totals if claim.figure is not None]
    in_dollars = [claim for claim in known if claim.currency == "USD"]
    best = next(iter(in_dollars or known or totals), None)
    if best is None or best.currency != "USD":
        return bounds(None, None)
    return bounds(best.low, best.high)


def bounds(low: int | None, high: int | None) -> dict[str, int | None]:
    """The amount under each choice: an unknown bound is the headline, which is X of "up to X"."""
    headline = high if low == 0 else low
    return {
        "low": headline if low is None else low,
        "headline": headline,
        "high": headline if high is None else high,
    }


def in_force(edges: Iterable[Edge], options: Options) -> list[Edge]:
    """The edges in force that the options include, ordered by deal."""
    return sorted(
        (edge for edge in edges if is_in_force(edge, options) and is_included(edge, options)),
        key=lambda edge: edge.deal,
    )


def listed(edges: Iterable[Edge], options: Options) -> list[Edge]:
    """The edges that have begun, ended or not, and that the options include, ordered by deal."""
    return sorted(
        (edge for edge in edges if has_begun(edge, options) and is_included(edge, options)),
        key=lambda edge: edge.deal,
    )


def is_in_force(edge: Edge, options: Options) -> bool:
    """Whether the deal is in force on the date of the options."""
    if edge.until is None and edge.timing.status == "terminated":
        return False
    return has_begun(edge, options) and not has_ended(edge, options)


def has_begun(edge: Edge, options: Options) -> bool:
    return edge.since is None or edge.since <= options.as_of


def has_ended(edge: Edge, options: Options) -> bool:
    return edge.until is not None and edge.until <= options.as_of


def is_included(edge: Edge, options: Options) -> bool:
    """Whether the options include the deal, in force or not."""
    return edge.status_on(options.as_of) in options.statuses and passes(edge, options)


def passes(edge: Edge, options: Options) -> bool:
    """Whether the options include the deal, whatever their date and its status."""
    if options.sources and not set(options.sources) & set(edge.sources):
        return False
    if edge.secondary and not options.secondary:
        return False
    usd = edge.usd[options.amount]
    return usd is None or usd >= options.min_usd


def sum_usd(edges: Iterable[Edge], options: Options) -> int | None:
    """The sum of the known amounts; None if none is known."""
    known = known_usd(edges, options)
    return sum(known) if known else None


def known_usd(edges: Iterable[Edge], options: Options) -> list[int]:
    found = (edge.usd[options.amount] for edge in edges)
    return [usd for usd in found if usd is not None]


def descending(value: float | None) -> float:
    """A sort key: the largest first, unknown values last."""
    return 1 if value is None else -value


def folded(edges: Iterable[Edge]) -> nx.DiGraph[str]:
    """Who pays whom, without parallel deals and without deals of a firm with itself."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((edge.payer, edge.payee) for edge in edges if edge.payer != edge.payee)
    return graph


def cycles_in(graph: nx.DiGraph[str], longest: int) -> list[list[str]]:
    """Every simple cycle once, beginning at its smallest firm, in sorted order."""
    return sorted(
        starting_at_smallest(cycle) for cycle in nx.simple_cycles(graph, length_bound=longest)
    )


def starting_at_smallest(cycle: list[str]) -> list[str]:
    start = cycle.index(min(cycle))
    return cycle[start:] + cycle[:start]


def by(key: Callable[[Edge], str], edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    """The edges grouped by a key."""
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(key(edge), []).append(edge)
    return groups


def of_firm(firm: str, edges: Sequence[Edge], options: Options) -> list[dict[str, Any]]:
    """The expected rows of the report `firm`."""
    rows = [
        {
            "deal": edge.deal,
            "type": edge.type,
            "role": "payer" if edge.payer == firm else "payee",
            "other": edge.payee if edge.payer == firm else edge.payer,
            "usd": edge.usd[options.amount],
            "status": edge.status_on(options.as_of),
            "announced": edge.announced,
            "sources": list(edge.sources),
            "ended": edge.until,
            "superseded_by": edge.superseded_by,
        }
        for edge in edges
        if firm in (edge.payer, edge.payee)
    ]
    return sorted(rows, key=lambda row: (descending(row["usd"]), row["deal"]))
