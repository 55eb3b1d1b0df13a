"""What a scan is asked to find. Quick to import."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from moneyloop.scan.reading.columns import USUAL_COLUMNS, ColumnNames
from moneyloop.scan.reading.formats import DEFAULT_FORMATS, NumberAndDateFormats

MAX_HOPS = 8
"""The longest loops of folded payments, and of single payments that nothing but time orders."""

MAX_BOUNDED_HOPS = 12
"""The longest loops of single payments, if --within-days or --keep bounds what may follow."""

DEFAULT_MAX_LOOPS = 20_000_000

MAX_ROWS = 2_000_000_000
"""The largest number of rows that can be asked for: Spark counts a limit in 32 bits."""


@dataclass(frozen=True, slots=True)
class TypeFilter:
    """Types, in lower case, of the payments that a loop may start with and that money may return
    as; an empty set allows all types."""

    starts_with: frozenset[str] = frozenset()
    returns_as: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChainRules:
    """What makes single payments a chain, besides their time order.

    - `within_days`: the longest time from the first payment to the last, in units of 24 hours
    - `keep`: each payment is at least this share of the previous one, and at most the previous one
      divided by it
    """

    within_days: int | None = None
    keep: Fraction | None = None

    @property
    def bound(self) -> bool:
        """Whether they bound which payments may follow one another, besides their time order."""
        return self.within_days is not None or self.keep is not None


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """Which loops to find, and where.

    - `columns`, `formats`: how to read the ledger
    - `min_hops`, `max_hops`: the number of accounts on a loop, from 2 to MAX_HOPS, or to
      MAX_BOUNDED_HOPS with chain rules that bound
    - `min_amount`: leave out smaller payments
    - `chain_rules`: follow single payments in time order; None finds cycles of folded payments
    - `type_filter`: the types that a loop must start with and return as
    - `top`: find only this many loops, those whose weakest hop is largest
    - `max_loops`: fail if there are more loops of one length
    """

    columns: ColumnNames = USUAL_COLUMNS
    formats: NumberAndDateFormats = DEFAULT_FORMATS
    min_hops: int = 2
    max_hops: int = 3
    min_amount: Decimal | None = None
    chain_rules: ChainRules | None = None
    type_filter: TypeFilter = TypeFilter()
    top: int | None = None
    max_loops: int = DEFAULT_MAX_LOOPS
