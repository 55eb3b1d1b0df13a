"""What the tests of all formats of files have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def header(names: Sequence[str], tell: Callable[[str], None]) -> tuple[str, ...] | None:
    """Takes every column; leaves out those called `ignored`, refuses a `bad` one."""
    if "bad" in names:
        tell("has a bad column")
        return None
    return tuple("" if name == "ignored" else name for name in names)
