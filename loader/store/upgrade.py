"""Brings a graph of an older version of the model up to date."""

from __future__ import annotations

from loader.store.reassess import reassess
from moneyloop.graph.queries import query
from moneyloop.graph.schema import SCHEMA
from moneyloop.graph.transaction import Transaction


def upgrade(transaction: Transaction) -> None:
    """Adds the properties that an older release did not write. The new marker must be locked."""
    [[dropped]] = transaction.run(query("write/drop_old_markers"), {"schema": SCHEMA}).rows
    if dropped:
        reassess(transaction, (id_ for (id_,) in transaction.run(query("lookup/deals"), {}).rows))
