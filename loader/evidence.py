"""Weighs what sources state of one deal or figure: the headline, who disagrees, what is doubtful.

All figures are whole units of a currency; shares of them are compared in integers, so that no
rounding decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from loader.records import SOURCE_KINDS

DISAGREE_PERCENT = 5
"""Two ranges widened by this much and still apart are contested."""

SLIP_PERCENT = 10
"""How near to ten times, or a tenth of, a better source a figure lies that slipped a digit."""

SLIP = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as it is weighed: its source's standing and its figures.

    `measure` tells apart what may be compared (total, year, month) and `low` and `high` are None
    where no lower or upper end is known. `nth` tells apart what one source states of one measure.
    """

    source: str
    kind: str
    published: date | None
    measure: str
    currency: str | None
    low: int | None
    high: int | None
    as_stated: str | None
    nth: int = 1

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells the statement apart from the others of the same deal or figure."""
        return (self.source, self.measure, self.nth)

    @property
    def figure(self) -> int | None:
        """The stated figure, that reports add: see `values.amounts.Amount.stated`."""
        return self.high if self.low == 0 else self.low

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is better: kind of source first, then the newest; undated is the oldest."""
        newest_first = -self.published.toordinal() if self.published else 0
        return (SOURCE_KINDS.index(self.kind), newest_first)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What comes of weighing: `sources` from the best to the least, the headline, the rest."""

    sources: tuple[str, ...]
    headline: Claim | None
    contested: bool
    doubtful: frozenset[tuple[str, str, int]]
    """The key of every doubtful claim."""


def weigh(claims: Collection[Claim]) -> Weighed:
    """Weighs all that is stated of one deal or figure."""
    ranked = sorted(claims, key=_rank)
    doubtful = [claim for claim in ranked if _doubtful(claim, ranked)]
    return Weighed(
        tuple(dict.fromkeys(claim.source for claim in ranked)),
        _headline(ranked),
        _contested([claim for claim in ranked if claim not in doubtful]),
        frozenset(claim.key for claim in doubtful),
    )


def _rank(claim: Claim) -> tuple[tuple[int, int], str, str, bool, str, int]:
    """The best first; what one source states of one measure, in dollars first, then in order."""
    in_other = claim.currency != "USD"
    currency = claim.currency or ""
    return (claim.rank, claim.source, claim.measure, in_other, currency, claim.nth)


def _headline(ranked: Sequence[Claim]) -> Claim | None:
    """The best claim on the total that gives an amount, dollars before other currencies."""
    totals = [claim for claim in ranked if claim.measure == "total" and claim.currency]
    with_figure = [claim for claim in totals if claim.figure is not None]
    for choice in (
        [claim for claim in with_figure if claim.currency == "USD"],
        with_figure,
        totals,
        # No amount at all: the words of the best source, such as "10 % of its shares".
        [claim for claim in ranked if claim.measure == "total" and claim.as_stated],
    ):
        if choice:
            return choice[0]
    return None


def _comparable(one: Claim, other: Claim) -> bool:
    return (one.measure, one.currency) == (other.measure, other.currency) and bool(one.currency)


def _contested(ranked: Sequence[Claim]) -> bool:
    return any(
        _comparable(one, other) and (_below(one, other) or _below(other, one))
        for one, other in combinations(ranked, 2)
    )


def _below(one: Claim, other: Claim) -> bool:
    """Whether `one`, widened, ends before `other`, widened, begins."""
    if one.high is None or other.low is None:
        return False
    # By a share of its size: an end below zero is widened downwards and upwards like any other.
    top = one.high * 100 + abs(one.high) * DISAGREE_PERCENT
    return top < other.low * 100 - abs(other.low) * DISAGREE_PERCENT


def _doubtful(claim: Claim, ranked: Sequence[Claim]) -> bool:
    """Whether the claim looks like the figure of the other sources with a digit slipped.

    Only a source that stands no lower can put a claim in doubt: otherwise the slip of a blog
    would make the filing that it misquotes doubtful too.
    """
    others = (
        (other.rank, other.figure)
        for other in ranked
        if other.source != claim.source and _comparable(claim, other) and other.figure
    )
    standing, figure = next(others, (claim.rank, None))
    if claim.figure is None or figure is None or standing > claim.rank:
        return False
    return not _near(claim.figure, figure) and (
        _near(claim.figure * SLIP, figure) or _near(claim.figure, figure * SLIP)
    )


def _near(one: int, other: int) -> bool:
    return abs(one - other) * 100 <= abs(other) * SLIP_PERCENT
