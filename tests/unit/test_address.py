"""Which addresses of a server are accepted, and what is said about the others."""

from __future__ import annotations

import pytest

from moneyloop.graph.address import SCHEMES, problem_with


@pytest.mark.parametrize(
    ("uri", "parts"),
    [
        ("localhost:7687", ["not the address of a Neo4j server", "neo4j://host:7687"]),
        ("", ["not the address of a Neo4j server"]),
        ("neo4j://", ["not the address of a Neo4j server"]),
        ("ftp://host", ["not the address of a Neo4j server", "bolt+ssc"]),
        ("http://host:7474", ["is a web address", "neo4j://host:7687"]),
        ("https://x.databases.neo4j.io", ["is a web address", "neo4j+s://x.databases.neo4j.io"]),
        ("neo4j://host:abc", ["'abc'"]),
        ("bolt://host:99999", ["out of range"]),
        ("neo4j://[::1", ["not an address"]),
        ("neo4j://host/movies", ["NEO4J_DATABASE"]),
    ],
)
def test_a_wrong_address_is_explained(uri: str, parts: list[str]) -> None:
    problem = problem_with(uri)
    assert problem is not None
    for part in parts:
        assert part in problem


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_right_address_is_accepted(scheme: str) -> None:
    for rest in ("host", "host:7687", "host/", "[::1]:7687", "例え.jp:1", "host:7687?region=eu"):
        assert problem_with(f"{scheme}://{rest}") is None
    assert problem_with(f"{scheme.upper()}://host") is None
