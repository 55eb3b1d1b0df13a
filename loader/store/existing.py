"""Reads what the graph holds of what is to be written, as it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from loader.records import StatementKey
from moneyloop.graph.batches import batches
from moneyloop.graph.connection import run
from moneyloop.graph.queries import query

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


StoredRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Existing:
    """Deals by their ids, and what sources state of them."""

    deals: Mapping[str, StoredRow]
    statements: Mapping[StatementKey, StoredRow]


def existing_deals(transaction: ManagedTransaction, ids: Sequence[str]) -> dict[str, StoredRow]:
    """Those of the deals that the graph holds: rows of `lookup/stored_deals`."""
    return {row["id"]: row for row in looked_up(transaction, "stored_deals", ids)}


def existing_statements(
    transaction: ManagedTransaction, ids: Sequence[str]
) -> dict[StatementKey, StoredRow]:
    """What sources state of these deals and figures: rows of `lookup/stored_statements`."""
    found = looked_up(transaction, "stored_statements", ids)
    return {(row["source"], row["of"], row["per"], row["nth"]): row for row in found}


def looked_up(
    transaction: ManagedTransaction, name: str, items: Sequence[Any], parameter: str = "ids"
) -> Iterable[dict[str, Any]]:
    """The rows that a query under `cypher/lookup/` finds for the items."""
    for batch in batches(items):
        yield from run(transaction, query(f"lookup/{name}"), {parameter: batch}).maps()
