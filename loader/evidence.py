"""Weighs statements: which amount is used, what is contested, and what is doubtful.

Decides three things: which amount is the headline, whether the deal is contested, and which
statements are doubtful. Amounts are whole units of a currency and shares of them are compared as
integers, so that rounding never decides.

If sources state a rate and no total, the headline is derived: the rate times the number of payments
in the term. A derived total is compared with nothing, so it never makes a deal contested.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import combinations

from loader.records import SOURCE_KINDS
from moneyloop.values.amounts import LIMIT

DISAGREE_PERCENT = 5
"""Two ranges that do not overlap even after widening by this much make a deal contested."""

SLIP_PERCENT = 10
"""How close a figure must be to SLIP times (or 1/SLIP of) that of an equal or better source."""

SLIP = 10
"""The factor by which a figure is off when it lost or gained a digit."""

TOTAL = "total"
"""The measure of an amount that is not a rate."""

Payments = Callable[[str], Fraction | None]
"""How many times a rate with this measure is paid in the term; None if that is not known."""


def unknown_term(measure: str) -> None:
    """The number of payments if the term is not known."""


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """A statement for weighing: how reliable its source is, and its figures.

    Only claims on the same `measure` (total, year, quarter, month) are comparable. `low` and `high`
    are None if that bound is unknown. `nth` numbers the claims of one source on one measure.
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
        """Identifies the claim among those on the same deal or figure."""
        return (self.source, self.measure, self.nth)

    @property
    def figure(self) -> int | None:
        """The stated figure, which reports add up: see `values.amounts.Amount.stated`."""
        return self.high if self.low == 0 else self.low

    @property
    def rank(self) -> tuple[int, int]:
        """Smaller is better: by kind of source, then newest first; an undated source is oldest."""
        newest_first = -self.published.toordinal() if self.published else 0
        return (SOURCE_KINDS.index(self.kind), newest_first)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The outcome for one deal or figure. `sources` are ids, the most reliable first."""

    sources: tuple[str, ...]
    headline: StatedAmount | None
    contested: bool
    doubtful: frozenset[tuple[str, str, int]]
    """Keys of the doubtful claims."""
    derived: bool = False
    """Whether the headline is a rate times the term; it is then a claim on the total."""


def weigh(claims: Collection[StatedAmount], payments: Payments = unknown_term) -> Weighed:
    """Weighs every claim on one deal or figure. `payments` is only for deals."""
    ranked = sorted(claims, key=_rank)
    doubtful = [claim for claim in ranked if _doubtful(claim, ranked)]
    derived = _derived(ranked, payments)
    return Weighed(
        tuple(dict.fromkeys(claim.source for claim in ranked)),
        derived or _headline(ranked),
        _contested([claim for claim in ranked if claim not in doubtful]),
        frozenset(claim.key for claim in doubtful),
        derived is not None,
    )


def _rank(claim: StatedAmount) -> tuple[tuple[int, int], str, str, bool, str, int]:
    """The best source first; within one source and measure, dollars first, then by number."""
    not_dollars = claim.currency != "USD"
    currency = claim.currency or ""
    return (claim.rank, claim.source, claim.measure, not_dollars, currency, claim.nth)


def _headline(ranked: Sequence[StatedAmount]) -> StatedAmount | None:
    """The best claim on the total with an amount; dollars go before other currencies."""
    totals = _totals(ranked)
    with_figure = [claim for claim in totals if claim.figure is not None]
    for choice in (
        [claim for claim in with_figure if claim.currency == "USD"],
        with_figure,
        totals,
        # Without any amount: the words of the best source, such as "10 % of its shares".
        [claim for claim in ranked if claim.measure == TOTAL and claim.as_stated],
    ):
        if choice:
            return choice[0]
    return None


def _totals(ranked: Sequence[StatedAmount]) -> list[StatedAmount]:
    """The claims that give the total, or a bound of it."""
    return [claim for claim in ranked if claim.measure == TOTAL and claim.currency]


def _derived(ranked: Sequence[StatedAmount], payments: Payments) -> StatedAmount | None:
    """The total that follows from the best rate; None if a source states a total or a bound of it.

    As in the headline, dollars go before other currencies. A rate whose total would not fit into 64
    bits is passed over.
    """
    if _totals(ranked):
        return None
    rates = [claim for claim in ranked if claim.measure != TOTAL and claim.figure is not None]
    dollars = [claim for claim in rates if claim.currency == "USD"]
    for claim in dollars + [claim for claim in rates if claim.currency != "USD"]:
        times = payments(claim.measure)
        if times is not None:
            low, high = _times(claim.low, times), _times(claim.high, times)
            if all(bound is None or abs(bound) < LIMIT for bound in (low, high)):
                return replace(claim, measure=TOTAL, low=low, high=high)
    return None


def _times(bound: int | None, times: Fraction) -> int | None:
    """A bound times the payments, in whole units, half to even."""
    return None if bound is None else round(bound * times)


def _comparable(one: StatedAmount, other: StatedAmount) -> bool:
    return (one.measure, one.currency) == (other.measure, other.currency) and bool(one.currency)


def _contested(ranked: Sequence[StatedAmount]) -> bool:
    """Whether two comparable claims, neither doubtful, do not overlap."""
    return any(
        _comparable(one, other) and (_below(one, other) or _below(other, one))
        for one, other in combinations(ranked, 2)
    )


def _below(one: StatedAmount, other: StatedAmount) -> bool:
    """Whether `one`, widened, ends below the start of `other`, widened."""
    if one.high is None or other.low is None:
        return False
    # By a share of its size, so that a negative bound is widened outwards as well.
    top = one.high * 100 + abs(one.high) * DISAGREE_PERCENT
    return top < other.low * 100 - abs(other.low) * DISAGREE_PERCENT


def _doubtful(claim: StatedAmount, ranked: Sequence[StatedAmount]) -> bool:
    """Whether the claim looks like the figure of another source with a digit too many or too few.

    Only an equally or more reliable source puts a claim in doubt. Otherwise the slip of a blog
    would cast doubt on the filing that it misquotes.
    """
    others = (
        (other.rank, other.figure)
        for other in ranked
        if other.source != claim.source and _comparable(claim, other) and other.figure
    )
    rank, figure = next(others, (claim.rank, None))
    if claim.figure is None or figure is None or rank > claim.rank:
        return False
    return not _near(claim.figure, figure) and (
        _near(claim.figure * SLIP, figure) or _near(claim.figure, figure * SLIP)
    )


def _near(one: int, other: int) -> bool:
    return abs(one - other) * 100 <= abs(other) * SLIP_PERCENT
