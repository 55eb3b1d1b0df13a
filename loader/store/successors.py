"""Finds out which deal supersedes which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from loader.store.existing import look_up
from loader.store.properties import Successor
from moneyloop.graph.transaction import Transaction

Supersedes = Mapping[str, Iterable[str]]
"""By the id of a deal, the ids of those that it supersedes."""

Since = Mapping[str, date | None]
"""By the id of a deal, the first day on which it can be in force."""


def successors_of(
    transaction: Transaction, ids: Sequence[str], supersedes: Supersedes, since: Since
) -> dict[str, Successor]:
    """The deal that supersedes each of these, and each that a deal of this load supersedes.

    `supersedes` and `since` are about the deals of this load; they replace what the graph holds.
    """
    rows = look_up(transaction, "successors", ids)
    return earliest(
        supersedes,
        since,
        (
            (row["old"], Successor(row["deal"], row["since"]))
            for row in rows
            if row["deal"] not in supersedes
        ),
    )


def earliest(
    supersedes: Supersedes, since: Since, others: Iterable[tuple[str, Successor]] = ()
) -> dict[str, Successor]:
    """The successor of each superseded deal: of several the earliest, then the first by id."""
    pairs = [
        (old, Successor(new, since[new])) for new, olds in supersedes.items() for old in set(olds)
    ]
    return dict(sorted([*pairs, *others], key=_earliest, reverse=True))


def _earliest(pair: tuple[str, Successor]) -> tuple[date, str]:
    _, successor = pair
    return (successor.since or date.max, successor.id)
