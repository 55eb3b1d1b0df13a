"""moneyloop for notebooks and programs: the rows of a report as a pandas DataFrame.

import moneyloop
moneyloop.frame("loops", max_hops=4)
"""

from __future__ import annotations

# The program imports this first of all, and should be able to handle signals as soon as possible.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from moneyloop.frames import frame

__all__ = ["frame"]


def __getattr__(name: str) -> Any:
    """Imports `frame` and with it pandas on first use, since most commands need neither."""
    if name == "frame":
        from moneyloop.frames import frame

        return frame
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
