"""A header shared by the tests of all file formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def header(names: Sequence[str], problem: Callable[[str], None]) -> tuple[str, ...] | None:
    """Accepts every column, except that `ignored` is left out and `bad` is a problem."""
    if "bad" in names:
        problem("has a bad column")
        return None
    return tuple("" if name == "ignored" else name for name in names)
