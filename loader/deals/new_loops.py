"""Finds the loops that an import closed; the query `lookup/new_loops` decides which are new."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from moneyloop import clock
from moneyloop.graph.queries import query
from moneyloop.graph.transaction import Transaction

if TYPE_CHECKING:
    from loader.records import Place

MAX_LOOPS = 1_000
"""Limit for the import summary; the report loops lists all of them."""

KINDS = ("round_trip", "circular_trade", "circular_capital")
"""The kinds of loops: of capital and revenue, of revenue only, of capital only."""

MAX_DEALS = 10_000
"""If more deals than this changed, no loops are looked for."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop of two to four firms, as in a row of the report loops.

    `weakest_usd` is in whole US dollars.
    """

    firms: tuple[str, ...]
    edge_types: tuple[tuple[str, ...], ...]
    weakest_usd: int | None
    round_trip: bool
    deals: tuple[str, ...]
    kind: str
    """One of KINDS."""
    hop_usd: tuple[int | None, ...] = field(default=(), compare=False)
    """The whole US dollars of each hop; None where no amount is known."""
    closed_by: str | None = field(default=None, compare=False)
    """The file and line of the last deal on it that the import wrote."""


@dataclass(frozen=True, slots=True)
class NewLoops:
    """New loops, round trips first and then the largest, and whether these are all."""

    loops: tuple[Loop, ...] = ()
    complete: bool = True

    def closed_by(self, places: Mapping[str, Place]) -> NewLoops:
        """The same loops with the lines that closed them, given those of the changed deals.

        The files come in the order of their first deals.
        """
        ranks = {file: rank for rank, file in enumerate(dict.fromkeys(_files(places)))}

        def with_line(loop: Loop) -> Loop:
            on_it = [place for deal in loop.deals if (place := places.get(deal))]
            last = max(on_it, key=lambda one: (ranks[one.file], one.line), default=None)
            closed_by = f"{last.file}:{last.line}" if last and last.line else None
            return replace(loop, closed_by=closed_by)

        return replace(self, loops=tuple(map(with_line, self.loops)))


def _files(places: Mapping[str, Place]) -> Iterator[str]:
    return (place.file for place in places.values())


@dataclass(frozen=True, slots=True)
class ChangedDeals:
    """The deals that a change wrote, and which of them were in force before it."""

    deals: frozenset[str] = frozenset()
    were_in_force: frozenset[str] = frozenset()

    def then(self, later: ChangedDeals) -> ChangedDeals:
        """This change followed by a later one."""
        were_in_force = self.were_in_force | (later.were_in_force - self.deals)
        return ChangedDeals(self.deals | later.deals, were_in_force)


def in_force(transaction: Transaction, deals: Collection[str]) -> frozenset[str]:
    """Which of the deals are in force today."""
    parameters = {"ids": sorted(deals), "as_of": clock.today()}
    [[ids]] = transaction.run(query("lookup/in_force"), parameters).rows
    return frozenset(ids)


def find_new_loops(transaction: Transaction, changed: ChangedDeals) -> NewLoops:
    """The loops that exist, or are round trips, only since these deals changed.

    Only loops through the deals are searched, so it is as quick on a large graph as on a small one.
    """
    if len(changed.deals) > MAX_DEALS:
        return NewLoops(complete=False)
    are_in_force = in_force(transaction, changed.deals)
    began, ended = are_in_force - changed.were_in_force, changed.were_in_force - are_in_force
    if not began:
        return NewLoops()
    found = transaction.run(
        query("lookup/new_loops"),
        {
            "deals": sorted(began),
            "ended": sorted(ended),
            "as_of": clock.today(),
            "limit": MAX_LOOPS + 1,
        },
    )
    loops = [
        Loop(
            tuple(row["firms"]),
            tuple(map(tuple, row["edge_types"])),
            row["weakest_usd"],
            row["kind"] == KINDS[0],
            tuple(row["deals"]),
            row["kind"],
            tuple(row["hop_usd"]),
        )
        for row in found.maps()
    ]
    complete = len(loops) <= MAX_LOOPS
    return NewLoops(tuple(sorted(loops[:MAX_LOOPS], key=_largest_first)), complete)


def _largest_first(loop: Loop) -> tuple[int, int, tuple[str, ...]]:
    return (KINDS.index(loop.kind), -(loop.weakest_usd or 0), loop.firms)
