"""Turns records into what is written: maps of properties, as Neo4j stores them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from loader.evidence import Claim, Weighed
from loader.folder.checks import parents
from loader.records import Deal, Figure, Firm, Source, Statement
from moneyloop.values.dates import Period
from moneyloop.values.money import caption

Properties = dict[str, Any]


def _known(properties: Mapping[str, Any]) -> Properties:
    """Without what is not known: Neo4j has no empty properties."""
    return {name: value for name, value in properties.items() if value is not None}


def firm_properties(firm: Firm, by_id: Mapping[str, Firm]) -> Properties:
    """`group` is the ultimate parent's id, the firm's own where it has no parent."""
    return _known(
        {
            "id": firm.id,
            "name": firm.name,
            "kind": firm.kind,
            "country": firm.country,
            "aliases": sorted(firm.aliases),
            "group": [firm.id, *parents(firm, by_id)][-1],
            "note": firm.note,
        }
    )


def source_properties(source: Source) -> Properties:
    """`published` is the first possible day."""
    return _known(
        {
            "id": source.id,
            "url": source.url,
            "title": source.title,
            "publisher": source.publisher,
            "kind": source.kind,
            "published": source.published.first if source.published else None,
            "published_precision": source.published.precision if source.published else None,
            "note": source.note,
        }
    )


def statement_properties(statement: Statement) -> Properties:
    """Amounts in whole units of `currency`; `usd_*` in whole US dollars where the source does.

    `nth` is there only where one source says several things of one measure, and `caption` is what
    a drawing shows of it.
    """
    amount, ceiling = statement.amount, statement.ceiling
    stated_in = amount or ceiling
    low = amount.low if amount else None
    # A value that needs a price target to be met is an upper end and nothing else.
    high = ceiling.stated if ceiling else amount.high if amount else None
    currency = stated_in.currency if stated_in else None
    dollars = statement.dollars
    in_dollars = currency == "USD"
    return _known(
        {
            "as_stated": statement.as_stated,
            "amount_low": low,
            "amount_high": high,
            "currency": currency,
            "per": statement.per,
            "nth": statement.nth if statement.nth > 1 else None,
            "usd_low": dollars.low if dollars else low if in_dollars else None,
            "usd_high": dollars.high if dollars else high if in_dollars else None,
            "caption": _said(statement, low, high, currency),
            "status": statement.status,
            "locator": statement.locator,
            "note": statement.note,
        }
    )


def _said(
    statement: Statement, low: int | None, high: int | None, currency: str | None
) -> str | None:
    """What is stated in few letters: the amount, else the source's own words."""
    dollars = statement.dollars
    amount = caption(low, high, currency)
    if amount is None and dollars:
        amount = caption(dollars.low, dollars.high, "USD")
    if amount is None:
        return statement.as_stated
    return amount if statement.per == "total" else f"{amount} a {statement.per}"


def claims(source: Mapping[str, Any], statement: Mapping[str, Any]) -> list[Claim]:
    """What a statement claims, in its own currency and, where the source says so, in dollars.

    Both arguments are properties as the graph stores them.
    """
    figures = [(statement.get("currency"), "amount_low", "amount_high")]
    if statement.get("currency") != "USD" and statement.keys() & {"usd_low", "usd_high"}:
        figures.append(("USD", "usd_low", "usd_high"))
    return [
        Claim(
            source["id"],
            source["kind"],
            source.get("published"),
            statement["per"],
            currency,
            statement.get(low),
            statement.get(high),
            statement.get("as_stated"),
            statement.get("nth", 1),
        )
        for currency, low, high in figures
    ]


def deal_properties(
    deal: Deal, weighed: Weighed, published: Sequence[date], successor: str | None
) -> Properties:
    """What a deal's node and its edge share.

    `since` is the first day on which the deal can have stood: that of its announcement, else of
    the earliest publication that tells of it. `ends` and `ended` are last possible days.
    """
    announced = deal.announced.first if deal.announced else None
    return _known(
        {
            "bundle": deal.bundle,
            "status": deal.status,
            **_period("announced", deal.announced),
            **_period("starts", deal.starts),
            **_period("ends", deal.ends, last=True),
            **_period("ended", deal.ended, last=True),
            "instrument": deal.instrument,
            "settlement": deal.settlement,
        }
    ) | weighed_properties(weighed, announced, published, successor)


NO_AMOUNT = "?"

OWN = frozenset(("id", "type", "note", "shipped"))
"""What a deal's node does not share with its edge."""


def shared_and_own(properties: Properties) -> tuple[Properties, Properties]:
    """The properties of a deal's node: those that its edge has too, and the others."""
    own = {name: properties[name] for name in OWN & properties.keys()}
    return {name: value for name, value in properties.items() if name not in OWN}, own


def weighed_properties(
    weighed: Weighed, announced: date | None, published: Sequence[date], successor: str | None
) -> Properties:
    """Those properties of a deal that come from what its sources and other deals say of it.

    `caption` is what stands beside the arrow in a drawing: the amount, or a question mark.
    """
    since = announced or min(published, default=None)
    known = _known({"since": since, "superseded_by": successor})
    return {"caption": NO_AMOUNT} | _headline_properties(weighed) | known


def figure_properties(figure: Figure, weighed: Weighed) -> Properties:
    """A figure as it is stored. `ends` is a last possible day."""
    return _known(
        {
            "id": figure.id,
            "name": figure.name,
            "kind": figure.kind,
            "period": figure.period,
            **_period("starts", figure.starts),
            **_period("ends", figure.ends, last=True),
            "note": figure.note,
        }
    ) | weighed_figure_properties(weighed)


def weighed_figure_properties(weighed: Weighed) -> Properties:
    """Those properties of a figure that come from what its sources state.

    Unlike a deal it has its amount in the headline's own currency too.
    """
    headline = weighed.headline
    return _headline_properties(weighed) | _known(
        {
            "amount": headline.figure if headline else None,
            "amount_low": headline.low if headline else None,
            "amount_high": headline.high if headline else None,
        }
    )


def _headline_properties(weighed: Weighed) -> Properties:
    headline = weighed.headline
    usd = headline if headline and headline.currency == "USD" else None
    return _known(
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


WEIGHED = (
    *("usd", "usd_low", "usd_high", "currency", "as_stated", "caption", "sources", "contested"),
    *("since", "superseded_by"),
    *("amount", "amount_low", "amount_high"),
)
"""What does not come from a record itself; the second line is of deals, the third of figures."""


def without_weighed(properties: Mapping[str, Any]) -> Properties:
    """The other properties of a deal, its edge or a figure, to which freshly weighed ones come."""
    return {name: value for name, value in properties.items() if name not in WEIGHED}


def _period(name: str, period: Period | None, *, last: bool = False) -> Properties:
    if period is None:
        return {}
    day = period.last if last else period.first
    return {name: day, f"{name}_precision": period.precision}
