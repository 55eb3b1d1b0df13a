"""How a long step reports its progress."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, the units done and the units in all (0 if unknown)."""


def no_progress(step: str, done: int, total: int) -> None:
    """Ignores progress."""
