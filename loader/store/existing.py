"""Reads records that the graph already holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from loader.records import StatementKey
from loader.store.rows import ClaimRow, DealRow, ExistingStatement, FigureRow, FirmRow, SourceRow
from moneyloop.graph.batches import batches
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Existing:
    """Deals by id, and the statements about them by key."""

    deals: Mapping[str, DealRow]
    statements: Mapping[StatementKey, ExistingStatement]


def existing_firms(transaction: Transaction, ids: Iterable[str]) -> dict[str, FirmRow]:
    """The given firms that exist in the graph, by id."""
    return {row["id"]: row for row in look_up(transaction, "existing_firms", list(ids))}


def existing_sources(transaction: Transaction, ids: Iterable[str]) -> dict[str, SourceRow]:
    """The given sources that exist in the graph, by id."""
    return {row["id"]: row for row in look_up(transaction, "existing_sources", list(ids))}


def all_sources(transaction: Transaction) -> list[SourceRow]:
    """Every source in the graph."""
    rows: Any = transaction.run(query("lookup/all_sources"), {}).maps()
    return cast("list[SourceRow]", rows)


def existing_deals(transaction: Transaction, ids: Iterable[str]) -> dict[str, DealRow]:
    """The given deals that exist in the graph, by id."""
    return {row["id"]: row for row in look_up(transaction, "existing_deals", list(ids))}


def existing_figures(transaction: Transaction, ids: Iterable[str]) -> dict[str, FigureRow]:
    """The given figures that exist in the graph, by id."""
    return {row["id"]: row for row in look_up(transaction, "existing_figures", list(ids))}


def existing_claims(transaction: Transaction, ids: Iterable[str]) -> dict[str, ClaimRow]:
    """The given claims that exist in the graph, by id."""
    return {row["id"]: row for row in look_up(transaction, "existing_claims", list(ids))}


def existing_statements(
    transaction: Transaction, ids: Iterable[str]
) -> dict[StatementKey, ExistingStatement]:
    """The statements about these deals and figures, by key."""
    rows = look_up(transaction, "existing_statements", list(ids))
    return {(row["source"], row["of"], row["per"], row["nth"]): row for row in rows}


def look_up(
    transaction: Transaction, name: str, items: Sequence[Any], parameter: str = "ids"
) -> Iterable[Any]:
    """The rows that `cypher/lookup/<name>.cypher` finds for the items, queried in batches."""
    for batch in batches(items):
        yield from transaction.run(query(f"lookup/{name}"), {parameter: batch}).maps()
