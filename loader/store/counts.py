"""How much a load, import or removal changed; `moneyloop.terminal.receipts` puts it in words."""

from __future__ import annotations

from dataclasses import astuple, dataclass


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

    @property
    def written(self) -> int:
        """How many records differ from what the graph held before; 0 if nothing changed."""
        counts = (self.firms, self.sources, self.deals, self.figures, self.statements)
        return sum(count.written for count in counts)

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
        )
