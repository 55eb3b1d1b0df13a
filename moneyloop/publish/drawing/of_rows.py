"""The drawing of rows that are deals, such as those of `loop`, `firm` and `between`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moneyloop.graph.transaction import Rows
from moneyloop.publish.drawing.arrows import Flow
from moneyloop.publish.drawing.picture import Loop, Picture, picture
from moneyloop.values.edges import EDGE_TYPES

NEEDED = {"payer", "payee", "deal", "type", "usd"}
"""The columns of rows that can be drawn: a deal each, its parties by name or by id."""

FAMILIES = {edge.name: edge.kind for edge in EDGE_TYPES}


def picture_of(rows: Rows) -> Picture | None:
    """The drawing, or None if these rows are no deals.

    A column `hop` numbers the hops of a loop.
    """
    if not set(rows.columns) >= NEEDED:
        return None
    deals = [row for row in rows.maps() if row["type"] in FAMILIES]
    flows = flows_of(deals)
    names = {firm: firm for flow in flows for firm in (flow.payer, flow.payee)}
    return picture(flows, names, _loops(deals)) if flows else None


def flows_of(deals: Iterable[Mapping[str, Any]]) -> list[Flow]:
    """One for each payer, payee and family; its amount is the sum of those that are known."""
    together: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for deal in deals:
        key = deal["payer"], deal["payee"], FAMILIES[deal["type"]]
        together.setdefault(key, []).append(deal)
    return [
        Flow(
            payer,
            payee,
            family,
            _sum(row["usd"] for row in rows),
            tuple(dict.fromkeys(row["type"] for row in rows)),
            tuple(row["deal"] for row in rows),
            is_shown=True,
        )
        for (payer, payee, family), rows in together.items()
    ]


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [usd for usd in amounts if usd is not None]
    return sum(known) if known else None


def _loops(deals: Iterable[Mapping[str, Any]]) -> list[Loop]:
    """The loop along the hops, if they are numbered and lead back to the first payer."""
    hops = {deal["hop"]: (deal["payer"], deal["payee"]) for deal in deals if "hop" in deal}
    ordered = [hops[number] for number in sorted(hops)]
    payers, payees = [payer for payer, _ in ordered], [payee for _, payee in ordered]
    return [(tuple(payers), None)] if ordered and payees == [*payers[1:], payers[0]] else []
