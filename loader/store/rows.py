"""The rows that the queries under `cypher/` take and return: what the graph stores about records.

Neo4j has no empty properties, so a property without a value is absent. Dates are first or last
possible days, with their precision beside them. Amounts are whole units of `currency`; `usd*` are
whole US dollars.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NotRequired, TypedDict

from moneyloop.values.amounts import Per


class RecordRow(TypedDict):
    """What every row has: the properties of its node or relationship."""

    properties: Any


class FirmProperties(TypedDict):
    """A firm. `group` is the id of its ultimate parent, or its own."""

    id: str
    name: str
    kind: str
    aliases: list[str]
    group: str
    country: NotRequired[str]
    lei: NotRequired[str]
    cik: NotRequired[str]
    wikidata: NotRequired[str]
    note: NotRequired[str]
    shipped: NotRequired[bool]


class FirmRow(TypedDict):
    """A firm, and the ids of its parent and its consortia."""

    id: str
    properties: FirmProperties
    part_of: list[str]
    member_of: list[str]


class SourceProperties(TypedDict):
    """A source. `published` and `accessed` are first possible days."""

    id: str
    url: str
    kind: str
    title: NotRequired[str]
    publisher: NotRequired[str]
    published: NotRequired[date]
    published_precision: NotRequired[str]
    archived: NotRequired[str]
    accessed: NotRequired[date]
    accessed_precision: NotRequired[str]
    note: NotRequired[str]
    shipped: NotRequired[bool]


class SourceRow(TypedDict):
    """A source."""

    id: str
    properties: SourceProperties


class StatementProperties(TypedDict):
    """A statement. `nth` is absent if it is 1; `caption` is the label in a drawing."""

    per: Per
    as_stated: NotRequired[str]
    amount_low: NotRequired[int]
    amount_high: NotRequired[int]
    currency: NotRequired[str]
    nth: NotRequired[int]
    usd_low: NotRequired[int]
    usd_high: NotRequired[int]
    caption: NotRequired[str]
    status: NotRequired[str]
    locator: NotRequired[str]
    note: NotRequired[str]
    doubtful: NotRequired[bool]
    shipped: NotRequired[bool]


class StatementRow(TypedDict):
    """A statement, and what identifies it."""

    source: str
    of: str
    per: str
    nth: int
    properties: StatementProperties


class ExistingStatement(StatementRow):
    """A statement in the graph, with the properties of its source."""

    source_properties: SourceProperties


class NewStatement(TypedDict):
    """A statement that the graph does not hold yet."""

    source: str
    of: str
    properties: StatementProperties


class WeighedProperties(TypedDict, total=False):
    """What weighing gives a deal or a figure: the headline, and whether sources disagree."""

    usd: int
    usd_low: int
    usd_high: int
    currency: str
    as_stated: str
    caption: str
    sources: list[str]
    contested: bool


class SharedProperties(WeighedProperties, total=False):
    """What the node of a deal and its edge have in common.

    `since` is the first day on which the deal can have been in force, `until` the first day on
    which it is not any more: `ended`, or `since` of the deal that supersedes it. `signed`,
    `closed`, `ends` and `ended` are last possible days. `term` is the duration as `format_term`
    writes it; `term_from` and `term_to` are the first and the last day of the term. `derived` is
    whether the amount is a rate times the term.
    """

    bundle: str
    status: str
    announced: date
    announced_precision: str
    signed: date
    signed_precision: str
    closed: date
    closed_precision: str
    starts: date
    starts_precision: str
    ends: date
    ends_precision: str
    term: str
    ended: date
    ended_precision: str
    instrument: str
    settlement: str
    since: date
    until: date
    term_from: date
    term_to: date
    superseded_by: str
    derived: bool


class OwnProperties(TypedDict):
    """What only the node of a deal has."""

    id: str
    type: str
    note: NotRequired[str]
    shipped: NotRequired[bool]


class DealProperties(SharedProperties, OwnProperties):
    """The node of a deal."""


class EdgeProperties(SharedProperties):
    """The edge of a deal."""

    deal: str


class DealRow(TypedDict):
    """A deal: its node, its edge, its parties and the deals that it supersedes, by their ids."""

    id: str
    properties: DealProperties
    payer: str
    payee: str
    type: str
    edge: EdgeProperties
    supersedes: list[str]


class StatementAboutNewDeal(TypedDict):
    """A statement to be created together with its deal."""

    source: str
    properties: StatementProperties


class NewDeal(TypedDict):
    """A deal whose node and edge are to be created, with the statements about it that are new."""

    payer: str
    payee: str
    shared: SharedProperties
    own: OwnProperties
    statements: list[StatementAboutNewDeal]


class FigureProperties(WeighedProperties):
    """A figure. `amount*` are in the currency of the headline."""

    id: str
    name: str
    kind: str
    period: NotRequired[str]
    starts: NotRequired[date]
    starts_precision: NotRequired[str]
    ends: NotRequired[date]
    ends_precision: NotRequired[str]
    note: NotRequired[str]
    amount: NotRequired[int]
    amount_low: NotRequired[int]
    amount_high: NotRequired[int]
    shipped: NotRequired[bool]


class FigureRow(TypedDict):
    """A figure: the firms that it is about, its deals, and the figures that it supersedes."""

    id: str
    properties: FigureProperties
    about: list[str]
    sums: list[str]
    supersedes: list[str]


class ClaimProperties(TypedDict):
    """A claim. `date` is the first possible day."""

    id: str
    claim: str
    kind: str
    locator: NotRequired[str]
    date: NotRequired[date]
    date_precision: NotRequired[str]
    check: NotRequired[str]
    shipped: NotRequired[bool]


class ClaimRow(TypedDict):
    """A claim, with the id of its source and those of the deals and figures that it is about."""

    id: str
    properties: ClaimProperties
    source: str
    deals: list[str]
    figures: list[str]
