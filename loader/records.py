"""What a knowledge folder says, checked: firms, sources, deals, figures, and who states what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from moneyloop.graph.batches import batches
from moneyloop.values.amounts import Amount, Per
from moneyloop.values.dates import Period

FIRM_KINDS = ("company", "vehicle", "consortium", "fund", "government", "account")

# From the one whose word weighs most to the one whose word weighs least.
SOURCE_KINDS = ("filing", "company", "news", "analysis", "blog")

STATUSES = ("reported", "announced", "signed", "closed", "contingent", "terminated")

SETTLEMENTS = ("cash", "credits", "shares", "contingent", "secondary")

FIGURE_KINDS = ("actual", "run_rate", "forecast", "plan", "total")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record was read: the file as the user named it, the line, counted from 1, and
    the names of the file's columns."""

    file: str
    line: int
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm. `part_of` is its parent's id; `member_of` are ids of consortia."""

    id: str
    name: str
    kind: str
    country: str | None
    part_of: str | None
    member_of: tuple[str, ...]
    aliases: tuple[str, ...]
    note: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """A publication; `kind` is one of SOURCE_KINDS."""

    id: str
    url: str
    title: str | None
    publisher: str | None
    published: Period | None
    kind: str
    note: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Deal:
    """One typed edge. Amounts are not here: they belong to the sources that state them.

    `payer`, `payee` and `supersedes` are ids. `ended` is when the deal was terminated or replaced.
    """

    id: str
    type: str
    payer: str
    payee: str
    bundle: str | None
    announced: Period | None
    starts: Period | None
    ends: Period | None
    ended: Period | None
    supersedes: tuple[str, ...]
    status: str
    instrument: str | None
    settlement: str | None
    note: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of firms, such as a revenue, or a total of deals. Its amount is what sources state.

    `name` is the measure in words, `about` are ids of firms, `sums` those of the deals whose total
    it is. `period` is how the sources call the time that it covers, `starts` and `ends` its days.
    """

    id: str
    name: str
    kind: str
    about: tuple[str, ...]
    sums: tuple[str, ...]
    period: str | None
    starts: Period | None
    ends: Period | None
    note: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one deal or of one figure, whose id is `of`.

    `amount` is in the currency of the statement and `dollars` the same in US dollars, where the
    source gives it. `ceiling` is a value that needs a price target to be met: an upper end only.
    `nth` counts from 1 what one source says of one measure in several places.
    """

    what: Literal["deal", "figure"]
    of: str
    source: str
    as_stated: str | None
    amount: Amount | None
    dollars: Amount | None
    ceiling: Amount | None
    status: str | None
    locator: str | None
    note: str | None
    place: Place
    nth: int = 1

    @property
    def per(self) -> Per:
        """What the amount measures: the whole sum, or what is paid a year or a month."""
        stated = self.amount or self.dollars or self.ceiling
        return stated.per if stated else "total"

    @property
    def key(self) -> StatementKey:
        """What a statement is known by."""
        return (self.source, self.of, self.per, self.nth)


StatementKey = tuple[str, str, str, int]
"""Source, deal or figure, measure, and the how manieth of these."""


RECORD_KINDS = ("firm", "source", "deal", "figure", "statement")

Record = tuple[str, str | StatementKey]
"""A record by its kind and what it is known by: its id, or what tells a statement apart."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some deals of many, with all that is stated of them."""

    deals: Sequence[Deal]
    statements: Sequence[Statement]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A whole knowledge folder. Deals and figures have no id in common.

    `shipped` names those of its records that came with this program, where the folder is not the
    one that ships but was exported from a graph.
    """

    firms: tuple[Firm, ...]
    sources: tuple[Source, ...]
    deals: tuple[Deal, ...]
    figures: tuple[Figure, ...]
    statements: tuple[Statement, ...]
    shipped: frozenset[Record] = frozenset()

    def parts(self) -> Iterator[Part]:
        """Its deals, bit by bit."""
        of: dict[str, list[Statement]] = {}
        for one in self.statements:
            of.setdefault(one.of, []).append(one)
        for batch in batches(self.deals):
            yield Part(batch, [one for deal in batch for one in of.get(deal.id, ())])
