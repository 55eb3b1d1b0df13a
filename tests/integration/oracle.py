"""What the design says of deals, worked out from the records alone.

In plain Python and in another way than the queries do it, so that a test can hold a report
against it row for row.
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
from tests.integration.graphs import CAPITAL, KINDS, STANDING_STATUSES, TODAY, chances, few, some


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


def chosen_firms(made: Knowledge) -> st.SearchStrategy[list[str]]:
    """What a caller gives as firms."""
    return some([firm.id for firm in made.firms])


def some_by(chance: Random) -> str:
    """Whether firms are asked for by themselves or by their groups."""
    return chance.choice(["firm", "group"])


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


def in_force(edges: Iterable[Edge], asked: Options) -> list[Edge]:
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


def of_firm(firm: str, stood: Sequence[Edge], asked: Options) -> list[dict[str, Any]]:
    """The rows of the report firm."""
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
    return sorted(rows, key=lambda row: (descending(row["usd"]), row["deal"]))
