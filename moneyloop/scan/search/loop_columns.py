"""The columns of loops as a scan returns them; docs/scan.md describes them for users."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

import ibis

from moneyloop.scan.engines.base import Table
from moneyloop.scan.reading.ledger import Ledger

SECONDS_PER_DAY = 86_400


def result_columns(loops: Table, hops: int, ledger: Ledger, *, are_chains: bool) -> Table:
    """Loops (see loops.py) with one list per property of their hops."""
    first, last = loops["first"], loops["last"]
    seconds = last.epoch_seconds() - first.epoch_seconds()

    def listed(column: str) -> Any:
        return ibis.array([loops[f"{column}{at}"] for at in range(hops)])

    def as_date(time: Any) -> Any:
        return time.date() if ledger.has_days_only else time

    def listed_dates(column: str) -> Any:
        return ibis.array([as_date(loops[f"{column}{at}"]) for at in range(hops)])

    amounts = [loops[f"amount{at}"] for at in range(hops)]
    columns = {
        "accounts": listed("a"),
        "hops": ibis.literal(hops, "int8").cast("int64"),
        "payments": listed("payments"),
        "amounts": listed("amount"),
        "weakest": _least(amounts, allows_gaps=ledger.allows_gaps),
        "first": as_date(first),
        "last": as_date(last),
        "days": (seconds // SECONDS_PER_DAY).cast("int64"),
    }
    if ledger.has_types:
        columns["types"] = listed("types")
    # The rest lets an import identify the payments.
    columns |= {"firsts": listed_dates("first"), "lasts": listed_dates("last")}
    if are_chains:
        columns["nths"] = listed("nth")
        if ledger.has_ids:
            columns["ids"] = listed("id")
    columns["ledger"] = ibis.literal(ledger.name) if ledger.name else ibis.null("string")
    return loops.select(**columns)


def _least(amounts: Sequence[Any], *, allows_gaps: bool) -> Any:
    """The least amount; null if any is unknown."""
    least = ibis.least(*amounts)
    if not allows_gaps:
        return least
    is_unknown = reduce(or_, (amount.isnull() for amount in amounts))
    return is_unknown.ifelse(ibis.null(least.type()), least)
