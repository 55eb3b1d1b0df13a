"""The version of the graph model, which a marker node in the graph carries.

A graph with a newer one is not touched. In an older one, properties are missing on which answers
depend; the next write adds them (`loader/store/upgrade.py`), and until then nothing is answered.
"""

from __future__ import annotations

from moneyloop.errors import MoneyloopError

SCHEMA = 2
"""1: release 0.1.0. 2: deals have `until`, `term_from`, `term_to` and `derived`."""


class OldGraph(MoneyloopError):
    """The graph was written by an earlier release, and would be misread by this one."""


def is_old(schemas: list[int]) -> bool:
    """Whether the newest of these versions, found in a graph, is older than this release's."""
    return max(schemas, default=SCHEMA) < SCHEMA


def check_readable(schemas: list[int]) -> None:
    """Raises OldGraph if the newest of these versions is too old."""
    if is_old(schemas):
        raise OldGraph(
            f"this graph was written by an older moneyloop (its schema is {max(schemas)}, this "
            f"release needs {SCHEMA}). Anything that writes brings it up to date: run `moneyloop "
            "load`, or `moneyloop load FOLDER` if the graph holds only data of your own."
        )
