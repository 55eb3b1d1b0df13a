"""The loops of each length in numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

from ibis import _

from moneyloop.scan.engines.base import Engine, Table


class LengthSummary(NamedTuple):
    """How many loops have this many hops, how many accounts are on them, and their largest
    weakest hop."""

    hops: int
    loops: int
    accounts: int
    largest_weakest_hop: Any


def summarize(engine: Engine, loops: Table) -> list[LengthSummary]:
    """A summary for each length, the shortest first."""
    counts = loops.group_by("hops").aggregate(loops=_.count(), largest_weakest_hop=_.weakest.max())
    on_loops = loops.select("hops", account=loops.accounts.unnest()).distinct()
    accounts = on_loops.group_by("hops").aggregate(accounts=_.count())
    rows = engine.rows(counts.join(accounts, "hops"))
    return sorted((LengthSummary(**row) for row in rows), key=lambda row: row.hops)
