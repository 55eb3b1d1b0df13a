"""Reads the queries: each is a file under `cypher/`; there are none in Python code."""

from __future__ import annotations

from functools import cache

from moneyloop.graph.compose import compose
from moneyloop.shipped import shipped

CYPHER = shipped("cypher")
FRAGMENTS = CYPHER / "fragments"
CLAIMS = CYPHER / "claims"
"""Fragments that decide claims about structure; `claims.csv` names them."""


@cache
def query(name: str) -> str:
    """The text of `cypher/<name>.cypher`, with its fragments.

    Raises FileNotFoundError, and ValueError if a fragment is used wrongly.
    """
    file = CYPHER / f"{name}.cypher"
    composed = compose(file, file.read_text("utf-8"), (FRAGMENTS,))
    if composed.problems:
        raise ValueError("\n".join(composed.problems))
    return composed.text


def names_in(folder: str) -> list[str]:
    """The names of the queries in `cypher/<folder>/`, in alphabetical order."""
    return sorted(file.stem for file in (CYPHER / folder).glob("*.cypher"))
