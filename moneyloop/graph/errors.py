"""What can go wrong between this program and Neo4j, in words for people."""

from __future__ import annotations


class GraphTrouble(Exception):
    """Neo4j cannot be reached, cannot be started, or refused us; says what to do next."""


class QueryTrouble(Exception):
    """Neo4j answered, but the query itself is wrong, forbidden or too large."""


class TooLarge(QueryTrouble):
    """A query or a transaction needs more memory than the server gives it."""
