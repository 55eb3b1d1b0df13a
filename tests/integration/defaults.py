"""What the default of a firm takes from others, computed in plain Python, and graphs for it.

Like `oracle`, it works from the records alone, so that reports can be compared with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

from loader.records import Figure, Knowledge, Statement
from moneyloop.values.amounts import Amount
from moneyloop.values.dates import Period, parse_period
from tests.integration import graphs, oracle, terms
from tests.integration.graphs import CAPITAL, HERE, TODAY
from tests.integration.oracle import Edge, Options

CHANNELS = ("orders", "capital", "exposure")
SETTLEMENTS = ("cash", "credits", "shares", "contingent", "secondary")
# As people write them; some cannot be represented exactly as binary fractions.
THRESHOLDS = ("0", "0.05", "0.1", "0.2", "0.3", "0.5", "0.55", "0.57", "1")

# Full years, the shortest and longest accepted and rejected, parts of years.
YEARS = (
    *(
        ("2025", "2025"),
        ("2024", "2024"),
        ("2024-07-01", "2025-06-30"),
        ("2024-12-29", "2025-12-27"),
    ),
    *(("2025-01-01", "2025-12-17"), ("2025-01-01", "2025-12-16")),
    *(("2025-01-01", "2026-01-16"), ("2025-01-01", "2026-01-17")),
    *(("2025H2", "2025H2"), ("2024", "2025"), (None, "2025"), ("2025", None), (None, None)),
    *(("2025-12", "2025-12"), ("2026-02", "2026-02")),
)


def make(chance: Random, size: tuple[int, int] | None = None) -> Knowledge:
    """A random graph whose deals have stages and terms and whose firms have revenues."""
    knowledge = terms.with_terms(graphs.make(chance, size), chance)
    firms = [firm.id for firm in knowledge.firms]
    deals = []
    for deal in knowledge.deals:
        settlement = deal.settlement or graphs.sometimes(SETTLEMENTS, 0.5, chance)
        deals.append(replace(deal, settlement=settlement))
    revenues, statements = [], []
    figures = chance.choice([graphs.FIGURES, (100, 1000, 10000)])
    for n in range(chance.choice([0, 2, 5]) * len(firms)):
        revenues.append(a_revenue(f"r{n:02}", firms, chance))
        if chance.random() < 0.5:
            statements += graphs.statements_of(f"r{n:02}", knowledge.sources, figures, chance)
        else:
            usd = chance.choice(figures)
            statements.append(a_plain_statement(f"r{n:02}", knowledge.sources[0].id, usd))
    return replace(
        knowledge,
        deals=tuple(deals),
        figures=(*knowledge.figures, *revenues),
        statements=(*knowledge.statements, *statements),
    )


def of_a_year(figure_id: str, firm: str, year: str) -> Figure:
    """The revenue of a firm in a year."""
    period = a_period(year)
    return Figure(figure_id, "revenue", "actual", (firm,), (), None, period, period, None, HERE)


def a_plain_statement(figure: str, source: str, usd: int) -> Statement:
    return replace(graphs.a_statement(figure, source, dollars(usd)), what="figure")


def dollars(usd: int) -> Amount:
    return Amount(usd, usd, "USD", "total")


def a_period(moment: str | None) -> Period | None:
    return parse_period(moment) if moment else None


def a_revenue(figure_id: str, firms: Sequence[str], chance: Random) -> Figure:
    starts, ends = map(a_period, chance.choice(YEARS))
    about = chance.sample(firms, 2 if len(firms) > 1 and chance.random() < 0.1 else 1)
    name = chance.choice(["revenue"] * 4 + ["Revenue", "cloud revenue"])
    kind = chance.choice(["actual"] * 4 + ["run_rate"] * 3 + ["forecast", "plan", "total"])
    return Figure(figure_id, name, kind, tuple(about), (), None, starts, ends, None, HERE)


def variations(knowledge: Knowledge, chance: Random) -> list[Options]:
    """The variations of `oracle`, the day on which a figure's period ends, and the day before."""
    ends = [figure.ends.last for figure in knowledge.figures if figure.ends] or [TODAY]
    day = chance.choice(ends)
    before = date.fromordinal(day.toordinal() - 1)
    return [
        *oracle.variations(knowledge, chance, Options()),
        *(Options(as_of=date_) for date_ in (day, before)),
    ]


@dataclass(frozen=True)
class Terms:
    """The options that all reports about defaults share."""

    channels: tuple[str, ...] = ("orders",)
    threshold: str = "0.2"
    basis: str = "revenue"
    default_years: int = 5
    noncash: bool = True
    paydown: str = "even"

    def as_arguments(self) -> dict[str, Any]:
        """The options as arguments of a report."""
        return asdict(self) | {"channels": list(self.channels), "threshold": float(self.threshold)}


def some_terms(chance: Random) -> Terms:
    return Terms(
        chance.choice([CHANNELS, CHANNELS, *((channel,) for channel in CHANNELS)]),
        chance.choice(THRESHOLDS),
        chance.choice(["revenue", "revenue", "deals"]),
        chance.choice([1, 3, 5, 5, 7]),
        chance.random() < 0.7,
        chance.choice(["even", "even", "none"]),
    )


@dataclass(frozen=True)
class Taken:
    """A deal of which a default takes something: how much, and how much within twelve months."""

    loser: str
    channel: str
    edge: Edge
    usd: int | None
    next_year: int | None

    @property
    def lost_from(self) -> date | None:
        """The first day of its term; None for exposure, which is written off at once."""
        return None if self.channel == "exposure" else self.edge.timing.term_from


@dataclass(frozen=True)
class Loss:
    """What one firm loses when others default."""

    firm: str
    taken: tuple[Taken, ...]
    usd: int
    next_year: int
    basis: str | None
    share: Fraction | None
    """The share of the firm's size; None if nothing known is lost or the size is unknown."""

    @property
    def is_unknown(self) -> bool:
        """Whether the firm loses something and cannot be weighed."""
        loses = self.usd > 0 or any(one.usd is None for one in self.taken)
        return loses and self.basis is None


class Defaults:
    """The deals in force, and who loses what when firms default."""

    def __init__(self, knowledge: Knowledge, options: Options, given: Terms = Terms()) -> None:
        self.knowledge, self.options, self.terms = knowledge, options, given
        self.deals = {deal.id: deal for deal in knowledge.deals}
        self.in_force = [
            edge
            for edge in oracle.in_force(oracle.edges_of(knowledge), options)
            if given.noncash or not self.is_noncash(edge)
        ]

    def assuming(self, years: int) -> Defaults:
        """The same with another assumed term."""
        return Defaults(self.knowledge, self.options, replace(self.terms, default_years=years))

    @property
    def rests_on_terms(self) -> bool:
        """Whether a term is assumed for any order."""
        return any(edge.timing.term_to is None and not edge.is_capital for edge in self.in_force)

    def is_noncash(self, edge: Edge) -> bool:
        """Whether the deal is capital but not cash, as warrants and guarantees are by default."""
        settlement = self.deals[edge.deal].settlement
        if settlement is None:
            return edge.type in ("GRANTS_EQUITY_TO", "BACKSTOPS")
        return edge.type in CAPITAL and settlement not in ("cash", "secondary")

    def taken_by(self, firm: str) -> list[Taken]:
        """Everything that the firm's default takes from others."""
        found = []
        for edge in self.in_force:
            others = {edge.payer, edge.payee} - {firm}
            if edge.payer == edge.payee or len(others) == 2:
                continue
            [loser] = others
            channel = self.channel(edge, is_payer=edge.payer == firm)
            usd = next_year = self.usd(edge)
            if channel in ("orders", "capital"):
                day, years = self.options.as_of, self.terms.default_years
                next_year = usd = terms.outstanding(
                    edge.timing, usd, day, years, self.terms.paydown
                )
            if channel == "orders":
                next_year = self.due(edge)
            if channel:
                found.append(Taken(loser, channel, edge, usd, next_year))
        return found

    def channel(self, edge: Edge, *, is_payer: bool) -> str | None:
        """The channel by which a deal is lost if its payer, or its payee, defaults."""
        status = edge.status_on(self.options.as_of)
        binding = ("signed", "closed", "contingent") if edge.type == "BACKSTOPS" else ("closed",)
        # Who has been granted shares loses them by the firm that granted them.
        is_lost = is_payer == (edge.type == "GRANTS_EQUITY_TO")
        if edge.is_capital and status in binding and is_lost:
            return "exposure"
        if is_payer and self.is_unpaid(edge):
            return "capital" if edge.is_capital else "orders"
        return None

    def is_unpaid(self, edge: Edge) -> bool:
        return terms.is_unpaid(edge.timing, self.options.as_of, self.terms.default_years)

    def due(self, edge: Edge) -> int | None:
        """What is due of an unpaid deal within twelve months."""
        day, years = self.options.as_of, self.terms.default_years
        return terms.due(edge.timing, self.usd(edge), day, years)

    def losses(self, fallen: Iterable[str]) -> dict[str, Loss]:
        """What each other firm loses when all of these firms default."""
        found: dict[str, list[Taken]] = {}
        for firm in fallen:
            for one in self.taken_by(firm):
                if one.channel in self.terms.channels and one.loser not in fallen:
                    found.setdefault(one.loser, []).append(one)
        return {loser: self.weigh(loser, lost) for loser, lost in found.items()}

    def weigh(self, loser: str, taken: Sequence[Taken]) -> Loss:
        whole = sum(one.usd or 0 for one in taken)
        next_year = sum(one.next_year or 0 for one in taken)
        if self.terms.basis == "revenue":
            basis, size, lost = "revenue", self.revenue(loser), next_year
        else:
            basis, size, lost = "inflow", self.inflow(loser), whole
        share = Fraction(lost, size) if size and lost else None
        return Loss(loser, tuple(taken), whole, next_year, basis if size else None, share)

    def inflow(self, firm: str) -> int:
        """All that the firm is known to be paid."""
        paid = [edge for edge in self.in_force if edge.payee == firm != edge.payer]
        return sum(oracle.known_usd(paid, self.options))

    def usd(self, edge: Edge) -> int | None:
        return edge.usd[self.options.amount]

    def revenue(self, firm: str) -> int | None:
        figure = self.revenue_figure(firm)
        return figure[1] if figure else None

    def revenue_figure(self, firm: str) -> tuple[Figure, int] | None:
        """A year's revenue: that of the latest full year, or else the latest run rate."""
        known: dict[str, list[tuple[date, Figure, int]]] = {"actual": [], "run_rate": []}
        for figure in self.knowledge.figures:
            claims = oracle.claims_of(figure, self.knowledge)
            usd = oracle.headline_usd(claims)["headline"]
            if (
                figure.about == (firm,)
                and figure.name in ("revenue", "Revenue")
                and figure.kind in known
                and (figure.kind == "run_rate" or is_full_year(figure.starts, figure.ends))
                and figure.ends is not None
                and figure.ends.last <= self.options.as_of
                and (usd or 0) > 0
                and not oracle.disagree(claims)
            ):
                known[figure.kind].append((figure.ends.last, figure, usd or 0))
        for found in (known["actual"], known["run_rate"]):
            if found:
                latest = max(day for day, _, _ in found)
                _, figure, usd = min(
                    (one for one in found if one[0] == latest), key=lambda one: one[1].id
                )
                return figure, usd
        return None

    def falls(self, loss: Loss) -> bool:
        return loss.share is not None and rounded(loss.share, 9) >= float(self.terms.threshold)

    def sum_usd(self, edges: Sequence[Edge]) -> int | None:
        """The sum: 0 without deals, None if no amount is known."""
        return known_sum([self.usd(edge) for edge in edges])

    def without_usd(self, edges: Sequence[Edge]) -> int:
        return sum(self.usd(edge) is None for edge in edges)


def known_sum(amounts: Sequence[int | None]) -> int | None:
    """The sum: 0 of nothing, None if no amount is known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known or not amounts else None


def is_full_year(starts: Period | None, ends: Period | None) -> bool:
    return bool(starts and ends) and (
        350 <= (ends.last - starts.first).days <= 380  # type: ignore[union-attr]
    )


def rounded(share: Fraction, digits: int) -> float:
    """The number rounded as Neo4j does it, halves up."""
    whole: int = floor(share * 10**digits + Fraction(1, 2))
    return whole / float(f"1e{digits}")
