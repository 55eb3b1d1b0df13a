"""The log of imports and removals. It is kept in the graph, but it is not exported."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from loader.store.counts import Receipt
from loader.store.send import send_rows
from moneyloop import clock
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Transaction


@dataclass(frozen=True, slots=True)
class File:
    """A file as the user named it, the SHA-256 of its bytes in hex, and its number of lines."""

    name: str
    sha256: str
    lines: int


@dataclass(frozen=True, slots=True)
class Change:
    """What is logged: the command, its files, and the ids of deals that it removed.

    `restated` are deals that were in the graph before, and that lines of an import are about.
    `lines` has a hash of the lines about each deal that it need not be compared with again.
    """

    command: str
    files: Sequence[File] = ()
    removed: Sequence[str] = ()
    restated: Collection[str] = ()
    lines: Mapping[str, str] = field(default_factory=dict)


def log_change(transaction: Transaction, change: Change, receipt: Receipt) -> str | None:
    """Adds an entry to the log and returns its id; None if nothing changed."""
    if not receipt.written:
        return None
    now = clock.now()
    properties = {
        # Many imports have the same second, also because clocks are set back.
        "id": f"i-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}",
        "at": now,
        "command": change.command,
        "files": [file.name for file in change.files],
        "sha256": [file.sha256 for file in change.files],
        "firms_new": receipt.firms.new,
        "sources_new": receipt.sources.new,
        "deals_new": receipt.deals.new,
        "deals_changed": receipt.deals.changed,
        "deals_removed": receipt.deals.removed,
        "statements_new": receipt.statements.new,
        "removed": list(change.removed),
        "version": version("moneyloop"),
    }
    created, restated = set(receipt.new_deals), set(change.restated)

    def touched(deal: str) -> dict[str, object]:
        return {
            "id": deal,
            "created": deal in created,
            "restated": deal in restated,
            "lines": change.lines.get(deal),
        }

    transaction.send(query("write/import"), {"properties": properties})
    deals = (*receipt.new_deals, *receipt.changed_deals)
    send_rows(transaction, "touched", deals, "deals", touched, id=properties["id"])
    return str(properties["id"])
