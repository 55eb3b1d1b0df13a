"""The records of the knowledge base: firms, sources, deals, figures, statements and claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from moneyloop.graph.batches import batches
from moneyloop.values.amounts import Amount, Per
from moneyloop.values.dates import Period
from moneyloop.values.terms import Term

FIRM_KINDS = ("company", "vehicle", "consortium", "fund", "government", "account")

# From the most to the least reliable.
SOURCE_KINDS = ("filing", "company", "news", "analysis", "blog")

STATUSES = ("reported", "announced", "signed", "closed", "contingent", "terminated")

SETTLEMENTS = ("cash", "credits", "shares", "contingent", "secondary")

FIGURE_KINDS = ("actual", "run_rate", "forecast", "plan", "total")

CLAIM_KINDS = ("amount", "date", "fact", "structure", "opinion")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record was read: the file as the user named it, the line (from 1), and the columns
    of that file."""

    file: str
    line: int
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm. `part_of` is the id of its parent; `member_of` holds ids of consortia.

    `lei`, `cik` and `wikidata` are its identifiers in the registers of legal entities, of the SEC
    and of Wikidata.
    """

    id: str
    name: str
    kind: str
    country: str | None
    part_of: str | None
    member_of: tuple[str, ...]
    aliases: tuple[str, ...]
    note: str | None
    place: Place
    lei: str | None = None
    cik: str | None = None
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A publication; `kind` is one of SOURCE_KINDS.

    `archived` is its address at an archive, `accessed` when it was looked at.
    """

    id: str
    url: str
    title: str | None
    publisher: str | None
    published: Period | None
    kind: str
    note: str | None
    place: Place
    archived: str | None = None
    accessed: Period | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal: one typed edge. It has no amount; amounts belong to the sources that state them.

    `payer`, `payee` and `supersedes` are ids. `signed` and `closed` are when it reached these
    stages; `term` is the duration from `starts`, if a source states one. `ended` is when it was
    terminated or replaced.
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
    signed: Period | None = None
    closed: Period | None = None
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of firms, such as revenue, or a total of deals. Sources state its amount.

    `name` is the measure in words, `about` holds ids of firms, `sums` ids of the deals that it
    adds up. `period` is what sources call the time it covers; `starts` and `ends` bound it.
    `supersedes` holds ids of earlier figures that it replaces.
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
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source states about one deal or figure, whose id is `of`.

    `amount` is in the currency of the statement; `dollars` is the same in US dollars, if the source
    gives both. `ceiling` depends on a price target: it is an upper bound only. `nth` numbers, from
    1, what one source states about one measure in several places.
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
        """What the amount measures: the total, or a payment per year, quarter or month."""
        stated = self.amount or self.dollars or self.ceiling
        return stated.per if stated else "total"

    @property
    def key(self) -> StatementKey:
        """What identifies the statement."""
        return (self.source, self.of, self.per, self.nth)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a source claims, in one sentence of our own: it is checked, and never weighed.

    `kind` is one of CLAIM_KINDS. `deals` and `figures` hold ids of what it is about; an amount is
    that of the statement of the same source and locator about one of them. `date` is the day that
    it claims for its deals. `check` names a query under `cypher/claims/` that decides a claim about
    structure.
    """

    id: str
    source: str
    locator: str | None
    claim: str
    kind: str
    date: Period | None
    deals: tuple[str, ...]
    figures: tuple[str, ...]
    check: str | None
    place: Place


StatementKey = tuple[str, str, str, int]
"""Source, deal or figure, measure, and the ordinal among statements that share these."""


RECORD_KINDS = ("firm", "source", "deal", "figure", "statement", "claim")

Record = tuple[str, str | StatementKey]
"""The kind of a record, and its id or the key of a statement."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the deals, with every statement about them.

    Of several parts, the first has every deal that supersedes others.
    """

    deals: Sequence[Deal]
    statements: Sequence[Statement]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A whole knowledge folder. No deal has the id of a figure.

    If the folder was exported from a graph, `shipped` names the records that shipped.
    """

    firms: tuple[Firm, ...]
    sources: tuple[Source, ...]
    deals: tuple[Deal, ...]
    figures: tuple[Figure, ...]
    statements: tuple[Statement, ...]
    shipped: frozenset[Record] = frozenset()
    claims: tuple[Claim, ...] = ()

    def parts(self) -> Iterator[Part]:
        """The deals with their statements: first those that supersede others, then batches."""
        by_subject: dict[str, list[Statement]] = {}
        for statement in self.statements:
            by_subject.setdefault(statement.of, []).append(statement)
        superseding = [deal for deal in self.deals if deal.supersedes]
        others = [deal for deal in self.deals if not deal.supersedes]
        for batch in [superseding, *batches(others)]:
            yield Part(batch, [one for deal in batch for one in by_subject.get(deal.id, ())])


LEDGER = "ledger:"
"""Begins the address of a ledger, which is not published anywhere."""


def is_address(source: str) -> bool:
    """Whether a source is named by its address rather than by its id."""
    return source.lower().startswith(("https://", "http://", LEDGER))


def parents(firm: Firm, by_id: Mapping[str, Firm]) -> list[str]:
    """The ids of the firm's parent, grandparent and so on, up to the first that repeats."""
    line: list[str] = []
    parent = firm.part_of
    while parent is not None:
        line.append(parent)
        if parent == firm.id or parent in line[:-1] or parent not in by_id:
            break
        parent = by_id[parent].part_of
    return line
