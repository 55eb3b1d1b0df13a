"""What a knowledge folder says, checked: firms, sources, deals, and what each source states."""

from __future__ import annotations

from dataclasses import dataclass

from values.amounts import Amount, Per
from values.dates import Period

FIRM_KINDS = ("company", "vehicle", "consortium", "fund", "government", "account")

# From the one whose word weighs most to the one whose word weighs least.
SOURCE_KINDS = ("filing", "company", "news", "analysis", "blog")

STATUSES = ("reported", "announced", "signed", "closed", "contingent", "terminated")

SETTLEMENTS = ("cash", "credits", "shares", "contingent", "secondary")


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
class Statement:
    """What one source says of one deal.

    `amount` is in the currency of the statement and `dollars` the same in US dollars, where the
    source gives it. `ceiling` is a value that needs a price target to be met: an upper end only.
    """

    deal: str
    source: str
    as_stated: str | None
    amount: Amount | None
    dollars: Amount | None
    ceiling: Amount | None
    status: str | None
    locator: str | None
    note: str | None
    place: Place

    @property
    def per(self) -> Per:
        """What the amount measures: the whole sum, or what is paid a year or a month."""
        stated = self.amount or self.dollars or self.ceiling
        return stated.per if stated else "total"

    @property
    def key(self) -> tuple[str, str, Per]:
        """What a statement is known by: one source states one measure of one deal once."""
        return (self.source, self.deal, self.per)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A whole knowledge folder."""

    firms: tuple[Firm, ...]
    sources: tuple[Source, ...]
    deals: tuple[Deal, ...]
    statements: tuple[Statement, ...]
