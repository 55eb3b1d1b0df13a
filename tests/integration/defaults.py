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
from tests.integration import graphs, oracle
from tests.integration.graphs import CAPITAL, HERE, TODAY
from tests.integration.oracle import Edge, Options

CHANNELS = ("orders", "capital", "exposure")
SETTLEMENTS = ("cash", "credits", "shares", "contingent", "secondary")
# As people write them; some cannot be represented exactly as binary fractions.
THRESHOLDS = ("0", "0.05", "0.1", "0.2", "0.3", "0.5", "0.55", "0.57", "1")

# Unknown, a day, less than a year, exactly a year, several years, an end before the start.
TERMS = (
    *((None, None), ("2025", None), (None, "2025"), (None, "2030"), ("2025-06-30", "2025-06-30")),
    *(("2025H2", "2025H2"), ("2025", "2025"), ("2025-01-01", "2026-01-01"), ("2024", "2028")),
    *(("2026", "2033-03-31"), ("2027", "2026")),
)

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
    """A random graph whose deals have terms and whose firms have revenues."""
    knowledge = graphs.make(chance, size)
    firms = [firm.id for firm in knowledge.firms]
    deals = []
    for deal in knowledge.deals:
        starts, ends = map(a_period, chance.choice(TERMS))
        settlement = deal.settlement or graphs.sometimes(SETTLEMENTS, 0.5, chance)
        deals.append(replace(deal, starts=starts, ends=ends, settlement=settlement))
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

    def as_arguments(self) -> dict[str, Any]:
        """The options as arguments of a report."""
        return asdict(self) | {"channels": list(self.channels), "threshold": float(self.threshold)}


def some_terms(chance: Random) -> Terms:
    return Terms(
        chance.choice([CHANNELS, CHANNELS, *((channel,) for channel in CHANNELS)]),
        chance.choice(THRESHOLDS),
        chance.choice(["revenue", "revenue", "deals"]),
        chance.choice([1, 5, 5, 7]),
        chance.random() < 0.7,
    )


@dataclass(frozen=True)
class Loss:
    """What one firm loses when others default."""

    firm: str
    deals: tuple[Edge, ...]
    usd: int
    basis: str | None
    share: Fraction | None
    """The share of the firm's size; None if no known amount is lost or the size is unknown."""


class Defaults:
    """The deals in force, and who loses what when firms default."""

    def __init__(self, knowledge: Knowledge, options: Options, terms: Terms = Terms()) -> None:
        self.knowledge, self.options, self.terms = knowledge, options, terms
        self.deals = {deal.id: deal for deal in knowledge.deals}
        self.in_force = [
            edge
            for edge in oracle.in_force(oracle.edges_of(knowledge), options)
            if terms.noncash or not self.is_noncash(edge)
        ]

    def is_noncash(self, edge: Edge) -> bool:
        """Whether the deal is capital but not cash, as warrants and guarantees are by default."""
        settlement = self.deals[edge.deal].settlement
        if settlement is None:
            return edge.type in ("GRANTS_EQUITY_TO", "BACKSTOPS")
        return edge.type in CAPITAL and settlement not in ("cash", "secondary")

    def taken_by(self, firm: str) -> list[tuple[str, str, Edge]]:
        """Loser, channel and deal for everything that the firm's default takes."""
        found = []
        for edge in self.in_force:
            if edge.payer == edge.payee:
                continue
            if edge.payer == firm and edge.status != "closed":
                found.append((edge.payee, "capital" if edge.is_capital else "orders", edge))
            if edge.payee == firm and edge.type in ("INVESTS_IN", "LENDS_TO", "BACKSTOPS"):
                found.append((edge.payer, "exposure", edge))
        return found

    def losses(self, fallen: Iterable[str]) -> dict[str, Loss]:
        """What each other firm loses when all of these firms default."""
        deals: dict[str, list[tuple[str, Edge]]] = {}
        for firm in fallen:
            for loser, channel, edge in self.taken_by(firm):
                if channel in self.terms.channels and loser not in fallen:
                    deals.setdefault(loser, []).append((channel, edge))
        return {loser: self.weigh(loser, lost) for loser, lost in deals.items()}

    def weigh(self, loser: str, lost: Sequence[tuple[str, Edge]]) -> Loss:
        edges = [edge for _, edge in lost]
        whole = sum(oracle.known_usd(edges, self.options))
        revenue = self.revenue(loser) if self.terms.basis == "revenue" else None
        inflow = sum(
            usd
            for edge in self.in_force
            if edge.payee == loser != edge.payer
            if (usd := self.usd(edge))
        )
        if revenue:
            yearly = sum(
                Fraction(self.usd(edge) or 0) / (self.years(edge) if channel == "orders" else 1)
                for channel, edge in lost
            )
            basis, share = "revenue", Fraction(yearly) / revenue
        elif inflow:
            basis, share = "inflow", Fraction(whole, inflow)
        else:
            return Loss(loser, tuple(edges), whole, None, None)
        return Loss(loser, tuple(edges), whole, basis, share if whole else None)

    def usd(self, edge: Edge) -> int | None:
        return edge.usd[self.options.amount]

    def years(self, edge: Edge) -> Fraction:
        """The term of an order in years, at least one."""
        deal = self.deals[edge.deal]
        starts = deal.starts.first if deal.starts else edge.since
        if starts is None or deal.ends is None:
            return Fraction(self.terms.default_years)
        return max(Fraction(1), Fraction((deal.ends.last - starts).days) / Fraction("365.25"))

    def revenue(self, firm: str) -> int | None:
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
                return min((figure.id, usd) for day, figure, usd in found if day == latest)[1]
        return None

    def falls(self, loss: Loss) -> bool:
        return loss.share is not None and rounded(loss.share, 9) >= float(self.terms.threshold)

    def sum_usd(self, edges: Sequence[Edge]) -> int | None:
        """The sum: 0 without deals, None if no amount is known."""
        return oracle.sum_usd(edges, self.options) if edges else 0

    def without_usd(self, edges: Sequence[Edge]) -> int:
        return sum(self.usd(edge) is None for edge in edges)


def is_full_year(starts: Period | None, ends: Period | None) -> bool:
    return bool(starts and ends) and (
        350 <= (ends.last - starts.first).days <= 380  # type: ignore[union-attr]
    )


def rounded(share: Fraction, digits: int) -> float:
    """The number rounded as Neo4j does it, halves up."""
    whole: int = floor(share * 10**digits + Fraction(1, 2))
    return whole / float(f"1e{digits}")
