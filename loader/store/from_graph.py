"""Turns what the graph stores back into records; `properties` does the reverse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loader.records import Deal, Place, Source, Statement
from loader.store.rows import DealRow, SourceProperties, StatementRow
from moneyloop.values.amounts import Amount
from moneyloop.values.dates import Period, parse_period, written_period
from moneyloop.values.terms import parse_term


def source_of(properties: SourceProperties, place: Place) -> Source:
    """A source; `place` is where the import names it."""
    return Source(
        properties["id"],
        properties["url"],
        properties.get("title"),
        properties.get("publisher"),
        period_of(properties, "published"),
        properties["kind"],
        properties.get("note"),
        place,
        archived=properties.get("archived"),
        accessed=period_of(properties, "accessed"),
    )


def deal_of(row: DealRow, place: Place) -> Deal:
    """A deal; `place` is where the import names it."""
    properties = row["properties"]
    return Deal(
        row["id"],
        properties["type"],
        row["payer"],
        row["payee"],
        properties.get("bundle"),
        period_of(properties, "announced"),
        period_of(properties, "starts"),
        period_of(properties, "ends"),
        period_of(properties, "ended"),
        tuple(row["supersedes"]),
        properties["status"],
        properties.get("instrument"),
        properties.get("settlement"),
        properties.get("note"),
        place,
        signed=period_of(properties, "signed"),
        closed=period_of(properties, "closed"),
        term=parse_term(properties["term"]) if "term" in properties else None,
    )


def statement_of(row: StatementRow, place: Place) -> Statement:
    """A statement about a deal; `place` is where the import states it.

    Its `ceiling` is None: the graph stores a ceiling as the upper bound of the amount.
    """
    properties = row["properties"]
    currency, per = properties.get("currency"), properties["per"]
    low, high = properties.get("amount_low"), properties.get("amount_high")
    usd = (properties.get("usd_low"), properties.get("usd_high"))
    has_dollars = usd != (None, None) and currency != "USD"
    return Statement(
        "deal",
        row["of"],
        row["source"],
        properties.get("as_stated"),
        Amount(low, high, currency, per) if currency else None,
        Amount(*usd, "USD", per) if has_dollars else None,
        None,
        properties.get("status"),
        properties.get("locator"),
        properties.get("note"),
        place,
        row["nth"],
    )


def period_of(properties: Mapping[str, Any], name: str) -> Period | None:
    """A period, from the one bound that the graph stores and from its precision."""
    text = written_period(properties, name)
    return parse_period(text) if text else None
