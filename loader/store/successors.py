"""Finds out which deal supersedes which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from loader.store.existing import look_up

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


def successors_of(
    transaction: ManagedTransaction,
    ids: Sequence[str],
    supersedes: Mapping[str, Iterable[str]],
) -> dict[str, str]:
    """The id of the deal that supersedes each of these; of several, the first in the alphabet.

    `supersedes` holds, by the id of a deal of this load, the ids of those that it supersedes; they
    replace the existing ones.
    """
    pairs = {(old, new) for new, olds in supersedes.items() for old in olds}
    rows = look_up(transaction, "successors", ids)
    pairs |= {(row["old"], row["deal"]) for row in rows if row["deal"] not in supersedes}
    return dict(sorted(pairs, reverse=True))
