"""What new deals mean: the loops of firms that stand only since they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from moneyloop.graph.connection import run
from moneyloop.graph.queries import query

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

MOST_LOOPS = 1_000
"""More are not looked for: a receipt is no report."""

MOST_DEALS = 10_000
"""Where more were touched nothing is looked for; the report loops tells of all at once."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop of two to four firms: as a row of the report loops, and whether it is a round trip.

    `weakest_usd` is in whole US dollars.
    """

    firms: tuple[str, ...]
    edge_types: tuple[tuple[str, ...], ...]
    weakest_usd: int | None
    round_trip: bool
    deals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewLoops:
    """The loops that are new, round trips and the largest first, and whether these are all."""

    loops: tuple[Loop, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class ChangedDeals:
    """The deals that something touched, and those of them that counted before it did."""

    deals: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()

    def then(self, later: ChangedDeals) -> ChangedDeals:
        """Both, one after the other."""
        return ChangedDeals(self.deals | later.deals, self.counted | (later.counted - self.deals))


def in_force(transaction: ManagedTransaction, deals: Sequence[str]) -> frozenset[str]:
    """Those of the deals that count today."""
    parameters = {"ids": list(deals), "as_of": date.today()}
    [[ids]] = run(transaction, query("lookup/in_force"), parameters).rows
    return frozenset(ids)


def find_new_loops(transaction: ManagedTransaction, touched: ChangedDeals) -> NewLoops:
    """The loops that stand, or are round trips, only since these deals were touched.

    Looked for only around the deals, so that it takes as long on a large graph as on a small one.
    """
    if len(touched.deals) > MOST_DEALS:
        return NewLoops(complete=False)
    count = in_force(transaction, sorted(touched.deals))
    began, ceased = count - touched.counted, touched.counted - count
    if not began:
        return NewLoops()
    found = run(
        transaction,
        query("lookup/new_loops"),
        {
            "deals": sorted(began),
            "ceased": sorted(ceased),
            "as_of": date.today(),
            "limit": MOST_LOOPS + 1,
        },
    )
    loops = [
        Loop(
            tuple(row["firms"]),
            tuple(map(tuple, row["edge_types"])),
            row["weakest_usd"],
            row["round_trip"],
            tuple(row["deals"]),
        )
        for row in found.maps()
    ]
    complete = len(loops) <= MOST_LOOPS
    return NewLoops(tuple(sorted(loops[:MOST_LOOPS], key=_largest_first)), complete)


def _largest_first(loop: Loop) -> tuple[bool, int, tuple[str, ...]]:
    return (not loop.round_trip, -(loop.weakest_usd or 0), loop.firms)
