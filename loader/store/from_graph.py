"""Turns what the graph stores back into records: the other way round than `loader.rows`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loader.records import Deal, Place, Source, Statement
from moneyloop.values.amounts import Amount
from moneyloop.values.dates import Period, format_period, parse_period

Stored = Mapping[str, Any]


def source_of(properties: Stored, place: Place) -> Source:
    """A source from its properties; `place` is where the import names it."""
    return Source(
        properties["id"],
        properties["url"],
        properties.get("title"),
        properties.get("publisher"),
        period_of(properties, "published"),
        properties["kind"],
        properties.get("note"),
        place,
    )


def deal_of(row: Stored, place: Place) -> Deal:
    """A deal from a row of `lookup/stored_deals`."""
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
    )


def statement_of(row: Stored, place: Place) -> Statement:
    """A statement on a deal from a row of `lookup/stored_statements`.

    What was read from a column of its own as a ceiling is the upper end of the amount here: it is
    stored the same.
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


def period_of(properties: Stored, name: str) -> Period | None:
    """The period of which the graph keeps one end, from which its precision tells the other."""
    written = written_period(properties, name)
    return parse_period(written) if written else None


def written_period(properties: Stored, name: str) -> str | None:
    """The same in its canonical form; None where there is none."""
    end = properties.get(name)
    if end is None:
        return None
    return format_period(Period(end, end, properties[f"{name}_precision"]))
