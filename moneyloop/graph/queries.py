"""Reads the queries: each is a file under `cypher/`; there are none in Python code."""

from __future__ import annotations

from functools import cache

from moneyloop.shipped import shipped

CYPHER = shipped("cypher")


@cache
def query(name: str) -> str:
    """The text of `cypher/<name>.cypher`. Raises FileNotFoundError."""
    return (CYPHER / f"{name}.cypher").read_text("utf-8")


def names_in(folder: str) -> list[str]:
    """The names of the queries in `cypher/<folder>/`, in alphabetical order."""
    return sorted(file.stem for file in (CYPHER / folder).glob("*.cypher"))
