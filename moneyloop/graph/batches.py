"""Cuts what a query is to be given into pieces that the server digests well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

ROWS_AT_ONCE = 10_000


def batches(items: Sequence[T]) -> Iterable[list[T]]:
    """The items, at most ROWS_AT_ONCE at a time."""
    for start in range(0, len(items), ROWS_AT_ONCE):
        yield list(items[start : start + ROWS_AT_ONCE])
