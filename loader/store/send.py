"""Sends rows to the queries under `cypher/write/`, in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from loader.store.compare import Difference
from loader.store.properties import shared_and_own
from loader.store.rows import DealRow, NewDeal, NewStatement, StatementRow
from moneyloop.graph.batches import batches
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Transaction

T = TypeVar("T")


def send_rows(
    transaction: Transaction,
    name: str,
    items: Sequence[T],
    parameter: str = "rows",
    convert: Callable[[T], object] | None = None,
    **others: object,
) -> None:
    """Runs `cypher/write/<name>.cypher` for the items, without waiting for the server.

    `convert` makes the parameter of each item, while the server writes the batch before it;
    `others` are further parameters of the query.
    """
    for batch in batches(items):
        sent: Sequence[object] = list(map(convert, batch)) if convert else batch
        transaction.send(query(f"write/{name}"), {parameter: sent, **others})


def send_deals(
    transaction: Transaction,
    difference: Difference[DealRow],
    existing: Mapping[str, DealRow],
    statements: Difference[StatementRow],
) -> None:
    """Writes deals that are new or changed, and the statements about them.

    A deal whose type or parties changed loses its edge and is written like a new one.
    """
    moved = {row["id"] for row in difference.changed if _has_moved(row, existing[row["id"]])}
    send_rows(transaction, "detach_deals", sorted(moved), "ids")
    changed = [row for row in difference.changed if row["id"] not in moved]
    send_rows(
        transaction, "deals", changed, convert=lambda row: _changed_deal(row, existing[row["id"]])
    )
    forget_lines(transaction, (row["id"] for row in difference.changed))
    created = [*difference.new, *(row for row in difference.changed if row["id"] in moved)]
    about: dict[str, list[StatementRow]] = {row["id"]: [] for row in created}
    others = Difference[StatementRow](changed=statements.changed)
    for row in statements.new:
        about.get(row["of"], others.new).append(row)
    send_rows(
        transaction, "new_deals", created, convert=lambda row: _new_deal(row, about[row["id"]])
    )
    send_statements(transaction, others)


def send_statements(transaction: Transaction, difference: Difference[StatementRow]) -> None:
    """Writes statements that are new or changed, about deals and figures that are in the graph."""
    send_rows(transaction, "new_statements", difference.new, convert=_new_statement)
    send_rows(transaction, "statements", difference.changed)
    forget_lines(transaction, (row["of"] for row in difference.rows))


def forget_lines(transaction: Transaction, deals: Iterable[str]) -> None:
    """Lines about these deals have to be compared with the graph again, since something changed."""
    send_rows(transaction, "forget_lines", sorted(set(deals)), "ids")


def drop(transaction: Transaction, kind: str, items: Sequence[Any], parameter: str = "ids") -> int:
    """Removes records of a kind that nothing else needs; returns how many are gone."""
    if not items:
        return 0
    dropped = transaction.run(query(f"write/drop_{kind}"), {parameter: list(items)})
    return int(dropped.rows[0][0])


def _has_moved(row: DealRow, before: DealRow) -> bool:
    return (row["payer"], row["payee"], row["type"]) != (
        before["payer"],
        before["payee"],
        before["type"],
    )


def _new_deal(row: DealRow, statements: Iterable[StatementRow]) -> NewDeal:
    """What node and edge share is sent once: sending takes most of the time of a large load."""
    shared, own = shared_and_own(row["properties"])
    return {
        "payer": row["payer"],
        "payee": row["payee"],
        "shared": shared,
        "own": own,
        "statements": [
            {"source": one["source"], "properties": one["properties"]} for one in statements
        ],
    }


def _changed_deal(row: DealRow, before: DealRow) -> dict[str, object]:
    return {
        "id": row["id"],
        "properties": _changes(before["properties"], row["properties"]),
        "edge": _changes(before["edge"], row["edge"]),
    }


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """The properties that are new or changed, and None for those that are gone."""
    return {
        name: after.get(name)
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    }


def _new_statement(row: StatementRow) -> NewStatement:
    return {"source": row["source"], "of": row["of"], "properties": row["properties"]}
