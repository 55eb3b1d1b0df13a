"""Brings a graph of an older version of the model up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader.store.reassess import reassess
from moneyloop.graph.connection import run
from moneyloop.graph.queries import query
from moneyloop.graph.schema import SCHEMA

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


def upgrade(transaction: ManagedTransaction) -> None:
    """Adds the properties that an older release did not write. The new marker must be locked."""
    [[dropped]] = run(transaction, query("write/drop_old_markers"), {"schema": SCHEMA}).rows
    if dropped:
        reassess(transaction, (id_ for (id_,) in run(transaction, query("lookup/deals"), {}).rows))
