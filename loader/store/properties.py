"""Turns records into the properties that the graph stores; `from_graph` does the reverse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, cast

from loader.evidence import StatedAmount, Weighed
from loader.records import Claim, Deal, Figure, Firm, Source, Statement, parents
from loader.store.rows import (
    ClaimProperties,
    DealProperties,
    DealRow,
    FigureProperties,
    FirmProperties,
    OwnProperties,
    SharedProperties,
    SourceProperties,
    StatementProperties,
    WeighedProperties,
)
from moneyloop.values.dates import Period
from moneyloop.values.money import caption
from moneyloop.values.terms import format_term, term_of


class Successor(NamedTuple):
    """A deal that supersedes another: its id, and the first day on which it can be in force."""

    id: str
    since: date | None


def _known(properties: Mapping[str, Any]) -> Any:
    """The properties that have a value, since Neo4j has no empty ones; typed by the caller."""
    return {name: value for name, value in properties.items() if value is not None}


def firm_properties(firm: Firm, by_id: Mapping[str, Firm]) -> FirmProperties:
    """The properties of a firm; `by_id` holds its parents."""
    found: FirmProperties = _known(
        {
            "id": firm.id,
            "name": firm.name,
            "kind": firm.kind,
            "country": firm.country,
            "lei": firm.lei,
            "cik": firm.cik,
            "wikidata": firm.wikidata,
            "aliases": sorted(firm.aliases),
            "group": [firm.id, *parents(firm, by_id)][-1],
            "note": firm.note,
        }
    )
    return found


def source_properties(source: Source) -> SourceProperties:
    """The properties of a source."""
    found: SourceProperties = _known(
        {
            "id": source.id,
            "url": source.url,
            "title": source.title,
            "publisher": source.publisher,
            "kind": source.kind,
            **_period("published", source.published),
            "archived": source.archived,
            **_period("accessed", source.accessed),
            "note": source.note,
        }
    )
    return found


def statement_properties(statement: Statement) -> StatementProperties:
    """The properties of a statement before weighing: `doubtful` is still missing."""
    amount, ceiling = statement.amount, statement.ceiling
    stated_in = amount or ceiling
    low = amount.low if amount else None
    # A value that depends on a price target is only an upper bound.
    high = ceiling.stated if ceiling else amount.high if amount else None
    currency = stated_in.currency if stated_in else None
    dollars = statement.dollars
    in_dollars = currency == "USD"
    found: StatementProperties = _known(
        {
            "as_stated": statement.as_stated,
            "amount_low": low,
            "amount_high": high,
            "currency": currency,
            "per": statement.per,
            "nth": statement.nth if statement.nth > 1 else None,
            "usd_low": dollars.low if dollars else low if in_dollars else None,
            "usd_high": dollars.high if dollars else high if in_dollars else None,
            "caption": _statement_caption(statement, low, high, currency),
            "status": statement.status,
            "locator": statement.locator,
            "note": statement.note,
        }
    )
    return found


def _statement_caption(
    statement: Statement, low: int | None, high: int | None, currency: str | None
) -> str | None:
    """A short label: the amount, or the words of the source if there is none."""
    dollars = statement.dollars
    amount = caption(low, high, currency)
    if amount is None and dollars:
        amount = caption(dollars.low, dollars.high, "USD")
    if amount is None:
        return statement.as_stated
    return amount if statement.per == "total" else f"{amount} a {statement.per}"


def stated_amounts(source: SourceProperties, statement: StatementProperties) -> list[StatedAmount]:
    """The claims of a statement: one in its own currency, and one in dollars if it gives both."""
    currency = statement.get("currency")
    ranges = [(currency, statement.get("amount_low"), statement.get("amount_high"))]
    if currency != "USD" and statement.keys() & {"usd_low", "usd_high"}:
        ranges.append(("USD", statement.get("usd_low"), statement.get("usd_high")))
    return [
        StatedAmount(
            source["id"],
            source["kind"],
            source.get("published"),
            statement["per"],
            currency,
            low,
            high,
            statement.get("as_stated"),
            statement.get("nth", 1),
        )
        for currency, low, high in ranges
    ]


def deal_properties(
    deal: Deal, weighed: Weighed, published: Sequence[date], successor: Successor | None
) -> SharedProperties:
    """The properties that the node of a deal and its edge share.

    `published` are the days on which its sources were published. `since` is the day of the
    announcement, or of the earliest publication. `caption` is the label of the arrow in a drawing:
    the amount, or a question mark.
    """
    since = since_of(deal, published)
    ends = [deal.ended.last] if deal.ended else []
    if successor and successor.since:
        ends.append(successor.since)
    term_from, term_to = term_of(deal.starts, deal.ends, deal.term, since)
    found: SharedProperties = _known(
        {
            "bundle": deal.bundle,
            "status": deal.status,
            **_period("announced", deal.announced),
            **_period("signed", deal.signed, last=True),
            **_period("closed", deal.closed, last=True),
            **_period("starts", deal.starts),
            **_period("ends", deal.ends, last=True),
            "term": format_term(deal.term) if deal.term else None,
            **_period("ended", deal.ended, last=True),
            "instrument": deal.instrument,
            "settlement": deal.settlement,
            "since": since,
            "until": min(ends, default=None),
            "term_from": term_from,
            "term_to": term_to,
            "superseded_by": successor.id if successor else None,
            "derived": weighed.derived,
        }
    )
    return {"caption": NO_AMOUNT, **_headline_properties(weighed), **found}


def since_of(deal: Deal, published: Sequence[date]) -> date | None:
    """The first day on which a deal can have been in force; None if it has no date at all."""
    return deal.announced.first if deal.announced else min(published, default=None)


def deal_row(
    deal: Deal,
    weighed: Weighed,
    published: Sequence[date],
    supersedes: list[str],
    successor: Successor | None,
) -> DealRow:
    """All that is stored about a deal; see `deal_properties`."""
    shared = deal_properties(deal, weighed, published, successor)
    own: OwnProperties = {"id": deal.id, "type": deal.type}
    if deal.note:
        own["note"] = deal.note
    return {
        "id": deal.id,
        "properties": {**shared, **own},
        "payer": deal.payer,
        "payee": deal.payee,
        "type": deal.type,
        "edge": {**shared, "deal": deal.id},
        "supersedes": supersedes,
    }


NO_AMOUNT = "?"

OWN = frozenset(("id", "type", "note", "shipped"))
"""The properties of a deal's node that its edge does not have."""


def shared_and_own(properties: DealProperties) -> tuple[SharedProperties, OwnProperties]:
    """Splits the properties of a deal's node: those that its edge has too, and the others."""
    shared: Any = {name: value for name, value in properties.items() if name not in OWN}
    own: Any = {name: value for name, value in properties.items() if name in OWN}
    return shared, own


def figure_properties(figure: Figure, weighed: Weighed) -> FigureProperties:
    """The properties of a figure."""
    found: FigureProperties = _known(
        {
            "id": figure.id,
            "name": figure.name,
            "kind": figure.kind,
            "period": figure.period,
            **_period("starts", figure.starts),
            **_period("ends", figure.ends, last=True),
            "note": figure.note,
        }
    )
    return {**found, **weighed_figure_properties(weighed)}


def claim_properties(claim: Claim) -> ClaimProperties:
    """The properties of a claim."""
    found: ClaimProperties = _known(
        {
            "id": claim.id,
            "claim": claim.claim,
            "kind": claim.kind,
            "locator": claim.locator,
            **_period("date", claim.date),
            "check": claim.check,
        }
    )
    return found


def weighed_figure_properties(weighed: Weighed) -> Any:
    """The properties of a figure that depend on its sources.

    Unlike a deal, a figure also has its amount in the currency of the headline.
    """
    headline = weighed.headline
    return {
        **_headline_properties(weighed),
        **_known(
            {
                "amount": headline.figure if headline else None,
                "amount_low": headline.low if headline else None,
                "amount_high": headline.high if headline else None,
            }
        ),
    }


def _headline_properties(weighed: Weighed) -> WeighedProperties:
    headline = weighed.headline
    usd = headline if headline and headline.currency == "USD" else None
    found: WeighedProperties = _known(
        {
            "usd": usd.figure if usd else None,
            "usd_low": usd.low if usd else None,
            "usd_high": usd.high if usd else None,
            "currency": headline.currency if headline else None,
            "as_stated": headline.as_stated if headline else None,
            "caption": caption(headline.low, headline.high, headline.currency)
            if headline
            else None,
            "sources": list(weighed.sources),
            "contested": weighed.contested,
        }
    )
    return found


WEIGHED = (
    *("usd", "usd_low", "usd_high", "currency", "as_stated", "caption", "sources", "contested"),
    *("amount", "amount_low", "amount_high"),
)
"""Properties of a figure that depend on weighing."""


def without_weighed(properties: FigureProperties) -> FigureProperties:
    """The properties of a figure that do not depend on weighing."""
    kept: Any = {name: value for name, value in properties.items() if name not in WEIGHED}
    return cast("FigureProperties", kept)


def _period(name: str, period: Period | None, *, last: bool = False) -> dict[str, Any]:
    """A date and its precision; with `last` the last possible day, otherwise the first."""
    if period is None:
        return {}
    day = period.last if last else period.first
    return {name: day, f"{name}_precision": period.precision}
