"""Tests that need more than Python and its registries: what, why, and how to get it.

A test joins a group with `@pytest.mark.group("name")`. Where a group cannot run, its tests are left
out and told at the end of the run, never counted as passed; with MONEYLOOP_ALL_GROUPS set (as in
CI) a group that did not run fails the run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SHARED_FACTS = Path(__file__).resolve().parents[2] / "shared" / "facts"


@dataclass(frozen=True)
class Group:
    can_run: Callable[[], bool]
    why_not: str
    add: str


GROUPS = {
    "facts": Group(
        SHARED_FACTS.is_dir,
        "the researched facts do not stand beside the checkout",
        "ln -s WHERE_THEY_ARE ../shared",
    ),
}
