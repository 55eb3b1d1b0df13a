"""How much a load, import or removal changed; `moneyloop.terminal.receipts` puts it in words."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of one kind are new, changed, unchanged and removed."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def written(self) -> int:
        """How many records differ from what the graph held before."""
        return self.new + self.changed + self.removed

    def plus(self, other: Count) -> Count:
        """The sum of both."""
        return Count(*(sum(pair) for pair in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class EndedDeal:
    """A deal that has an end now, or another end than before.

    `until` is the first day on which it is not in force. `superseded_by` is the id of the deal that
    replaces it, if one does.
    """

    deal: str
    until: date
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class DerivedTotal:
    """A deal whose amount is derived now and was not before; `caption` is the amount in short."""

    deal: str
    caption: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one load, import or removal changed."""

    firms: Count
    sources: Count
    deals: Count
    figures: Count
    statements: Count
    new_deals: tuple[str, ...] = ()
    changed_deals: tuple[str, ...] = ()
    contested_deals: tuple[str, ...] = ()
    """Ids of deals that are contested now and were not before."""
    ended_deals: tuple[EndedDeal, ...] = ()
    derived_totals: tuple[DerivedTotal, ...] = ()
    claims: Count = Count()

    @property
    def written(self) -> int:
        """How many records differ from what the graph held before; 0 if nothing changed."""
        counts = (self.firms, self.sources, self.deals, self.figures, self.statements)
        return sum(count.written for count in (*counts, self.claims))

    def plus(self, other: Receipt) -> Receipt:
        """The sum of both, in this order."""
        return Receipt(
            self.firms.plus(other.firms),
            self.sources.plus(other.sources),
            self.deals.plus(other.deals),
            self.figures.plus(other.figures),
            self.statements.plus(other.statements),
            self.new_deals + other.new_deals,
            self.changed_deals + other.changed_deals,
            self.contested_deals + other.contested_deals,
            self.ended_deals + other.ended_deals,
            self.derived_totals + other.derived_totals,
            self.claims.plus(other.claims),
        )
