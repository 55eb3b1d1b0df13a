"""The log of imports and removals. It is kept in the graph, but it is not exported."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from loader.store.counts import Receipt
from moneyloop.graph.connection import run
from moneyloop.graph.queries import query

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True, slots=True)
class File:
    """A file as the user named it, the SHA-256 of its bytes in hex, and its number of lines."""

    name: str
    sha256: str
    lines: int


def log_change(
    transaction: ManagedTransaction,
    command: str,
    files: Sequence[File],
    receipt: Receipt,
    removed: Sequence[str] = (),
) -> None:
    """Adds an entry to the log, unless nothing changed."""
    if not receipt.written:
        return
    now = datetime.now(UTC)
    properties = {
        "id": f"i-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        "at": now,
        "command": command,
        "files": [file.name for file in files],
        "sha256": [file.sha256 for file in files],
        "firms_new": receipt.firms.new,
        "sources_new": receipt.sources.new,
        "deals_new": receipt.deals.new,
        "deals_changed": receipt.deals.changed,
        "deals_removed": receipt.deals.removed,
        "statements_new": receipt.statements.new,
        "removed": list(removed),
        "version": version("moneyloop"),
    }
    deals = [*receipt.new_deals, *receipt.changed_deals]
    run(transaction, query("write/import"), {"properties": properties, "deals": deals})
