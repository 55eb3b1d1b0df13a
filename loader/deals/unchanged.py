"""Finds lines that an import wrote before and that nothing has changed since.

The log has a hash of the lines that wrote each deal. Whatever changes a deal or a statement about
it removes the hash (`forget_lines` in `loader/store/send.py`). While the hash is there, comparing
the lines with the graph would find no difference. What lines say about sources is always compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.metadata import version

from loader.deals.lines import DealLine
from loader.deals.resolve import ResolvedLine
from loader.deals.sources import COLUMNS as SOURCE_COLUMNS
from loader.store.counts import Count, Receipt
from loader.store.existing import look_up
from moneyloop.graph.transaction import Transaction

_RESOLVED = ("payer", "payee", "source")
_SAID = tuple(
    one.name
    for one in fields(DealLine)
    if one.name not in (*_RESOLVED, *SOURCE_COLUMNS.values(), "place")
)
"""What a line says about a deal, apart from its firms and its source, which are resolved to ids."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The lines that need not be compared with the graph, and how much they are about."""

    lines: Sequence[Sequence[ResolvedLine]] = ()
    """By deal."""
    statements: int = 0

    def added_to(self, receipt: Receipt) -> Receipt:
        """A receipt that counts these as unchanged."""
        return receipt.plus(
            Receipt(
                Count(),
                Count(),
                Count(unchanged=len(self.lines)),
                Count(),
                Count(unchanged=self.statements),
            )
        )


def hashes(lines: Sequence[ResolvedLine]) -> dict[str, str]:
    """A hash of what all lines about a deal say, by the id of the deal if it is not another one."""
    return {deal: _hash(group) for deal, group in _by_deal(lines).items()}


def without_unchanged(
    transaction: Transaction, lines: Sequence[ResolvedLine], known_firms: Collection[str]
) -> tuple[list[ResolvedLine], Unchanged]:
    """The lines that have to be compared with the graph, and those that need not be.

    `known_firms` are the firms in the graph: between others there is no deal yet.
    """
    known = [line for line in lines if line.payer in known_firms and line.payee in known_firms]
    by_deal = _by_deal(known)
    rows = [{"id": deal, "lines": _hash(group)} for deal, group in by_deal.items()]
    found = {
        row["id"]: row["statements"] for row in look_up(transaction, "unchanged", rows, "rows")
    }
    if not found:
        return list(lines), Unchanged()
    left = [line for line in lines if _deal(line) not in found]
    return left, Unchanged([by_deal[deal] for deal in found], sum(found.values()))


def _by_deal(lines: Sequence[ResolvedLine]) -> Mapping[str, list[ResolvedLine]]:
    by_deal: dict[str, list[ResolvedLine]] = {}
    for line in lines:
        by_deal.setdefault(_deal(line), []).append(line)
    return by_deal


def _deal(line: ResolvedLine) -> str:
    return line.line.deal or line.key.deal


@lru_cache
def _version() -> str:
    """Part of each hash, since another release may read or weigh the same line differently."""
    return version("moneyloop")


def _hash(lines: Sequence[ResolvedLine]) -> str:
    said = sorted(
        repr((one.payer, one.payee, one.source, [getattr(one.line, name) for name in _SAID]))
        for one in lines
    )
    text = "\0".join((_version(), *said))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
