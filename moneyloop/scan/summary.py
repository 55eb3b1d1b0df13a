"""What there is to say of the loops of each length."""

from __future__ import annotations

from typing import Any

from ibis import _

from moneyloop.scan.engine import Engine, Table


def summary(engine: Engine, loops: Table) -> list[tuple[int, int, int, Any]]:
    """For each length: hops, loops, the accounts that are on them, and the largest weakest hop."""
    counted = loops.group_by("hops").aggregate(loops=_.count(), largest=_.weakest.max())
    on_them = loops.select("hops", account=loops.accounts.unnest()).distinct()
    accounts = on_them.group_by("hops").aggregate(accounts=_.count())
    rows = engine.rows(counted.join(accounts, "hops"))
    told = [(row["hops"], row["loops"], row["accounts"], row["largest"]) for row in rows]
    return sorted(told, key=lambda row: row[0])
