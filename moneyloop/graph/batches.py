"""Cuts a query's rows into batches of a size that the server handles well."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")

ROWS_AT_ONCE = 10_000


def batches(items: Sequence[T]) -> Iterable[list[T]]:
    """The items in lists of at most ROWS_AT_ONCE."""
    for start in range(0, len(items), ROWS_AT_ONCE):
        yield list(items[start : start + ROWS_AT_ONCE])
