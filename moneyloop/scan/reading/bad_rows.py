"""Why a row is not a payment, in words that name the option that would read it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import ibis

from moneyloop.scan.engines.base import Table
from moneyloop.scan.reading import amounts, dates
from moneyloop.scan.reading.formats import NumberAndDateFormats


def reason(rows: Table, needed: Collection[str], formats: NumberAndDateFormats) -> Any:
    """The first reason why a row is not a payment; null for a payment.

    `rows` have what was read and, as `…_cell`, what it was read from; `needed` are the roles that
    must have a value.
    """
    cases: list[tuple[Any, Any]] = []
    for role in needed:
        cell = rows[f"{role}_cell"]
        cases.append((cell.isnull(), f"no {role}"))
        if role == "amount":
            unreadable = amounts.reason_unreadable(cell, formats)
            if "date" in needed:
                # Both reasons, so that one scan is enough to learn which options are needed.
                unreadable = unreadable.concat(_and_date(rows, formats))
            cases.append((rows.amount.isnull(), unreadable))
            if rows.amount.type().is_floating():
                cases.append((rows.amount.isnan() | rows.amount.isinf(), unreadable))
            cases.append((rows.amount < 0, "the amount is negative; swap payer and payee"))
        if role == "date":
            cases.append((rows["date"].isnull(), dates.reason_unreadable(cell, formats)))
            cases.append((rows["date"] > dates.LATEST, "the date is after the year 9999 in UTC"))
    return ibis.cases(*cases, else_=ibis.null("string"))


def _and_date(rows: Table, formats: NumberAndDateFormats) -> Any:
    """The reason why the date cannot be read either, after a semicolon; else empty."""
    cell = rows["date_cell"]
    unreadable = rows["date"].isnull() & cell.notnull()
    return unreadable.ifelse(ibis.literal("; ").concat(dates.reason_unreadable(cell, formats)), "")
